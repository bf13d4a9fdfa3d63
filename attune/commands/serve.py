"""`attune serve`: prepare, then web and worker as children in one process group, until Ctrl-C."""

import argparse
import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from attune.commands.castlist import CAST_FILE, read_cast
from attune.kit import Refused

GRACE_SECONDS = 20
READY_SECONDS = 60
LONGEST_NAP = 60.0
Child = subprocess.Popen[bytes]


class _Asked(Exception):
    """Somebody asked the program to stop."""


def run(arguments: argparse.Namespace) -> int:
    """The exit status: 0 when it was asked to stop, else that of the web server that died."""
    host, port = arguments.host, arguments.port or _port()
    _refuse_taken(host, port)
    environment = {"ATTUNE_ORIGIN": f"http://127.0.0.1:{port}", "PYTHONUNBUFFERED": "1", **os.environ, "PORT": str(port)}
    try:
        with _stop_signals():
            if not arguments.prepared:
                subprocess.run(_attune("prepare"), env=environment, check=True)
            return _run_both(host, port, environment)
    except _Asked:
        return 0
    except subprocess.CalledProcessError as failed:
        return failed.returncode


def _run_both(host: str, port: int, environment: dict[str, str]) -> int:
    children = {"web": _start(gunicorn(host, port), environment)}
    try:
        children["worker"] = _start(_attune("worker"), environment)
        if _is_ready(children["web"], host, port):
            _greet(environment)
        return _watch(children, environment)
    finally:
        _stop(children)


def _start(words: list[str], environment: dict[str, str]) -> Child:
    """A child that leaves Ctrl-C to us: what a parent ignores, its child ignores from its first moment."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return subprocess.Popen(words, env=environment)
    finally:
        signal.signal(signal.SIGINT, before)


def _watch(children: dict[str, Child], environment: dict[str, str]) -> int:
    """Waits for the web server's end. A worker that ends is started again, ever later when it ends at once."""
    nap, until = 1.0, 0.0
    while children["web"].poll() is None:
        time.sleep(1)
        if children["worker"].poll() is None:
            nap = 1.0 if time.monotonic() > until + LONGEST_NAP else nap
        elif time.monotonic() > until:
            print("The worker ended; starting it again.", file=sys.stderr, flush=True)
            children["worker"] = _start(_attune("worker"), environment)
            nap = min(nap * 2, LONGEST_NAP)
            until = time.monotonic() + nap
    return children["web"].returncode


def _stop(children: dict[str, Child]) -> None:
    """Asks all, waits, and ends what does not listen."""
    with contextlib.suppress(_Asked):
        for child in children.values():
            if child.poll() is None:
                child.terminate()
    until = time.monotonic() + GRACE_SECONDS
    for child in children.values():
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()


def gunicorn(host: str, port: int, application: str = "attune.config.wsgi") -> list[str]:
    """The web server's words. The benchmark starts its bare page with the same ones."""
    memory = Path("/dev/shm")  # noqa: S108  # gunicorn's heartbeat files; a slow disk must not look like a dead worker
    beats = ["--worker-tmp-dir", str(memory)] if os.access(memory, os.W_OK) else []
    return [
        sys.executable, "-m", "gunicorn", application, "--config", "python:attune.commands.gunicorn_hooks",
        "--bind", f"{host}:{port}", "--preload",
        "--worker-class", "gthread", "--workers", os.environ.get("WEB_CONCURRENCY", "2"), "--threads", "4",
        "--timeout", "60", "--graceful-timeout", str(GRACE_SECONDS - 5), "--keep-alive", "5",
        "--no-control-socket", "--log-level", "warning", *beats,
    ]  # fmt: skip


def _attune(*words: str) -> list[str]:
    return [sys.executable, "-m", "attune.commands", *words]


def _port() -> int:
    text = os.environ.get("PORT", "8000")
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Refused(f"PORT is {text!r}; it must be a number from 1 to 65535.", status=422)
    return int(text)


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise Refused(f"Port {port} needs more rights than you have. Choose one above 1023: PORT=8000.") from None
        except OSError:
            sentence = f"Port {port} is taken by another program. Choose another, for instance: PORT={port + 1} make serve"
            raise Refused(sentence, status=409) from None


def _is_ready(web: Child, host: str, port: int) -> bool:
    until = time.monotonic() + READY_SECONDS
    while web.poll() is None and time.monotonic() < until:
        connection = http.client.HTTPConnection(host, port, timeout=5)
        try:
            connection.request("GET", "/livez", headers={"Host": "127.0.0.1"})
            connection.getresponse()
        except OSError:
            time.sleep(0.05)
        else:
            return True
        finally:
            connection.close()
    return False


def _greet(environment: dict[str, str]) -> None:
    origin = environment["ATTUNE_ORIGIN"]
    print(f"\nAttune is at {origin}/   (Ctrl-C stops it)", flush=True)
    cast = Path(environment.get("ATTUNE_HOME", "var")) / CAST_FILE
    if environment.get("ATTUNE_DEMO") != "1" or not cast.exists():
        return
    print(f"\nSign in at {origin}/account/login/ as one of these people (invented, with passwords of this installation):\n")
    for member in read_cast(cast):
        print(f"  {member.email:<40} {member.password}   {member.what}")
    print(f"\nThe same list is in {cast}. Mail that the program sends: {origin}/outbox/ (as staff)\n", flush=True)


@contextlib.contextmanager
def _stop_signals() -> Iterator[None]:
    """SIGINT and SIGTERM both end the program in good order."""

    def ask(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise _Asked

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, how in before.items():
            signal.signal(number, how)
