"""The benchmark measures what it says: the issue's pages, whole trees of processes, and no error page."""

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench import report
from bench.load import Load, for_seconds, get, once_each
from bench.pages import PAGES, SUBMITS, filled
from bench.tree import cpu_ms, memory_mb, tree_of
from tests.door import Answer

NAMES = {
    "home", "catalogue search", "series page", "module page", "sign-in page", "learner's home", "lesson page", "check submit",
    "scenario choice", "evaluation submit", "certificate page", "certificate PDF, first time", "certificate PDF, kept",
    "verification page", "staff queue",
}  # fmt: skip


class Shop(BaseHTTPRequestHandler):
    """Answers /kept with a length, /parts in chunks, anything else with 404."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200 if self.path in ("/kept", "/parts") else 404)
        if self.path == "/parts":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
        else:
            self.send_header("Content-Length", "5")
            self.end_headers()
            self.wfile.write(b"abcde")

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def shop():
    with ThreadingHTTPServer(("127.0.0.1", 0), Shop) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_every_page_of_the_issue_is_measured() -> None:
    assert {one.name for one in (*PAGES, *SUBMITS)} == NAMES


def test_each_request_is_sent_once_and_every_status_is_seen(shop: int) -> None:
    load = _beside(once_each, shop, [get("/kept"), get("/parts"), get("/absent")] * 5, clients=4)
    assert load.statuses == {200: 10, 404: 5}
    assert load.requests == 15
    assert load.bytes > 15 * 100
    assert load.p95_ms > 0


def test_it_stops_when_the_time_is_up(shop: int) -> None:
    load = _beside(for_seconds, shop, [get("/kept")], clients=2, seconds=0.3)
    assert load.requests > 2
    assert load.seconds < 5


def test_the_cost_is_that_of_the_whole_tree() -> None:
    busy = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'sum(range(20_000_000))']); print(flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", busy], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        assert cpu_ms([parent.pid]) > 100, "a child that has ended counts too"
        assert parent.pid in tree_of([parent.pid])
        resident, shared_once = memory_mb([parent.pid])
        assert 1 < shared_once <= resident
        parent.communicate(b"\n")


def test_a_budget_is_met_or_not() -> None:
    row = {"cpu_ms": 6.0, "ratio": 6.0, "budget": 6.0}
    assert report.verdict(row) == "met"
    assert report.verdict({**row, "ratio": 9.0}) == "over by 50 %"
    assert report.verdict({"cpu_ms": 61.0, "ratio": None, "budget": 60.0}) == "over by 2 %"


def test_a_form_is_filled_as_a_person_would() -> None:
    page = Answer(
        200, {}, b"""<form method="post"><input type="hidden" name="key" value="k1"><input type="radio" name="option" value="a">
        <input type="radio" name="option" value="b"><select name="order-x"><option value="">-</option><option value="1">1</option></select>
        <select name="order-y"><option value="">-</option><option value="1">1</option></select><textarea name="text"></textarea>
        <button name="deed" value="answer">Answer</button></form>""", "/learn/",
    )  # fmt: skip
    fields = filled(page.forms[0], ("answer",))
    assert fields["deed"] == ["answer"]
    assert fields["key"] == ["k1"]
    assert fields["option"] == ["a"]
    assert sorted((fields["order-x"], fields["order-y"])) == [["1"], ["2"]]
    assert fields["text"] != [""]


def _beside(send: Callable[..., Load], *words: object, **more: object) -> Load:
    """In a thread of its own: Playwright may keep a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(send, *words, **more).result()
