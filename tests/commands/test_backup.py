"""What is restored elsewhere is the same, row by row, triggers and files included; also when the server was busy."""

import contextlib
import hashlib
import io
import json
import os
import sqlite3
import stat
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.door import Door
from tests.server import Place, Server, Template, empty_database

FROZEN = "library_edition"


@pytest.fixture
def elsewhere(server_template: Template, tmp_path: Path) -> Iterator[Place]:
    """An empty home and an empty database."""
    with empty_database(server_template.place.database_url) as url:
        yield Place(home=tmp_path / "elsewhere", database_url=url)


@pytest.fixture
def here(server_template: Template, tmp_path: Path) -> Iterator[Place]:
    with server_template.copy(tmp_path / "here") as place:
        yield place


def test_restored_elsewhere_it_is_the_same(here: Place, elsewhere: Place, tmp_path: Path) -> None:
    file = tmp_path / "a.tar"
    done(here.attune("backup", str(file)))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    done(elsewhere.attune("restore", str(file)))
    assert everything_in(elsewhere) == everything_in(here)
    assert schema_of(elsewhere) == schema_of(here)
    assert files_in(elsewhere.home / "files") == files_in(here.home / "files") != {}
    assert (elsewhere.home / "secret_key").read_text() == (here.home / "secret_key").read_text()
    done(elsewhere.attune("check"))
    with pytest.raises((sqlite3.DatabaseError, psycopg.Error), match="frozen"):
        change(elsewhere, f"UPDATE {FROZEN} SET title = 'changed'")


def test_it_can_be_taken_while_people_write(server: Server, elsewhere: Place, tmp_path: Path) -> None:
    stop = threading.Event()
    writers = [threading.Thread(target=_subscribe_until, args=(server, stop, number)) for number in range(3)]
    for writer in writers:
        writer.start()
    try:
        while not server.rows("SELECT 1 FROM outreach_subscriptionrequest"):
            stop.wait(0.05)
        done(server.place.attune("backup", str(tmp_path / "busy.tar")))
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    done(elsewhere.attune("restore", str(tmp_path / "busy.tar")))
    done(elsewhere.attune("check"))
    (kept,) = elsewhere.rows("SELECT count(*) FROM outreach_subscriptionrequest")
    (all_of_them,) = server.rows("SELECT count(*) FROM outreach_subscriptionrequest")
    assert 0 < kept[0] <= all_of_them[0]


def test_a_backup_never_overwrites(here: Place, tmp_path: Path) -> None:
    file = tmp_path / "a.tar"
    file.write_text("somebody's thesis")
    refused = here.attune("backup", str(file))
    assert (refused.returncode, "exists already" in refused.stderr) == (1, True)
    assert file.read_text() == "somebody's thesis"
    assert [one.name for one in tmp_path.iterdir() if "unfinished" in one.name or one.name.startswith(".attune")] == []


def test_a_place_that_is_not_empty_is_left_alone(here: Place, tmp_path: Path) -> None:
    done(here.attune("backup", str(tmp_path / "a.tar")))
    before = everything_in(here)
    refused = here.attune("restore", str(tmp_path / "a.tar"))
    assert (refused.returncode, "already" in refused.stderr) == (1, True)
    assert everything_in(here) == before


def test_a_damaged_backup_is_refused_before_anything_is_changed(here: Place, elsewhere: Place, tmp_path: Path) -> None:
    done(here.attune("backup", str(tmp_path / "a.tar")))
    _flip_a_byte_of_a_file(tmp_path / "a.tar", tmp_path / "bad.tar")
    refused = elsewhere.attune("restore", str(tmp_path / "bad.tar"))
    assert (refused.returncode, "is damaged" in refused.stderr) == (1, True)
    assert not (elsewhere.home / "files").exists()
    done(elsewhere.attune("restore", str(tmp_path / "a.tar")))


def test_what_is_no_backup_is_refused_in_a_sentence(elsewhere: Place, tmp_path: Path) -> None:
    (tmp_path / "notes.tar").write_text("not a tar")
    for name in ("notes.tar", "absent.tar"):
        refused = elsewhere.attune("restore", str(tmp_path / name))
        assert refused.returncode == 1
        assert "cannot be read as a backup" in refused.stderr
        assert "Traceback" not in refused.stderr


def test_a_name_that_climbs_out_is_refused(elsewhere: Place, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "climber.tar", "w") as tar:
        member = tarfile.TarInfo("../climbed")
        member.size = 1
        tar.addfile(member, io.BytesIO(b"x"))
    refused = elsewhere.attune("restore", str(tmp_path / "climber.tar"))
    assert (refused.returncode, "cannot be read as a backup" in refused.stderr) == (1, True)
    assert not (tmp_path / "climbed").exists()


def test_a_backup_of_the_other_database_says_so(here: Place, elsewhere: Place, tmp_path: Path) -> None:
    done(here.attune("backup", str(tmp_path / "a.tar")))
    with tarfile.open(tmp_path / "a.tar") as tar:
        tar.extractall(tmp_path / "open")
    manifest = json.loads((tmp_path / "open/manifest.json").read_text())
    manifest["engine"] = {"sqlite": "postgresql", "postgresql": "sqlite"}[manifest["engine"]]
    (tmp_path / "open/manifest.json").write_text(json.dumps(manifest))
    with tarfile.open(tmp_path / "other.tar", "w") as tar:
        for path in (tmp_path / "open").iterdir():
            tar.add(path, arcname=path.name)
    refused = elsewhere.attune("restore", str(tmp_path / "other.tar"))
    assert (refused.returncode, "Restore it on the database it came from" in refused.stderr) == (1, True)


def done(finished: Any) -> None:
    assert finished.returncode == 0, finished.stdout + finished.stderr


def everything_in(place: Place) -> dict[str, list[str]]:
    """Every row of every table, as text, in an order of its own."""
    return {table: sorted(repr(row) for row in place.rows(f'SELECT * FROM "{table}"')) for table in tables_of(place)}


def tables_of(place: Place) -> list[str]:
    if place.database_url:
        return [name for (name,) in place.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]
    return [name for (name,) in place.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]


def schema_of(place: Place) -> list[tuple[Any, ...]]:
    """Tables, indexes and triggers."""
    if not place.database_url:
        return place.rows("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2")
    triggers = place.rows(
        "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
    )
    indexes = place.rows("SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2")
    rules = place.rows("SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint ORDER BY 1, 2, 3")
    return [*triggers, *indexes, *rules]


def files_in(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def change(place: Place, sql: str) -> None:
    if place.database_url:
        with psycopg.connect(place.database_url) as connection:
            connection.execute(sql)  # type: ignore[call-overload]
        return
    with contextlib.closing(sqlite3.connect(place.home / "attune.sqlite3")) as connection:
        connection.execute(sql)
        connection.commit()


def _subscribe_until(server: Server, stop: threading.Event, number: int) -> None:
    visitor = Door(server.base_url)
    count = 0
    while not stop.is_set() and count < 500:
        count += 1
        with contextlib.suppress(OSError):
            visitor.submit("/updates/", {"email": f"reader{number}.{count}.{os.getpid()}@example.org"})


def _flip_a_byte_of_a_file(source: Path, target: Path) -> None:
    with tarfile.open(source) as tar:
        member = next(one for one in tar.getmembers() if one.name.startswith("files/") and one.size > 0)
    content = bytearray(source.read_bytes())
    content[member.offset_data] ^= 0xFF
    target.write_bytes(content)
