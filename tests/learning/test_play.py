"""Playing: what happened is written once, in order, by the person whose enrolment it is."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attune.kit import Refused
from attune.learning.actions import play
from attune.learning.models import Attempt, Completion, EvaluationComment, EvaluationTally, Happening
from attune.learning.queries import progress
from tests.learning.stories import (
    FIRST,
    NINE,
    SECOND,
    answer_round,
    begin,
    do,
    finish,
    finish_module,
    module_of,
    walk,
)

KEY = "11111111-2222-3333-4444-555555555555"
pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(dana, listings):
    return begin(dana, listings[FIRST])


def component(enrolment, kind):
    return next(each for each in module_of(enrolment).components if each.kind == kind)


def test_a_section_read_is_a_happening_with_its_time_and_key(begun):
    played = do(begun, "before-you-go", "read", section="who-goes", key=KEY)
    assert [each.kind for each in played.happenings] == ["read"]
    row = Happening.objects.get()
    assert (row.kind, row.body, row.at, row.key, row.number) == ("read", {"section": "who-goes"}, NINE, KEY, 1)
    assert (row.attempt.component, row.attempt.number) == ("before-you-go", 1)
    assert progress(begun).saved_at == NINE


def test_the_same_deed_sent_twice_happens_once(begun):
    do(begun, "before-you-go", "read", section="who-goes", key=KEY)
    again = do(begun, "before-you-go", "read", section="who-goes", key=KEY)
    assert again.happenings == () and again.state.seen == {"who-goes"}
    do(begun, "before-you-go", "read", section="who-goes")
    assert Happening.objects.count() == 1


def test_a_retry_that_comes_late_gives_the_state_as_it_is(begun):
    """The first choice was recorded, its answer was lost on the way, and the conversation has gone on elsewhere."""
    do(begun, "at-a-workplace", "begin")
    do(begun, "at-a-workplace", "choose", node="reception", choice="ask", key=KEY)
    do(begun, "at-a-workplace", "choose", node="room", choice="go-on")
    retried = do(begun, "at-a-workplace", "choose", node="reception", choice="ask", key=KEY)
    assert retried.state.is_ended and retried.happenings == ()


def test_two_tabs_with_two_choices_the_first_counts_and_the_second_is_told(begun):
    do(begun, "at-a-workplace", "begin")
    do(begun, "at-a-workplace", "choose", node="reception", choice="ask")
    with pytest.raises(Refused, match="gone on since") as refusal:
        do(begun, "at-a-workplace", "choose", node="reception", choice="tell")
    assert refusal.value.status == 409
    assert [row.body["choice"] for row in Happening.objects.filter(kind="chose")] == ["ask"]


def test_every_round_of_a_check_is_an_attempt(begun):
    check = component(begun, "check")
    lost = answer_round(begun, check, rightly=False)
    assert not lost.state.is_done and lost.state.score == 0
    won = answer_round(begun, check, rightly=True, deed="again", at=NINE + timedelta(minutes=5))
    assert won.state.is_passed
    attempts = Attempt.objects.filter(component=check.id).order_by("number")
    assert [each.number for each in attempts] == [1, 2]
    assert [each.happenings.count() for each in attempts] == [5, 5]
    assert [row.number for row in attempts[1].happenings.all()] == [1, 2, 3, 4, 5]


def test_going_back_in_a_conversation_is_an_attempt_of_its_own(begun):
    scenario = component(begun, "scenario")
    harmed = walk(begun, scenario, "harm")
    assert harmed.state.is_ended and not harmed.state.is_done
    mended = walk(begun, scenario, "strong", deed="back", step=0)
    assert mended.state.is_done and mended.state.tries == 2
    assert Attempt.objects.filter(component=scenario.id).count() == 2


def test_another_persons_enrolment_does_not_exist(begun, maria):
    with pytest.raises(Refused) as refusal:
        play(
            enrolment=begun, component_id="before-you-go", deed="read", fields={"section": ["who-goes"]}, key=KEY, by=maria,
            at=NINE, chance=random.Random(1),
        )  # fmt: skip
    assert refusal.value.status == 404
    assert not Happening.objects.exists()


@pytest.mark.parametrize(
    ("where", "deed", "fields", "status"),
    [
        ("no-such-part", "read", {"section": "who-goes"}, 404),
        ("before-you-go", "read", {"section": "no-such-section"}, 422),
        ("before-you-go", "read", {}, 422),
        ("before-you-go", "agree", {}, 422),
        ("before-you-go", "", {}, 422),
        ("at-a-workplace", "choose", {"node": "reception", "choice": "ask"}, 409),
        ("what-would-you-say", "answer", {"question": "who-goes", "option": "two"}, 409),
        ("what-would-you-say", "again", {}, 409),
        ("tell-us", "send", {"answer_ready": "9"}, 422),
        ("tell-us", "send", {"answer_more": "x" * 2001}, 422),
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_nothing(begun, where, deed, fields, status):
    with pytest.raises(Refused) as refusal:
        do(begun, where, deed, **fields)
    assert refusal.value.status == status and refusal.value.sentence.endswith(".")
    assert not Happening.objects.exists() and not Attempt.objects.exists() and not EvaluationTally.objects.exists()


@pytest.mark.parametrize("key", ["short", "x" * 65, "with space here", "null\x00byte-1234", "Robert'); DROP TABLE"])
def test_a_key_that_is_none_is_refused(begun, key):
    with pytest.raises(Refused) as refusal:
        do(begun, "before-you-go", "read", section="who-goes", key=key)
    assert refusal.value.status == 422


def test_the_module_completes_with_the_last_part_and_says_why(begun):
    last = module_of(begun).components[-1]
    assert not finish_module(begun, but=last.id).is_newly_complete
    played = finish(begun, last, at=NINE + timedelta(minutes=30))
    (completion,) = played.completions
    assert completion.completed_at == NINE + timedelta(minutes=30)
    assert [line["is_met"] for line in completion.explanation] == [True] * 5
    assert completion.explanation[0]["sentence"] == "Read to the end on 2 March 2026."
    assert not do(begun, last.id, "agree").is_newly_complete
    assert Completion.objects.count() == 1


def test_the_series_completes_with_its_last_module(dana, listings, begun):
    assert len(finish_module(begun).completions) == 1
    played = finish_module(begin(dana, listings[SECOND]), at=NINE + timedelta(days=1))
    assert [each.enrolment.work.slug for each in played.completions] == [SECOND, "small-series"]
    series = played.completions[1]
    assert [line["sentence"] for line in series.explanation] == ["Completed on 2 March 2026.", "Completed on 3 March 2026."]
    assert [line["title"] for line in series.explanation] == ["Making first contact", "Staying in touch"]


def test_an_evaluation_is_counted_once_and_belongs_to_nobody(begun, maria, listings):
    do(begun, "tell-us", "send", answer_ready=4, answer_length="long", answer_more="Shorter,\x00 please.")
    do(begun, "tell-us", "send", answer_ready=1)
    other = begin(maria, listings[FIRST])
    do(other, "tell-us", "send", answer_ready=4)
    counts = {(row.question, row.option): row.count for row in EvaluationTally.objects.all()}
    assert counts == {("ready", "4"): 2, ("length", "long"): 1}
    comment = EvaluationComment.objects.get()
    assert (comment.text, comment.month.day) == ("Shorter, please.", 1)
    assert [row.body for row in Happening.objects.all()] == [{}, {}]
    persons = {field.related_model.__name__ for model in (EvaluationTally, EvaluationComment) for field in model._meta.fields
               if field.is_relation}  # fmt: skip
    assert persons == {"Edition"}


def test_an_empty_evaluation_may_be_sent(begun):
    assert do(begun, "tell-us", "send").state.is_done
    assert not EvaluationTally.objects.exists() and not EvaluationComment.objects.exists()


def test_what_happened_cannot_be_changed_in_the_database(begun):
    do(begun, "before-you-go", "read", section="who-goes")
    with pytest.raises(Exception, match="frozen"):
        Happening.objects.update(kind="agreed")


@pytest.mark.parametrize("sections", [1, 2])
def test_where_somebody_stands_costs_one_statement_however_much_happened(begun, sections):
    lesson = module_of(begun).components[0]
    for section in lesson.sections[:sections]:
        do(begun, lesson.id, "read", section=section.id)
    with CaptureQueriesContext(connection) as queries:
        assert progress(begun).states[lesson.id].is_started
    assert len(queries) == 1
