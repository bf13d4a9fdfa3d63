"""`attune restore FILE`: bring a backup back into an empty place. What is there is never overwritten."""

import argparse
import json
import os
import shutil
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection

from attune.commands import migrate
from attune.commands.backup import DATABASE, FILES, MANIFEST, SECRET, names_in, run_postgres, sha256_of
from attune.kit import Refused


def run(arguments: argparse.Namespace) -> int:
    manifest = restore(arguments.file)
    migrate.bring_up()
    print(f"Restored what was backed up at {manifest['made_at']}: {len(manifest['members'])} files.")
    return 0


def restore(file: Path) -> dict[str, Any]:
    """Gives the manifest. Raises Refused, before anything is changed, unless all of it can be restored here."""
    _refuse_unless_empty()
    with tempfile.TemporaryDirectory(prefix="attune-restore-") as name:
        folder = Path(name)
        manifest = _unpack(file, folder)
        if manifest["engine"] != connection.vendor:
            raise Refused(
                f"This backup is of {manifest['engine']}, and DATABASE_URL here names {connection.vendor}. "
                "Restore it on the database it came from.",
                status=409,
            )
        _bring_files(folder, manifest)
        _bring_database(folder / DATABASE[connection.vendor])
        _bring_secret(folder / SECRET)
    return manifest


def _refuse_unless_empty() -> None:
    if connection.introspection.table_names():
        raise Refused("There are tables in the database already. Restore into an empty database.", status=409)
    if next(names_in(default_storage), None) is not None:
        raise Refused("There are files in the file storage already. Restore into an empty one.", status=409)


def _unpack(file: Path, folder: Path) -> dict[str, Any]:
    """Everything the manifest lists, checked against its fingerprints, in `folder`."""
    try:
        with tarfile.open(file) as tar:
            _extract(tar, folder)
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        wrong = [name for name, member in manifest["members"].items() if sha256_of(folder / name) != member["sha256"]]
    except (OSError, tarfile.TarError, ValueError, KeyError) as why:
        raise Refused(f"{file} cannot be read as a backup: {why}", status=422) from why
    if wrong:
        raise Refused(f"{file} is damaged: {', '.join(wrong[:5])} changed since it was written.", status=422)
    return manifest


def _extract(tar: tarfile.TarFile, folder: Path) -> None:
    """Plain files inside `folder`, nothing else. (tarfile's own "data" filter is younger than Debian 12's Python 3.11.2.)"""
    for member in tar:
        target = (folder / member.name).resolve()
        if not (member.isfile() or member.isdir()) or not target.is_relative_to(folder.resolve()):
            raise tarfile.TarError(f"{member.name!r} is no plain file of a backup")
        source = tar.extractfile(member)
        if source is not None:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as copy:
                shutil.copyfileobj(source, copy)


def _bring_files(folder: Path, manifest: dict[str, Any]) -> None:
    for name in manifest["members"]:
        if name.startswith(FILES):
            with (folder / name).open("rb") as source:
                default_storage.save(name.removeprefix(FILES), File(source))


def _bring_database(source: Path) -> None:
    connection.close()
    if connection.vendor == "postgresql":
        name = str(settings.DATABASES["default"]["NAME"])
        run_postgres(
            "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "--dbname", name, str(source)
        )
        return
    target = Path(settings.DATABASES["default"]["NAME"])
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    beside = target.with_name(f"{target.name}.restoring")
    shutil.copyfile(source, beside)
    beside.replace(target)


def _bring_secret(source: Path) -> None:
    """With the old key, the links in mail that was sent still work, and nobody has to sign in again."""
    if source.exists() and not os.environ.get("ATTUNE_SECRET_KEY"):
        target = settings.HOME / SECRET
        shutil.copyfile(source, target)
        target.chmod(0o600)
