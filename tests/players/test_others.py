"""Lessons are read in any order; evaluations are sent once, without their answers; acknowledgements are given."""

import pytest

from attune import players
from attune.courseware import Component, Evaluation
from attune.kit import Refused
from attune.players import Happened, LessonState
from attune.players.evaluation import read_answers
from tests.players.examples import ACKNOWLEDGEMENT, CHECK, EVALUATION, LESSON, Sitting

assert isinstance(EVALUATION, Evaluation)


def lesson_state(*sections: str) -> LessonState:
    state = players.replay(LESSON, [Happened("read", {"section": section}) for section in sections])
    assert isinstance(state, LessonState)
    return state


def test_a_lesson_goes_on_where_it_was_left() -> None:
    assert lesson_state().at == "who-goes"
    assert lesson_state("who-goes").at == "where-and-when"
    assert lesson_state("where-and-when").at == "who-goes"
    assert lesson_state("who-goes", "where-and-when").at == "where-and-when"


def test_a_lesson_is_done_when_every_section_was_read() -> None:
    sitting = Sitting(LESSON)
    assert not sitting.state.is_started
    sitting.do("read", section="where-and-when")
    assert sitting.state.is_started
    assert lesson_state("where-and-when").left == ("who-goes",)
    assert not sitting.state.is_done
    sitting.do("read", section="who-goes")
    assert sitting.state.is_done
    assert sitting.do("read", section="who-goes") == ()


@pytest.mark.parametrize(("deed", "fields"), [("read", {}), ("read", {"section": "nothing"}), ("skip", {"section": "who-goes"})])
def test_a_section_that_is_not_there_cannot_be_read(deed: str, fields: dict[str, str]) -> None:
    with pytest.raises(Refused) as caught:
        Sitting(LESSON).do(deed, **fields)
    assert caught.value.status == 422


def test_sections_of_another_edition_count_for_nothing() -> None:
    assert lesson_state("nothing", "who-goes").seen == {"who-goes"}


def test_an_evaluation_is_sent_once_and_holds_no_answer() -> None:
    sitting = Sitting(EVALUATION)
    assert sitting.do("send", answer_ready="4", answer_more="Good.") == (Happened("evaluated", {}),)
    assert sitting.state.is_done
    assert sitting.do("send", answer_ready="1") == ()


def test_the_answers_are_read_apart_and_may_be_left_out() -> None:
    assert isinstance(EVALUATION, Evaluation)
    given = {"answer-ready": ["4"], "answer-length": ["long"], "answer-more": [" Thank\r\nyou. "]}
    assert read_answers(EVALUATION, given) == (("ready", "4"), ("length", "long"), ("more", "Thank\nyou."))
    assert read_answers(EVALUATION, {"answer-more": [" "]}) == ()


@pytest.mark.parametrize(
    "fields",
    [{"answer_ready": "6"}, {"answer_length": "medium"}, {"answer_ready": ["1", "2"]}, {"answer_more": "x" * 2_001}],
)
def test_an_answer_that_is_not_valid_is_refused(fields: dict[str, str | list[str]]) -> None:
    sitting = Sitting(EVALUATION)
    with pytest.raises(Refused) as caught:
        sitting.do("send", **fields)
    assert caught.value.status == 422
    assert not sitting.state.is_done


def test_an_acknowledgement_is_given_once() -> None:
    sitting = Sitting(ACKNOWLEDGEMENT)
    assert not sitting.state.is_done
    sitting.do("agree")
    assert sitting.state.is_done
    assert sitting.do("agree") == ()


@pytest.mark.parametrize("component", [EVALUATION, ACKNOWLEDGEMENT])
def test_unknown_deeds_are_refused(component: Component) -> None:
    with pytest.raises(Refused) as caught:
        Sitting(component).do("start")
    assert caught.value.status == 422


def test_a_state_of_another_kind_is_refused() -> None:
    sitting = Sitting(CHECK)
    with pytest.raises(Refused):
        players.act(CHECK, lesson_state(), "start", {}, chance=sitting.chance)
