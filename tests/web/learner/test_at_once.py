"""Two tabs, double clicks and impatient networks, against the production server: one answer, one enrolment, one completion."""

import http.client
import re
import threading
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest

from attune.courseware import files_of, read
from tests.learning.stories import right_answer
from tests.server import Server

SERIES, MODULE = "csam-survivors", "understanding-csam-and-its-impacts"
ROOM = f"/learn/{SERIES}/{MODULE}/"
COURSE = read(files_of(Path(__file__).parents[3] / "courses" / SERIES)).modules[MODULE]
TABS = 6


@dataclass
class Tab:
    """A browser tab as far as forms need it. Tabs of one person share `cookies`."""

    server: Server
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, fields: dict[str, object] | None = None) -> tuple[int, str]:
        address = urlsplit(self.server.base_url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Referer": self.server.base_url}
        body = None
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({**fields, "csrfmiddlewaretoken": self.cookies.get("csrf", "")}, doseq=True)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        page = answer.read().decode()
        connection.close()
        return answer.status, page

    def sign_in(self, name: str) -> "Tab":
        member = self.server.cast[name]
        self.ask("GET", "/account/login/")
        status, page = self.ask("POST", "/account/login/", {"login": member.email, "password": member.password})
        assert status == 302, page[-2000:]
        return self

    def post(self, path: str, **fields: object) -> int:
        return self.ask("POST", path, {"key": str(uuid4()), **fields})[0]


def at_once(*deeds):
    """All deeds at the same moment, each in a thread of its own; their answers in order."""
    answers: list[int] = [0] * len(deeds)
    gate = threading.Barrier(len(deeds))

    def do(number: int) -> None:
        gate.wait()
        answers[number] = deeds[number]()

    threads = [threading.Thread(target=do, args=(number,)) for number in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture(scope="module")
def tabs(shared_server: Server) -> list[Tab]:
    first = Tab(shared_server).sign_in("Dana Reyes")
    first.ask("GET", ROOM)
    return [Tab(shared_server, dict(first.cookies)) for _ in range(TABS)]


def count(server: Server, sql: str) -> int:
    return int(server.rows(f"SELECT COUNT(*) FROM {sql}")[0][0])


def test_everything_that_is_sent_at_once_happens_once(shared_server, tabs):
    """One story, in order: begin, read, the same key, different answers, and the last part six times over."""
    server = shared_server
    assert at_once(*(lambda tab=tab: tab.post(ROOM) for tab in tabs)) == [303] * TABS
    assert count(server, "learning_enrolment") == 2  # the module and its series

    lesson, check, evaluation = (next(each for each in COURSE.components if each.kind == kind)
                                 for kind in ("lesson", "check", "evaluation"))  # fmt: skip
    section = lesson.sections[0].id
    key = str(uuid4())
    sent = at_once(*(lambda tab=tab: tab.post(f"{ROOM}{lesson.id}/", deed="read", section=section, key=key) for tab in tabs))
    assert sent == [303] * TABS and count(server, "learning_happening") == 1
    sent = at_once(*(lambda tab=tab: tab.post(f"{ROOM}{lesson.id}/", deed="read", section=section) for tab in tabs))
    assert sent == [303] * TABS and count(server, "learning_happening") == 1

    assert at_once(*(lambda tab=tab: tab.post(f"{ROOM}{check.id}/", deed="start") for tab in tabs)) == [303] * TABS
    assert count(server, "learning_happening WHERE kind = 'drawn'") == 1
    _, page = tabs[0].ask("GET", f"{ROOM}{check.id}/")
    question = check.question(re.search(r'name="question" value="([^"]+)"', page)[1])
    if question.kind in ("single", "multiple"):
        options = [option.id for option in question.options]
        answers = [{"option": options[number % len(options)]} for number in range(TABS)]
        sent = at_once(*(lambda tab=tab, each=each: tab.post(f"{ROOM}{check.id}/", deed="answer", question=question.id, **each)
                         for tab, each in zip(tabs, answers, strict=True)))  # fmt: skip
        assert set(sent) == {303, 409} and count(server, "learning_happening WHERE kind = 'answered'") == 1

    answers = {f"answer-{each.id}": "3" for each in evaluation.questions if each.kind == "scale"}
    sent = at_once(*(lambda tab=tab: tab.post(f"{ROOM}{evaluation.id}/", deed="send", **answers) for tab in tabs))
    assert sent == [303] * TABS
    assert server.rows("SELECT DISTINCT count FROM learning_evaluationtally") == [(1,)]


def test_the_last_deed_sent_at_once_makes_one_completion_and_one_certificate(shared_server, tabs):
    tab = tabs[0]
    tab.post(ROOM)
    *parts, last = COURSE.components
    for part in parts:
        finish(tab, part)
    assert count(shared_server, "learning_completion") == 0
    assert last.kind == "acknowledgement"
    sent = at_once(*(lambda tab=tab: tab.post(f"{ROOM}{last.id}/", deed="agree", statement="yes") for tab in tabs))
    assert sent == [303] * TABS
    assert count(shared_server, "learning_completion") == 1 and count(shared_server, "credentials_certificate") == 1


def test_a_killed_server_has_every_answer_that_it_accepted(server):
    """Answers are sent while the server is killed; after the restart all that were answered with 303 are there."""
    tab = Tab(server).sign_in("Maria Lindqvist")
    assert tab.post(ROOM) == 303
    lessons = [each for each in COURSE.components if each.kind == "lesson"]
    wanted = [(lesson.id, section.id) for lesson in lessons for section in lesson.sections]
    keys = {pair: str(uuid4()) for pair in wanted}
    accepted: list[tuple[str, str]] = []

    def send_all() -> None:
        for lesson, section in wanted:
            try:
                if tab.post(f"{ROOM}{lesson}/", deed="read", section=section, key=keys[lesson, section]) == 303:
                    accepted.append((lesson, section))
            except (OSError, http.client.HTTPException):
                return

    sender = threading.Thread(target=send_all)
    sender.start()
    while len(accepted) < 3 and sender.is_alive():
        pass
    server.kill()
    sender.join()
    server.start()
    kept = recorded(server)
    assert len(accepted) >= 3 and set(accepted) <= kept and len(kept) <= len(accepted) + 1
    for lesson, section in wanted:  # the browser sends what was not accepted once more, with the same keys
        assert tab.post(f"{ROOM}{lesson}/", deed="read", section=section, key=keys[lesson, section]) == 303
    assert recorded(server) == set(wanted) and count(server, "learning_happening") == len(wanted)


def recorded(server: Server) -> set[tuple[str, str]]:
    rows = server.rows(
        "SELECT a.component, h.body FROM learning_happening h JOIN learning_attempt a ON a.id = h.attempt_id WHERE h.kind = 'read'"
    )
    return {(component, re.search(r'"section": "([^"]+)"', str(body).replace("'", '"'))[1]) for component, body in rows}


def finish(tab: Tab, part) -> None:
    """A component of the built-in course, done as it should be."""
    place = f"{ROOM}{part.id}/"
    if part.kind == "lesson":
        assert {tab.post(place, deed="read", section=each.id) for each in part.sections} == {303}
    elif part.kind == "evaluation":
        assert tab.post(place, deed="send") == 303
    elif part.kind == "check":
        pass_check(tab, part, place)


def pass_check(tab: Tab, check, place: str) -> None:
    tab.post(place, deed="start")
    while True:
        _, page = tab.ask("GET", place)
        if "You passed" in page:
            return
        asked = re.search(r'name="question" value="([^"]+)"', page)
        if asked is None:
            assert tab.post(place, deed="again") == 303
            continue
        question = check.question(asked[1])
        assert tab.post(place, deed="answer", question=question.id, **right_answer(question)) == 303
