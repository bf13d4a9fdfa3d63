"""The program as it is started: one process group, one address, a clean stop, and nothing lost when it is killed."""

import os
import socket
import stat
import subprocess
import time
from pathlib import Path

from tests.door import Door
from tests.server import ROOT, Server


def test_it_prints_where_it_is_and_how_to_sign_in(server: Server) -> None:
    until = time.monotonic() + 10
    while "The same list is in" not in server.log and time.monotonic() < until:
        time.sleep(0.05)
    assert f"Attune is at {server.base_url}/" in server.log
    for member in server.cast.values():
        assert member.email in server.log
        assert member.password in server.log


def test_everybody_of_the_cast_can_sign_in_as_listed(shared_server: Server) -> None:
    for member in shared_server.cast.values():
        visitor = Door(shared_server.base_url)
        visitor.sign_in(member)
        assert visitor.get("/me/").status == 200


def test_a_second_start_does_nothing_twice(server: Server) -> None:
    server.stop()
    before, server.words = len(server.log), ("serve",)
    editions = server.rows("SELECT id, published_at FROM library_edition ORDER BY id")
    server.start()
    assert Door(server.base_url).get("/").status == 200
    said = server.log[before:]
    assert not any(word in said for word in ("Collecting", "Importing", "Bringing"))
    assert server.rows("SELECT id, published_at FROM library_edition ORDER BY id") == editions


def test_asked_to_stop_it_stops_with_nothing_left_behind(server: Server) -> None:
    group = server.pid
    assert len(_processes_of(group)) >= 4, "the program, gunicorn, its worker, and the jobs' worker"
    assert server.stop() == 0
    assert _processes_of(group) == []
    assert "Traceback" not in server.log


def test_killed_it_starts_again_on_the_same_database(server: Server) -> None:
    Door(server.base_url).submit("/updates/", {"email": "reader@example.org"})
    server.kill()
    assert not server.is_up()
    server.start()
    assert server.rows("SELECT email FROM outreach_subscriptionrequest") == [("reader@example.org",)]


def test_a_killed_worker_is_started_again(server: Server) -> None:
    first = _worker_of(server.pid)
    os.kill(first, 9)
    until = time.monotonic() + 15
    while _worker_of(server.pid) in (first, 0) and time.monotonic() < until:
        time.sleep(0.1)
    assert _worker_of(server.pid) not in (first, 0)


def test_a_taken_port_is_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        refused = _attune("serve", PORT=port, ATTUNE_HOME=str(tmp_path / "home"))
    assert refused.returncode == 1
    assert f"Port {port} is taken" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "home").exists(), "nothing is made for a program that cannot start"


def test_a_port_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    for port in ("eighty", "70000", "0"):
        refused = _attune("serve", PORT=port, ATTUNE_HOME=str(tmp_path / "home"))
        assert (refused.returncode, "must be a number from 1 to 65535" in refused.stderr) == (1, True)


def test_what_it_keeps_is_its_owners_alone(server: Server) -> None:
    for name in ("cast.txt", "secret_key"):
        assert stat.S_IMODE((server.place.home / name).stat().st_mode) == 0o600


def _attune(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [ROOT / ".venv/bin/attune", *words] if (ROOT / ".venv/bin/attune").exists() else ["attune", *words],
        env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def _processes_of(group: int) -> list[int]:
    """Every living process of the group."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _, pgrp = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
            except OSError:
                continue
            if int(pgrp) == group and state != "Z":
                found.append(int(entry.name))
    return found


def _worker_of(group: int) -> int:
    for process in _processes_of(group):
        try:
            words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"worker" in words:
            return process
    return 0
