"""The player without JavaScript: what each page shows, where each deed leads, and what happens to what does not fit."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from attune.credentials.models import Certificate
from attune.learning.models import Enrolment, Happening
from attune.learning.queries import progress
from attune.library.actions import withdraw_edition
from attune.people.models import Clearance
from tests.learning.stories import (
    FIRST,
    SECOND,
    answer_round,
    begin,
    do,
    finish,
    finish_module,
    module_of,
    right_answer,
    walk,
    wrong_answer,
)
from tests.web.learner.desk import form_with, send

SERIES = "/learn/small-series/"
MODULE = f"{SERIES}{FIRST}/"
NOW = timezone.now()


@pytest.fixture(autouse=True)
def let_in_today(cast):
    Clearance.objects.update(expires_at=NOW + timedelta(days=30))


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def client(dana):
    return client_of(dana)


@pytest.fixture
def begun(dana, listings):
    return begin(dana, listings[FIRST], at=NOW)


def part(kind, begun):
    return next(each for each in module_of(begun).components if each.kind == kind)


def text(response):
    return response.content.decode()


# The whole way


def test_dana_goes_the_whole_way_without_javascript(client, dana, listings):
    page = client.get("/me/")
    assert "Look at this module" in text(page)
    start = client.get(MODULE)
    assert "Before you begin: what is recorded" in text(start)
    page = client.post(MODULE, follow=True)
    assert page.redirect_chain[-1][0] == f"{MODULE}before-you-go/"
    page = send(client, page, "read")
    assert "section 2 of 2" in text(page)
    page = send(client, page, "read")
    page = send(client, page, "begin")
    page = send(client, page, "choose", choice="ask")
    assert "She picks a room." in text(page) and "She keeps control." in text(page) and "Choice" in text(page)
    page = send(client, client.get(f"{MODULE}at-a-workplace/"), "choose", choice="go-on")
    page = client.get(f"{MODULE}at-a-workplace/")
    assert "How it ended" in text(page) and "She may call again." in text(page)
    page = send(client, client.get(f"{MODULE}what-would-you-say/"), "start")
    check = part("check", Enrolment.objects.get(work__slug=FIRST))
    for _ in range(4):
        question = check.question(form_with(page, "answer").fields["question"][0])
        page = send(client, page, "answer", **right_answer(question))
        assert "That fits" in text(page)
        page = client.get(f"{MODULE}what-would-you-say/")
    assert "You passed" in text(page)
    page = send(client, client.get(f"{MODULE}tell-us/"), "send", answer_ready="4", answer_more="Thank you.")
    page = send(client, page, "agree", statement="yes")
    assert "You completed" in text(page)
    certificate = Certificate.objects.get(person=dana)
    assert f"/certificates/{certificate.number}/" in text(page)
    assert "Completed" in text(client.get("/me/"))


def test_the_next_time_it_goes_on_at_the_same_place_on_another_device(client, dana, begun):
    do(begun, "before-you-go", "read", section="who-goes", at=NOW)
    page = client_of(dana).get(MODULE, follow=True)
    assert page.redirect_chain[-1][0] == f"{MODULE}before-you-go/" and "section 2 of 2" in text(page)
    finish(begun, module_of(begun).components[0], at=NOW)
    do(begun, "at-a-workplace", "begin", at=NOW)
    do(begun, "at-a-workplace", "choose", node="reception", choice="ask", at=NOW)
    page = client.get(MODULE, follow=True)
    assert "All right." in text(page) and "The conversation so far: 1 turn" in text(page)


def test_a_completed_module_opens_on_what_was_completed(client, begun):
    finish_module(begun, at=NOW)
    assert client.get(MODULE)["Location"] == f"{MODULE}why/"
    assert "You completed" in text(client.get(f"{MODULE}why/"))


# What the pages show


def test_a_lesson_shows_where_one_is_its_sources_and_its_words(client, begun):
    shown = text(client.get(f"{MODULE}before-you-go/"))
    assert "Lesson · 8 minutes · section 1 of 2" in shown
    assert '<li id="source-M2-01" value="1">' in shown and 'href="https://example.org/law"' in shown
    assert 'id="term-mdt"' in shown and "People who work together." in shown
    assert "<title>First contact · Attune</title>" in shown
    assert "/me/?paused" in shown and "data-keep" in shown


def test_the_outline_says_what_is_done_and_where_one_is(client, begun):
    finish(begun, module_of(begun).components[0], at=NOW)
    shown = text(client.get(f"{MODULE}tell-us/"))
    assert shown.count(", done</span>") == 1 and shown.count('aria-current="page"') == 1
    assert "Module 1 of 2" in shown


def test_saved_is_said_with_the_time_of_the_last_thing_recorded(client, begun):
    assert "data-state" not in text(client.get(f"{MODULE}before-you-go/"))
    do(begun, "before-you-go", "read", section="who-goes", at=NOW)
    assert f"Saved <time datetime=\"{timezone.localtime(NOW).isoformat()}\"".split(".")[0] in text(client.get(f"{MODULE}tell-us/"))


def ask(begun, kind):
    """Plays the check until a question of that kind is next: a second round draws what the first left out."""
    check = part("check", begun)
    state = do(begun, check.id, "start", at=NOW).state
    if not any(check.question(each).kind == kind for each in state.drawn):
        answer_round(begun, check, rightly=False, at=NOW)
        state = do(begun, check.id, "again", at=NOW).state
    while (question := check.question(state.current)).kind != kind:
        state = do(begun, check.id, "answer", at=NOW, question=question.id, **wrong_answer(question)).state
    return question


@pytest.mark.parametrize("kind", ["single", "multiple", "match", "order", "short"])
def test_every_kind_of_question_is_asked_and_answered_with_a_plain_form(client, begun, kind):
    question = ask(begun, kind)
    page = client.get(f"{MODULE}what-would-you-say/")
    assert form_with(page, "answer").fields["question"] == [question.id] and question.text.plain in text(page)
    assert "That fits" in text(send(client, page, "answer", **right_answer(question)))


@pytest.mark.parametrize("kind", ["single", "multiple", "match", "order", "short"])
def test_every_kind_of_wrong_answer_is_shown_beside_a_fitting_one(client, begun, kind):
    question = ask(begun, kind)
    answer = send(client, client.get(f"{MODULE}what-would-you-say/"), "answer", **wrong_answer(question))
    shown = text(answer)
    assert "Not quite" in shown and 'class="choice fixed wrong"' in shown
    assert ("Fits here" if kind in ("match", "order") else "A fitting answer") in shown


def test_feedback_says_why_and_carries_its_sources(client, begun):
    question = ask(begun, "single")
    answer = send(client, client.get(f"{MODULE}what-would-you-say/"), "answer", **wrong_answer(question))
    assert "Not alone." in text(answer) and "Two people." in text(answer) and 'id="source-M2-01"' in text(answer)


def test_the_result_says_what_to_look_at_again_and_where_it_is_taught(client, begun):
    check = part("check", begun)
    ask(begun, "single")
    while not (state := progress(begun).states[check.id]).is_over:
        question = check.question(state.current)
        do(begun, check.id, "answer", at=NOW, question=question.id, **wrong_answer(question))
    page = client.get(f"{MODULE}{check.id}/")
    assert "0 of 4 answers fit" in text(page) and "You passed" not in text(page)
    assert "It is taught in" in text(page) and f"{MODULE}before-you-go/" in text(page)
    assert "question 1 of 4" in text(send(client, page, "again"))


def test_a_conversation_begins_with_its_goal_and_how_to_stop(client, begun):
    shown = text(client.get(f"{MODULE}at-a-workplace/"))
    assert "Tell news without taking away choice." in shown and "about 10 minutes" in shown and "stop at any moment" in shown


def test_the_debrief_replays_the_way_and_offers_the_stronger_choice(client, begun):
    walk(begun, part("scenario", begun), "harm", at=NOW)
    page = client.get(f"{MODULE}at-a-workplace/")
    shown = text(page)
    assert "Turn 1: a choice that would do harm" in shown and "Stronger here:" in shown
    assert "May we talk somewhere private?" in shown and "One step to try again" in shown
    back = send(client, page, "back", step="0")
    assert "What is this about?" in text(back) and "What do you do?" in text(back)


def test_an_unfinished_module_says_what_is_missing(client, begun):
    shown = text(client.get(f"{MODULE}why/"))
    assert "Why is this not complete yet?" in shown and "5 parts" in shown and "Not begun yet: 2 sections to read." in shown


def test_pause_without_javascript_is_a_page(client, begun):
    assert "You are paused" in text(client.get("/me/?paused"))


def test_what_is_under_way_and_no_longer_on_offer_can_be_found_and_finished(client, begun, listings):
    finish(begun, module_of(begun).components[0], at=NOW)
    withdraw_edition(edition=listings[FIRST].edition, reason="A source was withdrawn.", by=None, at=NOW)
    home = text(client.get("/me/"))
    assert "yours to finish" in home and f'<a href="{MODULE}">Making first contact</a>, 1 of 5 parts done' in home
    assert client.get(MODULE)["Location"] == f"{MODULE}at-a-workplace/"


# Who may


def test_signed_out_one_is_asked_to_sign_in_and_comes_back(listings):
    for address in ("/me/", SERIES, MODULE, f"{MODULE}before-you-go/", f"{MODULE}why/"):
        answer = Client().get(address)
        assert answer.status_code == 302 and answer["Location"] == f"/account/login/?next={address}"


def test_who_has_not_been_let_in_reads_why_and_cannot_begin(cast, listings):
    client = client_of(cast["sam"])
    assert "Your request is being read" in text(client.get("/me/"))
    assert "Ask to be let in" in text(client.get(SERIES)) and "Before you begin" not in text(client.get(SERIES))
    assert "Not open yet" in text(client.get(MODULE))
    assert client.post(MODULE).status_code == 403 and client.post(SERIES).status_code == 403
    assert not Enrolment.objects.exists()


def test_who_only_signed_up_is_shown_how_to_get_in(cast, listings):
    assert 'href="/me/access/"' in text(client_of(cast["priya"]).get("/me/"))


def test_a_module_that_builds_on_another_says_so_and_does_not_begin(client, listings):
    assert "This module builds on “Making first contact”" in text(client.get(f"{SERIES}{SECOND}/"))
    answer = client.post(f"{SERIES}{SECOND}/")
    assert answer.status_code == 403 and "builds on" in text(answer)


def test_another_person_sees_the_beginning_and_nothing_of_danas(begun, maria):
    do(begun, "before-you-go", "read", section="who-goes", at=NOW)
    client = client_of(maria)
    assert client.get(f"{MODULE}before-you-go/")["Location"] == MODULE
    assert client.get(f"{MODULE}why/")["Location"] == MODULE
    answer = client.post(f"{MODULE}before-you-go/", {"deed": "read", "section": "where-and-when", "key": str(uuid4())})
    assert answer.status_code == 404
    assert Happening.objects.count() == 1


def test_access_that_has_ended_closes_the_player_with_a_sentence(client, begun):
    Clearance.objects.update(ended_at=NOW)
    answer = client.get(f"{MODULE}before-you-go/")
    assert answer.status_code == 403 and "Your access has ended" in text(answer)
    assert "Ask to be let in" in text(client.get("/me/"))


# What does not fit


def test_nothing_chosen_is_asked_for_again_with_the_question(client, begun):
    page = client.get(f"{MODULE}at-a-workplace/")
    page = send(client, page, "begin")
    answer = send(client, page, "choose", follow=False)
    assert answer.status_code == 422 and "What do you do?" in text(answer) and "<title>Error: " in text(answer)


def test_what_was_typed_is_still_there_when_it_is_refused(client, begun):
    page = client.get(f"{MODULE}tell-us/")
    answer = send(client, page, "send", answer_ready="3", answer_more="So. " * 600)
    assert answer.status_code == 422 and "shorten your comment" in text(answer)
    assert "So. So." in text(answer) and 'value="3" checked' in text(answer)
    assert not Happening.objects.exists()


def test_places_given_twice_are_asked_for_again_and_kept(client, begun):
    question = ask(begun, "order")
    same = {f"order-{option.id}": "1" for option in question.options}
    answer = send(client, client.get(f"{MODULE}what-would-you-say/"), "answer", **same)
    assert answer.status_code == 422 and text(answer).count("<option selected>1</option>") == len(question.options)


def test_an_old_page_is_answered_with_how_it_stands_now(client, begun):
    page = send(client, client.get(f"{MODULE}at-a-workplace/"), "begin")
    old = form_with(page, "choose")
    send(client, page, "choose", choice="ask")
    answer = client.post(old.action, {**old.fields, "key": str(uuid4()), "choice": "tell"})
    assert answer.status_code == 409 and "gone on since" in text(answer) and "All right." in text(answer)


def test_the_same_form_sent_twice_is_answered_the_same_and_recorded_once(client, begun):
    page = client.get(f"{MODULE}before-you-go/")
    first, second = (send(client, page, "read", follow=False) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303) and first["Location"] == second["Location"]
    assert Happening.objects.count() == 1


def test_a_statement_is_given_by_ticking_it(client, begun):
    answer = send(client, client.get(f"{MODULE}my-commitment/"), "agree")
    assert answer.status_code == 422 and "Tick the statement" in text(answer)
    assert not Happening.objects.exists()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"deed": "agree", "statement": "yes"}, 422),
        ({"deed": "choose", "node": "reception", "choice": "ask"}, 422),
        ({"deed": "read", "section": "who-goes\x00"}, 422),
        ({"deed": "read", "section": ["who-goes", "where-and-when"]}, 422),
        ({"deed": "read" * 1000}, 422),
        ({"deed": ["read", "read"], "section": "who-goes"}, 422),
        ({}, 422),
        ({"deed": "read", "section": "who-goes", "key": ""}, 422),
        ({"deed": "read", "section": "who-goes", "key": "\x00" * 20}, 422),
        ({"deed": "read", "section": "x" * 300_000}, 413),
        ({f"field-{number}": "x" for number in range(400)}, 413),
    ],
)
def test_hostile_posts_are_answered_with_a_sentence_and_leave_nothing(client, begun, fields, status):
    answer = client.post(f"{MODULE}before-you-go/", {"key": str(uuid4()), **fields})
    assert answer.status_code == status and "</html>" in text(answer)
    assert not Happening.objects.exists()


def test_ten_megabytes_are_refused(client, begun):
    body = b"deed=read&section=who-goes&key=" + b"x" * 10_000_000
    answer = client.post(f"{MODULE}before-you-go/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413 and "shorten it" in text(answer)


def test_addresses_that_lead_nowhere_are_not_found(client, begun):
    for address in ("/learn/no-series/", f"/learn/no-series/{FIRST}/", f"{SERIES}no-module/", f"{MODULE}no-part/"):
        assert client.get(address).status_code == 404, address
    assert client.post(f"{MODULE}no-part/", {"deed": "read", "key": str(uuid4())}).status_code == 404
    assert client.get(f"{MODULE}before-you-go/?section=no-such").status_code == 200
    assert client.get(f"{MODULE}at-a-workplace/?step=99999999999999").status_code == 200
    assert client.put(MODULE).status_code == 405


# What it costs


def queries_of(client, address, **fields):
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(address, {"key": str(uuid4()), **fields}) if fields else client.get(address)
    assert answer.status_code < 400
    return len([each for each in queries if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def test_pages_cost_the_same_however_much_happened(client, dana, listings, begun):
    addresses = ["/me/", SERIES, f"{MODULE}before-you-go/", f"{MODULE}at-a-workplace/", f"{MODULE}what-would-you-say/",
                 f"{MODULE}why/", f"{MODULE}?overview"]  # fmt: skip
    before = [queries_of(client, each) for each in addresses]
    finish_module(begun, at=NOW)
    begin(dana, listings[SECOND], at=NOW)
    after = [queries_of(client, each) for each in addresses]
    assert max(before) <= 8 and max(after) <= 8, (before, after)
    assert after[2:5] == before[2:5]


def test_a_deed_costs_at_most_eight_statements(client, begun):
    assert queries_of(client, f"{MODULE}before-you-go/", deed="read", section="who-goes") <= 8
    assert queries_of(client, f"{MODULE}at-a-workplace/", deed="begin") <= 8
    assert queries_of(client, f"{MODULE}at-a-workplace/", deed="choose", node="reception", choice="ask") <= 7
    assert queries_of(client, f"{MODULE}what-would-you-say/", deed="start") <= 8
    assert queries_of(client, f"{MODULE}tell-us/", deed="send", **{"answer-ready": "3"}) <= 8
