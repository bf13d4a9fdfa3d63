"""A knowledge check: draw, answer, see, pass, or take another round."""

import dataclasses

import pytest

from attune.courseware import Check
from attune.kit import Refused
from attune.players import Answer, Happened
from attune.players.check import fold
from tests.players.examples import CHECK, RIGHT, WRONG, Sitting, play_round

assert isinstance(CHECK, Check)


def begun(*, seed: int = 1, draw: int | None = 4) -> Sitting:
    assert isinstance(CHECK, Check)
    sitting = Sitting(dataclasses.replace(CHECK, draw=draw), seed=seed)
    sitting.do("start")
    return sitting


def refused(sitting: Sitting, deed: str, status: int, **fields: str | list[str]) -> str:
    before = list(sitting.happenings)
    with pytest.raises(Refused) as caught:
        sitting.do(deed, **fields)
    assert caught.value.status == status
    assert sitting.happenings == before
    return caught.value.sentence


def test_nothing_is_drawn_before_the_start() -> None:
    state = Sitting(CHECK).check
    assert not state.is_started
    assert (state.drawn, state.current, state.score, state.round) == ((), None, None, 0)


def test_a_start_draws_as_many_as_the_author_says_in_the_order_of_the_author() -> None:
    order = list(RIGHT)
    for seed in range(20):
        drawn = begun(seed=seed).check.drawn
        assert len(drawn) == 4
        assert list(drawn) == sorted(drawn, key=order.index)


def test_two_starts_are_one() -> None:
    sitting = begun()
    assert sitting.do("start") == ()


@pytest.mark.parametrize("question", list(RIGHT))
def test_right_and_wrong_of_every_kind(question: str) -> None:
    for given, is_right in ((RIGHT, True), (WRONG, False)):
        sitting = begun(draw=None)
        (happened,) = sitting.do("answer", question=question, **given[question])
        assert happened.kind == "answered"
        assert sitting.check.answered[question].is_right is is_right
        assert sitting.check.last == question


def test_answers_hold_ids_only() -> None:
    sitting = begun(draw=None)
    play_round(sitting)
    given = {question: answer.given for question, answer in sitting.check.answered.items()}
    assert given == {
        "who-goes": ("two",),
        "what-helps": ("choice", "time"),
        "first-minutes": ("name", "safe", "why"),
        "who-does-what": ("officer", "advocate"),
        "the-word": ("child sexual abuse material",),
    }


def test_only_eighty_folded_characters_of_a_short_answer_are_kept() -> None:
    sitting = begun(draw=None)
    sitting.do("answer", question="the-word", text="Ünd " * 400)
    assert sitting.check.answered["the-word"] == Answer((("und " * 20),), is_right=False)


def test_the_same_answer_again_is_nothing_and_another_is_refused() -> None:
    sitting = begun(draw=None)
    sitting.do("answer", question="what-helps", option=["choice", "time"])
    assert sitting.do("answer", question="what-helps", option=["time", "choice"]) == ()
    assert "the first answer counts" in refused(sitting, "answer", 409, question="what-helps", option="time")


def test_the_mark_is_reached_exactly() -> None:
    assert isinstance(CHECK, Check)
    sitting = begun(draw=None)
    play_round(sitting, wrong=1)
    assert sitting.check.score == 80
    assert sitting.check.is_passed
    assert sitting.check.is_done


def test_a_score_is_rounded_down_so_that_it_never_shows_the_mark_unreached() -> None:
    assert isinstance(CHECK, Check)
    sitting = Sitting(dataclasses.replace(CHECK, draw=3, pass_percent=67))
    sitting.do("start")
    play_round(sitting, wrong=1)
    assert sitting.check.score == 66
    assert not sitting.check.is_passed


def test_another_round_draws_first_what_was_not_met() -> None:
    sitting = begun()
    first = set(sitting.check.drawn)
    play_round(sitting, wrong=4)
    assert sitting.check.score == 0
    sitting.do("again")
    assert sitting.do("again") == ()
    state = sitting.check
    assert (state.round, state.score, state.answered) == (2, None, {})
    assert set(RIGHT) - first <= set(state.drawn)
    play_round(sitting)
    assert sitting.check.is_passed


def test_another_round_is_not_for_those_who_passed_or_have_not_finished() -> None:
    sitting = begun()
    assert "is not over yet" in refused(sitting, "again", 409)
    play_round(sitting)
    assert "You have passed" in refused(sitting, "again", 409)


def test_what_was_passed_stays_passed() -> None:
    sitting = begun()
    play_round(sitting)
    later = [*sitting.happenings, Happened("drawn", {"questions": ["who-goes"]})]
    later.append(Happened("answered", {"question": "who-goes", "given": ["one"]}))
    sitting.happenings = later
    assert sitting.check.score == 0
    assert sitting.check.is_passed


def test_lines_to_order_and_halves_to_match_are_mixed() -> None:
    for seed in range(20):
        sitting = begun(seed=seed, draw=None)
        assert isinstance(CHECK, Check)
        order, match = CHECK.question("first-minutes"), CHECK.question("who-does-what")
        assert order
        assert match
        assert [option.id for option in sitting.check.options_of(order)] != ["name", "safe", "why"]
        assert [pair.id for pair in sitting.check.rights_of(match)] == ["advocate", "officer"]


def test_options_to_choose_from_stay_as_the_author_put_them() -> None:
    assert isinstance(CHECK, Check)
    question = CHECK.question("who-goes")
    assert question
    assert begun().check.options_of(question) == question.options


NOT_UNDERSTOOD: list[dict[str, str | list[str]]] = [
    {},
    {"question": "nothing"},
    {"question": ["who-goes", "the-word"], "option": "two"},
    {"question": "who-goes"},
    {"question": "who-goes", "option": "three"},
    {"question": "who-goes", "option": ["two", "one"]},
    {"question": "what-helps"},
    {"question": "what-helps", "option": ["choice", "nothing"]},
    {"question": "first-minutes", "order_name": "1", "order_safe": "1", "order_why": "3"},
    {"question": "first-minutes", "order_name": "1", "order_safe": "2"},
    {"question": "first-minutes", "order_name": "0", "order_safe": "1", "order_why": "2"},
    {"question": "who-does-what", "pair_officer": "officer"},
    {"question": "who-does-what", "pair_officer": "officer", "pair_advocate": "nobody"},
    {"question": "the-word", "text": " ?! "},
    {"question": "the-word"},
]


@pytest.mark.parametrize("fields", NOT_UNDERSTOOD)
def test_what_is_not_understood_is_refused(fields: dict[str, str | list[str]]) -> None:
    assert refused(begun(draw=None), "answer", 422, **fields)


def test_a_question_of_another_round_is_stale() -> None:
    sitting = begun()
    (absent,) = set(RIGHT) - set(sitting.check.drawn)
    assert refused(sitting, "answer", 409, question=absent, **RIGHT[absent])
    assert refused(Sitting(CHECK), "answer", 409, question=absent, **RIGHT[absent])


def test_an_unknown_deed_is_refused() -> None:
    assert refused(begun(), "cheat", 422)


@pytest.mark.parametrize(
    ("written", "folded"),
    [("  CSAM. ", "csam"), ("Füllung—ok", "fullung ok"), ("ﬁne", "fine"), ("STRASSE", "strasse"), ("Straße", "strasse"), ("¿?", "")],
)
def test_short_answers_are_compared_without_case_accents_and_punctuation(written: str, folded: str) -> None:
    assert fold(written) == folded
