"""The production server as a subprocess, with a home and a database that nobody else uses.

A template is prepared once (migrated, built-in courses imported, the cast made); each server starts from a
copy of it: of the folder on SQLite, by CREATE DATABASE ... TEMPLATE on PostgreSQL.
"""

import contextlib
import fcntl
import http.client
import os
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit, urlunsplit

import psycopg

from attune.commands.castlist import Member, read_cast

ROOT = Path(__file__).resolve().parent.parent
ATTUNE = (sys.executable, "-m", "attune.commands")
START_SECONDS = 60


@dataclass(frozen=True)
class Place:
    """A home folder and the database that belongs to it (None: SQLite in the folder)."""

    home: Path
    database_url: str | None

    def environment(self, **more: str) -> dict[str, str]:
        """The whole environment of a program that works here."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith(_SET_BY_TESTS)}
        ours.update(ATTUNE_HOME=str(self.home), ATTUNE_DEMO="1", PYTHONUNBUFFERED="1")
        if self.database_url:
            ours["DATABASE_URL"] = self.database_url
        return ours | more

    def attune(self, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        """Runs the command line here and waits for its end."""
        return subprocess.run(
            [*ATTUNE, *words], cwd=ROOT, env=self.environment(**more), capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the database itself holds, asked past the program."""
        if self.database_url:
            with psycopg.connect(self.database_url) as connection:
                return connection.execute(sql).fetchall()  # type: ignore[call-overload,no-any-return]
        with contextlib.closing(sqlite3.connect(self.home / "attune.sqlite3")) as connection:
            return connection.execute(sql).fetchall()

    @property
    def cast(self) -> dict[str, Member]:
        """The demonstration cast by name, with this place's passwords."""
        return {member.name: member for member in read_cast(self.home / "cast.txt")}


_SET_BY_TESTS = ("ATTUNE_", "DATABASE_URL", "EMAIL_URL", "DJANGO_SETTINGS_MODULE", "PORT", "PYTEST_")


@dataclass(frozen=True)
class Template:
    """A prepared place that is only ever copied."""

    place: Place

    @contextlib.contextmanager
    def copy(self, home: Path) -> Iterator[Place]:
        """A place of one's own, gone after the block."""
        shutil.copytree(self.place.home, home)
        if self.place.database_url is None:
            yield Place(home=home, database_url=None)
            return
        with copied_database(self.place.database_url) as url:
            yield Place(home=home, database_url=url)


@contextlib.contextmanager
def template_for(folder: Path, *, database_url: str | None) -> Iterator[Template]:
    """The template at `folder`, prepared by whichever test process comes first; the others wait for it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        place = Place(home=folder / "home", database_url=_template_url(folder, database_url))
        if not (folder / "ready").exists():
            shutil.rmtree(place.home, ignore_errors=True)
            prepare(place)
            (folder / "ready").touch()
    yield Template(place)


def prepare(place: Place) -> None:
    """Everything `attune serve` does before it opens the door. Leaves a database that can be copied."""
    if place.database_url:
        with _admin(place.database_url) as connection:
            connection.execute(f'CREATE DATABASE "{_name(place.database_url)}"')  # type: ignore[call-overload]
    done = place.attune("prepare")
    if done.returncode:
        raise RuntimeError(f"attune prepare did not work:\n{done.stdout}\n{done.stderr}")
    if not place.database_url:
        with contextlib.closing(sqlite3.connect(place.home / "attune.sqlite3")) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextlib.contextmanager
def copied_database(url: str) -> Iterator[str]:
    """A PostgreSQL database that begins as a copy of the one at `url`."""
    copy = renamed(url, f"attune_{secrets.token_hex(6)}")
    with _admin(url) as connection:
        connection.execute(f'CREATE DATABASE "{_name(copy)}" TEMPLATE "{_name(url)}"')  # type: ignore[call-overload]
    try:
        yield copy
    finally:
        with _admin(url) as connection:
            connection.execute(f'DROP DATABASE "{_name(copy)}" WITH (FORCE)')  # type: ignore[call-overload]


@contextlib.contextmanager
def empty_database(url: str | None) -> Iterator[str | None]:
    """A PostgreSQL database with nothing in it beside the one at `url`; None stays None."""
    if url is None:
        yield None
        return
    made = renamed(url, f"attune_{secrets.token_hex(6)}")
    with _admin(url) as connection:
        connection.execute(f'CREATE DATABASE "{_name(made)}"')  # type: ignore[call-overload]
    try:
        yield made
    finally:
        with _admin(url) as connection:
            connection.execute(f'DROP DATABASE "{_name(made)}" WITH (FORCE)')  # type: ignore[call-overload]


def _template_url(folder: Path, database_url: str | None) -> str | None:
    """The same name for every process of one run: it is made from the folder they share."""
    if not database_url:
        return None
    note = folder / "database"
    if not note.exists():
        note.write_text(renamed(database_url, f"attune_template_{secrets.token_hex(4)}"))
    return note.read_text()


def _admin(url: str) -> "psycopg.Connection[Any]":
    return psycopg.connect(renamed(url, "postgres"), autocommit=True)


def _name(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


def renamed(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@dataclass
class Server:
    """`attune serve` on a port of its own: web and worker in one process group."""

    place: Place
    port: int = field(default_factory=lambda: free_port())
    more: dict[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ("serve", "--prepared")
    _group: "subprocess.Popen[bytes] | None" = None

    @property
    def pid(self) -> int:
        """Of the process that the others come from; the group has the same number."""
        if self._group is None:
            raise RuntimeError("the server is not running")
        return self._group.pid

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def cast(self) -> dict[str, Member]:
        return self.place.cast

    @property
    def outbox(self) -> Path:
        """The folder in which every mail that was sent lies as a file."""
        return self.place.home / "outbox"

    @property
    def log(self) -> str:
        log = self.place.home / "server.log"
        return log.read_text(errors="replace") if log.exists() else ""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.place.rows(sql)

    def start(self) -> None:
        """Starts on the database as it is, and waits until the first answer."""
        environment = self.place.environment(**{"PORT": str(self.port), "WEB_CONCURRENCY": "1", **self.more})
        with (self.place.home / "server.log").open("ab") as log:
            self._group = subprocess.Popen(
                [*ATTUNE, *self.words], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        self.wait_until_up(self._group)

    def wait_until_up(self, running: "subprocess.Popen[bytes]") -> None:
        """Until the first answer, whatever it is. Raises RuntimeError with the log when that does not come."""
        until = time.monotonic() + START_SECONDS
        while not self.is_up():
            if running.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the server did not start:\n{self.log[-4000:]}")
            time.sleep(0.05)

    def is_up(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/livez")
            return connection.getresponse().status < 500
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self) -> int:
        """As Ctrl-C does; gives the exit status."""
        if self._group is None:
            return 0
        _signal_group(self._group.pid, signal.SIGINT)
        try:
            return self._group.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        finally:
            self._group = None

    def kill(self) -> None:
        """As a power cut does: every process of the group at once, with no chance to finish."""
        if self._group is not None:
            _signal_group(self._group.pid, signal.SIGKILL)
            self._group.wait(20)
            self._group = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._group is not None and self._group.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.stop()
        elif self._group is not None:
            _signal_group(self._group.pid, signal.SIGKILL)


def _signal_group(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, number)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
