"""`attune check`: is this installation sound?"""

import argparse
import hashlib
from collections.abc import Iterator

from django.core import checks
from django.core.files.storage import default_storage

from attune.commands import migrate
from attune.journal.queries import breaks
from attune.library.models import Asset


def run(arguments: argparse.Namespace) -> int:
    """1 when something is not, with a sentence for each."""
    found = list(complaints())
    for sentence in found:
        print(sentence)
    print("This installation is sound." if not found else f"{len(found)} to look at.")
    return int(bool(found))


def complaints() -> Iterator[str]:
    """Settings, migrations, the journal's chain, and every stored file against its fingerprint."""
    yield from (f"Settings: {message.msg}" for message in checks.run_checks() if not message.is_silenced())
    if not migrate.is_current():
        yield "The database is older than the program. Run: attune migrate"
        return
    for broken in breaks():
        yield f"Journal: {broken.sentence}"
    for asset in Asset.objects.order_by("sha256").iterator():
        yield from _about(asset)


def _about(asset: Asset) -> Iterator[str]:
    if not default_storage.exists(asset.storage_name):
        yield f"Files: {asset.storage_name} is missing."
        return
    with default_storage.open(asset.storage_name) as file:
        digest = hashlib.sha256()
        for part in file.chunks():
            digest.update(part)
    if digest.hexdigest() != asset.sha256:
        yield f"Files: {asset.storage_name} is not what was stored under that name."
