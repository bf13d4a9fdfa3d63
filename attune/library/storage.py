"""Where the content of assets lies: any file storage, by SHA-256.

The local folder writes a file whole or not at all, and on the disk before it says so: a row that names an
asset is committed after its content, so after a power cut no edition lacks a file.
"""

import os
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage

from attune.library.models import Asset

PIECE = 64 * 1024  # bytes


class DamagedAsset(RuntimeError):
    """The storage gives something else than what was published."""


class DurableFolder(FileSystemStorage):
    """Django's folder storage; a file appears under its name only when all of it is on the disk."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **{"allow_overwrite": True, **named})

    def _save(self, name: str, content: File) -> str:
        place = Path(self.path(name))
        place.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=place.parent, prefix=".", delete=False) as file:
            try:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
                os.replace(file.name, place)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        _settle(place.parent)
        return name


def store(contents: Iterable[bytes]) -> dict[str, Asset]:
    """Puts each content where its SHA-256 says, unless it lies there already; gives the unsaved rows by SHA-256."""
    assets: dict[str, Asset] = {}
    for content in contents:
        asset = Asset(sha256=sha256(content).hexdigest(), size=len(content))
        if asset.sha256 not in assets:
            _put(asset, content)
        assets[asset.sha256] = asset
    return assets


def fetch(asset: Asset) -> bytes:
    """The content, byte for byte as published. Raises DamagedAsset."""
    with default_storage.open(asset.storage_name) as file:
        content = file.read()
    if sha256(content).hexdigest() != asset.sha256:
        raise DamagedAsset(f"The stored file {asset.storage_name} is not what was published. Restore it from a backup.")
    return content


def stream(asset: Asset, start: int, length: int) -> Iterator[bytes]:
    """`length` bytes of the content from `start`, in pieces; of a bucket only these are fetched."""
    if bucket := getattr(default_storage, "bucket", None):
        part = bucket.Object(asset.storage_name).get(Range=f"bytes={start}-{start + length - 1}")
        yield from part["Body"].iter_chunks(PIECE)
        return
    with default_storage.open(asset.storage_name) as file:
        file.seek(start)
        while length and (piece := file.read(min(length, PIECE))):
            length -= len(piece)
            yield piece


def _put(asset: Asset, content: bytes) -> None:
    if not _lies_there(asset):
        default_storage.save(asset.storage_name, ContentFile(content))


def _lies_there(asset: Asset) -> bool:
    # One question to the storage (HeadObject on S3) instead of sending the content again.
    try:
        return bool(default_storage.size(asset.storage_name) == asset.size)
    except FileNotFoundError:
        return False


def _settle(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
