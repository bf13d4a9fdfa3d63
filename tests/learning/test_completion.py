"""Why something is, or is not, complete; and that adding up again changes nothing."""

from datetime import UTC, datetime, timedelta

from attune.courseware import read
from attune.learning.actions import recompute
from attune.learning.completion import explain, explain_series, moment_done
from attune.learning.models import Completion, Enrolment
from attune.learning.queries import progress
from attune.players import Happened, replay
from tests.courseware.small import changed, module_files, series_files
from tests.learning.stories import FIRST, NINE, SECOND, answer_round, begin, finish_module, module_of, walk

MODULE = read(module_files()).work
TEN = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def sentences(module=MODULE, **happenings):
    """The explanation's sentences by component, after these happenings."""
    past = {name.replace("_", "-"): each for name, each in happenings.items()}
    states = {each.id: replay(each, past.get(each.id, ())) for each in module.components}
    return {line.id: line.sentence for line in explain(module, states, {}).lines}


def test_what_is_missing_is_said_for_each_kind_before_the_beginning():
    assert sentences() == {
        "before-you-go": "Not begun yet: 2 sections to read.",
        "at-a-workplace": "Not begun yet.",
        "what-would-you-say": "Not begun yet. To pass, 80% of the answers need to be right.",
        "tell-us": "Not sent yet.",
        "my-commitment": "Not given yet.",
    }


def test_what_is_under_way_is_said():
    said = sentences(
        before_you_go=[Happened("read", {"section": "who-goes"})],
        at_a_workplace=[Happened("began")],
        what_would_you_say=[Happened("drawn", {"questions": ["who-goes", "the-word"]}),
                            Happened("answered", {"question": "who-goes", "given": ["two"]})],
    )  # fmt: skip
    assert said["before-you-go"] == "1 section left to read."
    assert said["at-a-workplace"] == "Under way: the conversation has not reached an end yet."
    assert said["what-would-you-say"].startswith("Under way: 1 of 2 questions answered.")


def test_a_lost_round_and_an_end_with_harm_say_what_can_be_done():
    said = sentences(
        at_a_workplace=[Happened("began"), Happened("chose", {"node": "reception", "choice": "tell"}),
                        Happened("chose", {"node": "room", "choice": "go-on"})],
        what_would_you_say=[Happened("drawn", {"questions": ["who-goes"]}),
                            Happened("answered", {"question": "who-goes", "given": ["one"]})],
    )  # fmt: skip
    assert "Go back to that step" in said["at-a-workplace"]
    assert said["what-would-you-say"].startswith("The last round had 0% right.")


def test_what_is_not_required_does_not_hold_anything_up():
    files = changed(module_files(), "5-my-commitment.acknowledgement.toml", "minutes = 1", "minutes = 1\nrequired = false")
    module = read(files).work
    assert "does not count" in sentences(module)["my-commitment"]
    states = {each.id: replay(each, ()) for each in module.components}
    assert [line.id for line in explain(module, states, {}).missing][-1] == "tell-us"


def test_the_moment_is_that_of_the_happening_that_did_it():
    lesson = MODULE.components[0]
    past = [(Happened("read", {"section": section}), TEN + timedelta(minutes=number))
            for number, section in enumerate(("who-goes", "where-and-when", "who-goes", "who-goes"))]  # fmt: skip
    assert moment_done(lesson, past) == TEN + timedelta(minutes=1)
    assert moment_done(lesson, past[:1]) is None
    assert moment_done(lesson, []) is None


def test_a_series_is_complete_when_each_of_its_modules_is():
    series = read(series_files()).work
    assert not explain_series(series, {}, {}).is_complete
    told = explain_series(series, {"first-contact": "Making first contact"}, {"first-contact": TEN})
    assert told.is_complete and told.completed_at == TEN


def test_adding_up_again_finds_no_difference(dana, listings):
    finish_module(begin(dana, listings[FIRST]))
    finish_module(begin(dana, listings[SECOND]), at=NINE + timedelta(days=1))
    assert recompute(enrolments=Enrolment.objects.all(), at=TEN) == []
    assert Completion.objects.count() == 3


def test_nothing_is_made_where_something_is_missing(dana, listings):
    finish_module(begin(dana, listings[FIRST]), but="tell-us")
    assert recompute(enrolments=Enrolment.objects.all(), at=TEN) == []
    assert not Completion.objects.exists()


def test_a_completion_that_was_lost_is_made_again_with_its_own_date(dana, listings):
    begun = begin(dana, listings[FIRST])
    written = finish_module(begun).completions[0].completed_at
    Completion.objects.all().delete()
    (difference,) = recompute(enrolments=[begun], at=TEN)
    assert difference.is_mended and Completion.objects.get().completed_at == written


def test_a_completion_that_should_not_be_is_reported_and_stays(dana, listings):
    begun = begin(dana, listings[FIRST])
    Completion.objects.create(enrolment=begun, completed_at=TEN)
    (difference,) = recompute(enrolments=[begun], at=TEN)
    assert "not everything" in difference.sentence and Completion.objects.exists()


def test_a_date_that_is_not_the_last_deeds_is_reported(dana, listings):
    begun = begin(dana, listings[FIRST])
    finish_module(begun)
    Completion.objects.update(completed_at=TEN + timedelta(days=3))
    (difference,) = recompute(enrolments=[begun], at=TEN)
    assert "another date" in difference.sentence


def test_the_next_thing_is_the_first_that_is_open_behind_where_one_is(dana, listings):
    begun = begin(dana, listings[FIRST])
    assert progress(begun).next_component.id == "before-you-go"
    walk(begun, module_of(begun).components[1], "strong")
    now = progress(begun)
    assert now.next_component.id == "before-you-go"
    assert now.next_after("before-you-go").id == "what-would-you-say"
    answer_round(begun, module_of(begun).components[2], rightly=True)
    assert progress(begun).next_after("my-commitment").id == "before-you-go"
    finish_module(begun)
    assert progress(begun).next_component is None
