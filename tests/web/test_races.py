"""The same deed sent many times in one moment, on the real server: it happens once. Beside the desks' own test_at_once.py."""

import contextlib
import http.client
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest

from attune.courseware.model import Component
from tests.door import Answer, Door
from tests.server import Server
from tests.walk import module_of
from tests.web.learner.test_at_once import COURSE, ROOM, SERIES, Tab, at_once, finish

AT_ONCE = 6
NEXT_ROOM = f"/learn/{SERIES}/making-first-contact/"
CONVERSATION = next(each for each in module_of(SERIES, "making-first-contact").components if each.kind == "scenario")
EMAIL = "reader@library.example"


def together(*deeds: Callable[[], Answer]) -> list[int]:
    with ThreadPoolExecutor(len(deeds)) as pool:
        return sorted(future.result().status for future in [pool.submit(deed) for deed in deeds])


def often(deed: Callable[[], Answer], times: int = AT_ONCE) -> list[int]:
    return together(*[deed] * times)


def count(server: Server, what: str) -> Any:
    [(rows,)] = server.rows(f"SELECT count(*) FROM {what}")
    return rows


@pytest.fixture
def ruth(shared_server: Server) -> Door:
    return signed_in(shared_server, "Ruth Adeyemi")


def signed_in(server: Server, name: str) -> Door:
    door = Door(server.base_url)
    door.sign_in(server.cast[name])
    return door


def complete(tab: Tab) -> None:
    """The first module, from its beginning to its certificate."""
    assert tab.post(ROOM) == 303
    for part in COURSE.components:
        finish(tab, part)
    assert tab.post(f"{ROOM}{COURSE.components[-1].id}/", deed="agree", statement="yes") == 303


def test_asked_for_updates_at_once_a_mailbox_gets_no_more_than_three_mails(shared_server: Server) -> None:
    door = Door(shared_server.base_url)
    page = door.get("/updates/")
    form = page.form(having="email")
    assert set(often(lambda: door.send(page, form, {"email": EMAIL}, follow=False), 8)) == {303}
    assert count(shared_server, f"outreach_subscriptionrequest WHERE email = '{EMAIL}'") == 3
    assert count(shared_server, "outreach_message WHERE occasion LIKE 'subscription-request:%'") == 3


def test_links_confirmed_at_once_make_one_subscription_and_end_once(shared_server: Server) -> None:
    asked = Door(shared_server.base_url)
    for _ in range(2):  # beside those of the test before; together three at most
        asked.submit("/updates/", {"email": EMAIL})
    tokens = [token for (token,) in shared_server.rows(f"SELECT token FROM outreach_subscriptionrequest WHERE email = '{EMAIL}'")]
    door = Door(shared_server.base_url)
    pages = [door.get(f"/updates/confirm/{token}/") for token in tokens]
    confirm = [lambda page=page: door.send(page, page.form(action=page.url), follow=False) for page in pages]  # type: ignore[misc]
    assert set(together(*confirm * 3)) == {303}
    assert count(shared_server, "outreach_subscription") == 1
    [(end,)] = shared_server.rows("SELECT token FROM outreach_subscription")
    sent = together(*[lambda: door.post(f"/updates/end/{end}/", {}, follow=False)] * 5, *confirm)
    assert set(sent) <= {303, 404}
    assert shared_server.rows("SELECT count(*) FROM outreach_subscription WHERE email IS NOT NULL") == [(0,)]


def test_one_question_is_asked_and_answered_once(shared_server: Server, ruth: Door) -> None:
    sam = signed_in(shared_server, "Sam Okafor")
    [(number,)] = shared_server.rows("SELECT id FROM people_vettingrequest WHERE closed_at IS NULL")
    page = ruth.get(f"/staff/requests/{number}/")
    form = page.form(action="ask/")
    asked = often(lambda: ruth.send(page, form, {"question": "Which unit?"}, follow=False))
    assert asked == [303] + [409] * (AT_ONCE - 1)
    assert count(shared_server, "people_vettingquestion") == 1
    page = sam.get("/me/access/")
    form = page.form(having="answer")
    answered = together(*[lambda word=word: sam.send(page, form, {"answer": f"Unit {word}."}, follow=False) for word in range(AT_ONCE)])  # type: ignore[misc]
    assert answered == [303] + [409] * (AT_ONCE - 1)
    assert count(shared_server, "journal_entry WHERE deed = 'answer_question'") == 1


def test_withdrawn_and_approved_at_once_it_is_one_of_them(shared_server: Server, ruth: Door) -> None:
    sam = signed_in(shared_server, "Sam Okafor")
    [(number,)] = shared_server.rows("SELECT id FROM people_vettingrequest WHERE closed_at IS NULL")
    page, own = ruth.get(f"/staff/requests/{number}/"), sam.get("/me/access/")
    yes, withdraw = page.form(action="approve/"), own.form(action=f"withdraw/{number}/")
    sent = together(*[lambda: ruth.send(page, yes, follow=False), lambda: sam.send(own, withdraw, follow=False)] * 3)
    assert sent == [303] + [409] * 5
    closings = count(shared_server, f"journal_entry WHERE deed IN ('approve_request', 'withdraw_request') AND noun_id = '{number}'")
    assert closings == 1
    decided = count(shared_server, f"people_vettingdecision WHERE request_id = {number}")
    assert decided == count(shared_server, "people_clearance c JOIN people_person p ON p.id = c.person_id WHERE p.name = 'Sam Okafor'")


def test_a_certificate_is_revoked_once(shared_server: Server, ruth: Door) -> None:
    complete(Tab(shared_server).sign_in("Maria Lindqvist"))
    [(number,)] = shared_server.rows("SELECT number FROM credentials_certificate WHERE name = 'Maria Lindqvist'")
    page = ruth.get(f"/staff/certificates/{number}/")
    form = page.form(having="reason")
    assert often(lambda: ruth.send(page, form, {"reason": "error"}, follow=False)) == [303] + [409] * (AT_ONCE - 1)
    assert count(shared_server, "credentials_revocation") == 1
    assert count(shared_server, "journal_entry WHERE deed = 'revoke_certificate'") == 1


def test_access_ends_once(shared_server: Server, ruth: Door) -> None:
    [(number,)] = shared_server.rows(
        "SELECT d.request_id FROM people_clearance c JOIN people_vettingdecision d ON d.id = c.decision_id "
        "JOIN people_person p ON p.id = c.person_id WHERE p.name = 'Maria Lindqvist'"
    )
    page = ruth.get(f"/staff/requests/{number}/")
    form = page.form(action="end/")
    assert often(lambda: ruth.send(page, form, follow=False)) == [303] + [409] * (AT_ONCE - 1)
    assert count(shared_server, "journal_entry WHERE deed = 'end_clearance'") == 1


def test_of_many_choices_in_a_conversation_one_counts_and_a_step_back_is_one(shared_server: Server) -> None:
    tab = Tab(shared_server).sign_in("Dana Reyes")
    complete(tab)
    assert tab.post(NEXT_ROOM) == 303
    place = f"{NEXT_ROOM}{CONVERSATION.id}/"
    assert at_once(*[lambda: tab.post(place, deed="begin")] * AT_ONCE) == [303] * AT_ONCE
    start = CONVERSATION.node(CONVERSATION.start)
    ways = [{"deed": "choose", "node": start.id, "choice": choice.id, "step": "0"} for choice in start.choices] * 2
    assert set(at_once(*[lambda way=way: tab.post(place, **way) for way in ways])) == {303, 409}
    assert count(shared_server, "learning_happening WHERE kind = 'chose'") == 1
    assert at_once(*[lambda: tab.post(place, deed="back", step="0")] * AT_ONCE) == [303] * AT_ONCE
    assert count(shared_server, "learning_happening WHERE kind = 'went-back'") == 1


@dataclass
class Noting(Tab):
    """A tab that notes the key of each deed that was accepted, until the server is gone."""

    accepted: list[str] = field(default_factory=list)

    def post(self, path: str, **fields: object) -> int:
        key = str(uuid4())
        status = super().post(path, key=key, **fields)
        if status == 303 and "deed" in fields:
            self.accepted.append(key)
        return status

    def go_on(self, parts: Sequence[Component]) -> None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            for part in parts:
                finish(self, part)


def test_killed_while_two_people_answer_everything_accepted_is_there_and_nothing_by_halves(server: Server) -> None:
    reader, tested = Noting(server).sign_in("Dana Reyes"), Noting(server).sign_in("Maria Lindqvist")
    assert reader.post(ROOM) == tested.post(ROOM) == 303
    lessons = [part for part in COURSE.components if part.kind == "lesson"]
    others = [part for part in COURSE.components if part.kind != "lesson"]
    threads = [Thread(target=reader.go_on, args=(lessons,)), Thread(target=tested.go_on, args=(others,))]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 60
    while min(len(reader.accepted), len(tested.accepted)) < 3 and time.monotonic() < until:
        time.sleep(0.002)
    server.kill()
    for thread in threads:
        thread.join()
    server.start()
    kept = {key for (key,) in server.rows("SELECT key FROM learning_happening")}
    assert min(len(reader.accepted), len(tested.accepted)) >= 3
    assert {*reader.accepted, *tested.accepted} <= kept
    assert len(kept) <= len(reader.accepted) + len(tested.accepted) + 2, "what was under way is there whole, or not at all"
    assert count(server, "learning_attempt a WHERE NOT EXISTS (SELECT 1 FROM learning_happening h WHERE h.attempt_id = a.id)") == 0
    told = count(server, "learning_happening WHERE kind = 'evaluated'")
    assert count(server, "(SELECT DISTINCT count FROM learning_evaluationtally) AS tallies") in (0, told)
    assert "sound" in server.place.attune("check").stdout
    assert " 0 differ" in server.place.attune("recompute").stdout
    reader.go_on(lessons)
    tested.go_on(others)
    read = count(server, "learning_happening WHERE kind = 'read'")
    assert read == sum(len(lesson.sections) for lesson in lessons)


def test_what_stands_beside_the_pages_is_guarded_too(shared_server: Server) -> None:
    door = Door(shared_server.base_url)
    for address in set(re.findall(r'(?:href|src)="(/static/[^"]+)"', door.get("/").text)):
        answer = door.get(address)
        assert answer.status == 200, address
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_afterwards_the_journal_is_whole_and_the_log_tells_nothing(shared_server: Server) -> None:
    assert EMAIL not in shared_server.log and "Traceback" not in shared_server.log
    checked = shared_server.place.attune("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
