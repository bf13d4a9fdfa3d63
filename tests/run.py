"""`make test`: every test on SQLite, then every test on PostgreSQL, with one closing line each."""

import os
import shutil
import signal
import subprocess
import sys
import time
from ctypes.util import find_library
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.postgres import NoPostgres, cluster  # noqa: E402


def main(wanted: list[str]) -> int:
    """0 when both runs passed. `wanted` are more words for pytest, such as a folder."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    _install_browser()
    first = _run("SQLite", wanted, {"DATABASE_URL": ""})
    second = _run_on_postgres(wanted)
    return first or second


def _run_on_postgres(wanted: list[str]) -> int:
    try:
        with cluster() as server:
            return _run(f"PostgreSQL ({server.version})", wanted, {"DATABASE_URL": server.url})
    except NoPostgres as why:
        print(f"\nPOSTGRESQL CANNOT BE HAD HERE: {why}\nITS TESTS ARE SKIPPED.", flush=True)
        return _run("PostgreSQL: ALL SKIPPED", [*wanted, "--skip-all=POSTGRESQL CANNOT BE HAD HERE"], {})


def _run(title: str, wanted: list[str], environment: dict[str, str]) -> int:
    print(f"\n{'=' * 78}\n  Tests on {title}\n{'=' * 78}", flush=True)
    began = time.monotonic()
    words = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", *wanted]
    runner = subprocess.Popen(words, cwd=ROOT, env={**os.environ, **environment})
    try:
        code = runner.wait()
    except BaseException:
        runner.send_signal(signal.SIGINT)
        runner.wait(30)
        raise
    print(f"Tests on {title}: {'passed' if code == 0 else 'FAILED'}, {time.monotonic() - began:.0f} s", flush=True)
    return code


def _install_browser() -> None:
    """Debian's Chromium for the journeys, where we may; tests/browser.py says loudly when there is none.

    libatomic1 is what Playwright's driver needs beside it; a bare Debian has it not.
    """
    if (shutil.which("chromium") and find_library("atomic")) or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("Installing Chromium for the journeys (apt-get) ...", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium", "libatomic1"]):
        subprocess.run(
            ["apt-get", *words], env=environment, check=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
