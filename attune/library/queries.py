"""Questions to the library."""

from collections import OrderedDict
from dataclasses import replace
from pathlib import PurePosixPath
from threading import Lock

from django.db import transaction

from attune import courseware
from attune.courseware import Module, Series, compile_work
from attune.library.models import Asset, Edition, EditionFile
from attune.library.storage import DamagedAsset, fetch

KEPT_EDITIONS = 128  # some 200 kB each

_kept: OrderedDict[int, Series | Module] = OrderedDict()
_lock = Lock()


def read_edition(edition_id: int) -> Series | Module:
    """The work as published, read from the storage once per process: an edition never changes.

    Its texts point to assets by address (`address_of`); their bytes are left out (`Module.assets` is empty).
    Raises Edition.DoesNotExist, DamagedAsset.
    """
    with _lock:
        if edition_id in _kept:
            _kept.move_to_end(edition_id)
            return _kept[edition_id]
    work = _read(edition_id)
    # What a transaction wrote and then undid must not be remembered: its id is given to another edition.
    transaction.on_commit(lambda: _keep(edition_id, work))
    return work


def asset_of(edition: Edition, path: str) -> Asset:
    """The content that lies at `path` in the edition. Raises EditionFile.DoesNotExist."""
    return EditionFile.objects.select_related("asset").get(edition=edition, path=path).asset


def address_of(sha256: str, path: str) -> str:
    """Where the pages offer an asset: by its content, so that it may be kept for ever."""
    return f"/files/{sha256}/{PurePosixPath(path).name}"


def _read(edition_id: int) -> Series | Module:
    edition = Edition.objects.get(pk=edition_id)
    rows = {file.path: file.asset for file in edition.files.select_related("asset")}
    files = {path: fetch(asset) for path, asset in rows.items()}
    if courseware.fingerprint(files) != edition.fingerprint:
        raise DamagedAsset(f"The files of {edition} do not have its fingerprint. Restore the database from a backup.")
    work = courseware.read(files).work
    if work is None:
        raise DamagedAsset(f"This version of the program cannot read {edition}. Run the version that published it.")
    if not isinstance(work, Module):
        return work
    return replace(compile_work(work, asset_url=lambda path: address_of(rows[path].sha256, path)), assets={})


def _keep(edition_id: int, work: Series | Module) -> None:
    with _lock:
        _kept[edition_id] = work
        while len(_kept) > KEPT_EDITIONS:
            _kept.popitem(last=False)
