"""`attune backup FILE`: the database and every file, as they are at one moment, in one tar. The program may run.

The database comes first and the files after it: files are stored before the rows that name them, and never
change, so every file that the copied database names is there to be copied.

    manifest.json         {"attune", "made_at", "engine", "members": {name: {"sha256", "size"}}}
    database.sqlite3      a copy by SQLite's online backup      (engine "sqlite")
    database.dump         pg_dump's custom format               (engine "postgresql")
    secret_key            unless ATTUNE_SECRET_KEY holds it
    files/...             the file storage
"""

import argparse
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import Storage, default_storage
from django.db import connection
from django.utils import timezone

from attune.kit import Refused

MANIFEST = "manifest.json"
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
SECRET = "secret_key"  # noqa: S105  # a file's name
FILES = "files/"


def run(arguments: argparse.Namespace) -> int:
    manifest = back_up(arguments.file, at=timezone.now())
    size = arguments.file.stat().st_size / 1e6
    print(f"{arguments.file}: {len(manifest['members'])} files, {size:.1f} MB. It holds personal data: keep it safe.")
    return 0


def back_up(file: Path, *, at: datetime) -> dict[str, Any]:
    """Writes `file`, readable by its owner alone, and gives its manifest. Raises Refused when it exists already."""
    if file.exists():
        raise Refused(f"{file} exists already. Name a new file: a backup never overwrites another.", status=409)
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.unfinished")
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".attune-backup-") as folder:
            manifest = _write(unfinished, Path(folder), at=at)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def _write(target: Path, folder: Path, *, at: datetime) -> dict[str, Any]:
    members: dict[str, dict[str, Any]] = {}
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out, tarfile.open(fileobj=out, mode="w") as tar:
        for name, path in _contents(folder):
            members[name] = {"sha256": sha256_of(path), "size": path.stat().st_size}
            tar.add(path, arcname=name, recursive=False)
        manifest = {
            "attune": version("attune"),
            "made_at": at.isoformat(),
            "engine": connection.vendor,
            "members": members,
        }
        listed = folder / MANIFEST
        listed.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        tar.add(listed, arcname=MANIFEST)
    return manifest


def _contents(folder: Path) -> Iterator[tuple[str, Path]]:
    """Each member's name, and a file that holds it for the moment."""
    database = folder / DATABASE[connection.vendor]
    _copy_database(database)
    yield database.name, database
    if not os.environ.get("ATTUNE_SECRET_KEY"):
        yield SECRET, settings.HOME / SECRET
    borrowed = folder / "file"
    for name in names_in(default_storage):
        with default_storage.open(name) as source, borrowed.open("wb") as out:
            shutil.copyfileobj(source, out)
        yield f"{FILES}{name}", borrowed


def _copy_database(target: Path) -> None:
    if connection.vendor == "postgresql":
        run_postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", str(target))
        return
    with closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise Refused("SQLite says that the database is damaged; nothing was backed up.", status=409)


def names_in(storage: Storage, folder: str = "") -> Iterator[str]:
    """Every file of a storage, by name; nothing when the storage has no folder yet."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in sorted(files) if name)
    for name in sorted(folders):
        yield from names_in(storage, f"{folder}{name}/")


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def run_postgres(program: str, *words: str) -> None:
    """Runs one of PostgreSQL's own programs on our database. Raises Refused when it is not there, or does not work."""
    path = postgres_program(program)
    if path is None:
        raise Refused(f"{program} is not on this machine. Install PostgreSQL's client programs (postgresql-client).", status=409)
    done = subprocess.run([path, *words], env={**os.environ, **_postgres_environment()}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refused(f"{program} did not work: {done.stderr.strip()}", status=409)


def postgres_program(name: str) -> str | None:
    """The newest of Debian's versions, since an older pg_dump refuses a newer server; else what PATH finds."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return shutil.which(name) or (str(installed[-1]) if installed else None)


def _postgres_environment() -> dict[str, str]:
    where = connection.get_connection_params()
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password", "PGDATABASE": "dbname"}
    return {name: str(where[key]) for name, key in names.items() if where.get(key)}
