"""`make bench`: both databases, every page, 1, 8 and 32 clients, and the floor beside them. Prints and writes the results."""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from attune.commands.serve import gunicorn
from bench import report
from bench.load import Load, for_seconds, get, once_each
from bench.pages import PAGES, SUBMITS, Note, Page, Submit
from bench.tree import cpu_ms, memory_mb
from bench.weight import Weight, weigh
from tests.postgres import NoPostgres, cluster
from tests.server import ROOT, Place, Server, free_port, prepare, renamed

LEVELS = (1, 8, 32)
SECONDS = 2.5
WARM_SECONDS = 2.0
SENT = {1: 100, 8: 160, 32: 200}  # answers sent at each level
PDFS = {1: 20, 8: 40, 32: 64}


@dataclass(frozen=True)
class Row:
    """One line of bench/latest.json. `budget` is a multiple of the floor, or milliseconds of CPU where `ratio` is None."""

    page: str
    database: str
    clients: int
    cpu_ms: float
    floor_cpu_ms: float
    ratio: float | None
    budget: float
    queries: int
    bytes: int
    rps: float
    p95_ms: float


@dataclass(frozen=True)
class About:
    """What is measured once for each database."""

    database: str
    counts: dict[str, int]
    first_start_s: float
    second_start_s: float
    resident_mb: float
    shared_once_mb: float
    weights: list[Weight]


def main() -> int:
    words = argparse.ArgumentParser(prog="bench")
    words.add_argument("--only", choices=("sqlite", "postgresql"), default=None)
    words.add_argument("--page", default="", help="only pages whose name holds this; writes nothing")
    words.add_argument("--look", action="store_true", help="a short look with one client; writes nothing")
    chosen = words.parse_args()
    levels = LEVELS[:1] if chosen.look else LEVELS
    began = time.monotonic()
    rows: list[Row] = []
    abouts: list[About] = []
    for database, of in (("sqlite", _sqlite), ("postgresql", _postgres)):
        if chosen.only in (None, database):
            try:
                with of() as (place, also):
                    _measure_all(database, place, also, chosen.page, levels, rows, abouts)
            except NoPostgres as why:
                print(f"POSTGRESQL CANNOT BE HAD HERE: {why}", flush=True)
    if not (chosen.page or chosen.only or chosen.look):
        (ROOT / "bench/latest.json").write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n")
        page = report.page([asdict(row) for row in rows], [asdict(one) for one in abouts])
        seen = ROOT / "bench/lighthouse.json"
        page = report.with_browser(page, json.loads(seen.read_text()) if seen.exists() else [])
        (ROOT / "docs/benchmarks.md").write_text(page)
    print(f"{time.monotonic() - began:.0f} s in all")
    return 0


@contextmanager
def _sqlite() -> Iterator[tuple[Place, list[int]]]:
    with tempfile.TemporaryDirectory(prefix="attune-bench-") as folder:
        yield Place(home=Path(folder) / "home", database_url=None), []


@contextmanager
def _postgres() -> Iterator[tuple[Place, list[int]]]:
    with tempfile.TemporaryDirectory(prefix="attune-bench-") as folder, cluster(is_durable=True) as server:
        place = Place(home=Path(folder) / "home", database_url=renamed(server.url, "attune_bench"))
        yield place, [server.pid] if server.pid else []


def _measure_all(
    database: str, place: Place, also: list[int], wanted: str, levels: tuple[int, ...], rows: list[Row], abouts: list[About]
) -> None:
    began = time.monotonic()
    prepare(place)
    first_start = time.monotonic() - began
    _say(f"{database}: seeding")
    note_file, counts_file = place.home / "bench.json", place.home / "queries.json"
    _python(place, "bench.seed", str(note_file))
    note: Note = json.loads(note_file.read_text())
    floors = {clients: _floor(place, also, clients) for clients in levels}
    began = time.monotonic()
    with Server(place, words=("serve",), more={"WEB_CONCURRENCY": "2"}) as server:
        second_start = time.monotonic() - began
        _python(place, "bench.count", str(note_file), str(counts_file), server.base_url)
        queries = json.loads(counts_file.read_text())
        roots = [server.pid, *also]
        for page in (*PAGES, *SUBMITS):
            if wanted in page.name:
                for clients in levels:
                    load, spent = _measure(page, note, server, roots, clients)
                    rows.append(_row(page, database, clients, load, spent, floors[clients], queries[page.name]))
                    _say(report.line(asdict(rows[-1])))
        resident, shared_once = memory_mb([server.pid])
        weights = weigh(server.base_url, note)
    abouts.append(About(database, note["counts"], first_start, second_start, resident, shared_once, weights))


def _measure(page: Page | Submit, note: Note, server: Server, roots: list[int], clients: int) -> tuple[Load, float]:
    """The load, and the CPU milliseconds that it cost the server and its database."""
    if isinstance(page, Submit):
        sent = [request for _ in range(SENT[clients]) if (request := page.request(note, server.base_url))]
        return _costed(roots, lambda: once_each(server.port, sent, clients=clients))
    if page.is_asked_once:
        start = sum(count for level, count in PDFS.items() if level < clients)
        requests = page.requests(note)[start : start + PDFS[clients]]
        return _costed(roots, lambda: once_each(server.port, requests, clients=clients))
    requests = page.requests(note)
    if clients == 1:  # until every process has what it keeps in memory
        for_seconds(server.port, requests[:20], clients=8, seconds=WARM_SECONDS)
    return _costed(roots, lambda: for_seconds(server.port, requests, clients=clients, seconds=SECONDS))


def _costed(roots: list[int], send: Callable[[], Load]) -> tuple[Load, float]:
    before = cpu_ms(roots)
    load = send()
    return load, cpu_ms(roots) - before


def _floor(place: Place, also: list[int], clients: int) -> float:
    """CPU milliseconds of one request for the bare page, on this database, under the same server."""
    port = free_port()
    environment = place.environment(WEB_CONCURRENCY="2")
    server = subprocess.Popen(gunicorn("127.0.0.1", port, "bench.floor_view"), cwd=ROOT, env=environment)
    try:
        Server(place, port=port).wait_until_up(server)
        for_seconds(port, [get("/")], clients=clients, seconds=1)
        load, spent = _costed([server.pid, *also], lambda: for_seconds(port, [get("/")], clients=clients, seconds=SECONDS))
    finally:
        server.terminate()
        server.wait(20)
    _refuse_errors("floor", load)
    _say(f"floor at {clients} clients: {spent / load.requests:.2f} ms, {load.requests / load.seconds:.0f}/s")
    return spent / load.requests


def _row(page: Page | Submit, database: str, clients: int, load: Load, spent: float, floor: float, queries: int) -> Row:
    _refuse_errors(page.name, load)
    cost = spent / load.requests
    limit = page.budget_ms if isinstance(page, Page) else None
    return Row(
        page=page.name, database=database, clients=clients, cpu_ms=round(cost, 2), floor_cpu_ms=round(floor, 2),
        ratio=None if limit else round(cost / floor, 2), budget=limit or page.budget, queries=queries,
        bytes=round(load.bytes / load.requests), rps=round(load.requests / load.seconds, 1), p95_ms=round(load.p95_ms, 1),
    )  # fmt: skip


def _refuse_errors(name: str, load: Load) -> None:
    """A quick error page is no quick page."""
    wrong = {status: count for status, count in load.statuses.items() if not 200 <= status < 400}
    if wrong or not load.requests:
        raise SystemExit(f"{name}: {load.requests} requests, and these statuses: {wrong}")


def _python(place: Place, module: str, *words: str) -> None:
    environment = place.environment(DJANGO_SETTINGS_MODULE="attune.config.settings")
    subprocess.run([sys.executable, "-m", module, *words], cwd=ROOT, env=environment, check=True)


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
