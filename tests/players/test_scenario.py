"""A practice conversation: a path, its consequences, and going back."""

import dataclasses

import pytest

from attune.courseware import Scenario
from attune.kit import Refused
from attune.players import Happened
from tests.players.examples import SCENARIO, Sitting

assert isinstance(SCENARIO, Scenario)


def begun(counts: str = "no-harm") -> Sitting:
    assert isinstance(SCENARIO, Scenario)
    sitting = Sitting(dataclasses.replace(SCENARIO, counts=counts))  # type: ignore[arg-type]
    sitting.do("begin")
    return sitting


def refused(sitting: Sitting, deed: str, status: int, **fields: str | list[str]) -> None:
    with pytest.raises(Refused) as caught:
        sitting.do(deed, **fields)
    assert caught.value.status == status


def test_it_begins_at_the_start_once() -> None:
    sitting = Sitting(SCENARIO)
    assert sitting.talk.node is None
    sitting.do("begin")
    assert sitting.talk.node
    assert sitting.talk.node.id == "reception"
    assert sitting.talk.last is None
    assert sitting.talk.tries == 1
    assert sitting.do("begin") == ()


def test_a_choice_leads_on_and_its_consequence_is_at_hand() -> None:
    sitting = begun()
    sitting.do("choose", node="reception", choice="ask")
    state = sitting.talk
    assert state.node
    assert state.last
    assert (state.node.id, state.last.consequence.markdown) == ("room", "She picks a room.")
    assert [(step.node.id, step.choice and step.choice.id) for step in state.path] == [("reception", "ask"), ("room", None)]


def test_an_end_without_harm_is_done() -> None:
    sitting = begun()
    sitting.do("choose", node="reception", choice="wait")
    sitting.do("choose", node="reception", choice="ask")
    sitting.do("choose", node="room", choice="go-on")
    assert sitting.talk.is_ended
    assert not sitting.talk.has_harm
    assert sitting.talk.is_done


def test_an_end_with_harm_is_not_done_unless_finishing_counts() -> None:
    for counts, is_done in (("no-harm", False), ("finish", True)):
        sitting = begun(counts)
        sitting.do("choose", node="reception", choice="tell")
        sitting.do("choose", node="room", choice="go-on")
        assert sitting.talk.is_ended
        assert sitting.talk.has_harm
        assert sitting.talk.is_done is is_done


def test_any_step_can_be_tried_again() -> None:
    sitting = begun()
    sitting.do("choose", node="reception", choice="tell")
    sitting.do("choose", node="room", choice="go-on")
    sitting.do("back", step="0")
    assert (sitting.talk.tries, sitting.talk.has_harm, sitting.talk.is_ended) == (2, False, False)
    assert sitting.do("back", step="0") == ()
    sitting.do("choose", node="reception", choice="ask")
    sitting.do("choose", node="room", choice="go-on")
    assert sitting.talk.is_done


def test_what_is_done_stays_done_after_going_back() -> None:
    sitting = begun()
    sitting.do("choose", node="reception", choice="ask")
    sitting.do("choose", node="room", choice="go-on")
    sitting.do("back", step="0")
    sitting.do("choose", node="reception", choice="tell")
    assert sitting.talk.has_harm
    assert sitting.talk.is_done


def test_a_double_click_happens_once() -> None:
    sitting = begun()
    sitting.do("choose", node="reception", choice="ask")
    assert sitting.do("choose", node="reception", choice="ask") == ()


def test_a_double_click_on_a_choice_that_stays_is_known_by_its_step() -> None:
    sitting = begun()
    sitting.do("choose", node="reception", choice="wait", step="0")
    assert sitting.do("choose", node="reception", choice="wait", step="0") == ()
    assert len(sitting.do("choose", node="reception", choice="wait", step="1")) == 1


def test_another_choice_at_an_earlier_node_is_stale() -> None:
    sitting = begun()
    sitting.do("choose", node="reception", choice="ask")
    refused(sitting, "choose", 409, node="reception", choice="tell")
    refused(sitting, "choose", 409, node="end", choice="ask")
    refused(sitting, "choose", 409, node="room", choice="go-on", step="7")


@pytest.mark.parametrize(
    ("deed", "fields"),
    [
        ("choose", {"node": "reception", "choice": "nothing"}),
        ("choose", {"node": "reception"}),
        ("choose", {"node": ["reception", "room"], "choice": "ask"}),
        ("back", {}),
        ("back", {"step": "-1"}),
        ("back", {"step": "²"}),
        ("back", {"step": "9" * 5_000}),
        ("shout", {}),
    ],
)
def test_what_is_not_understood_is_refused(deed: str, fields: dict[str, str | list[str]]) -> None:
    refused(begun(), deed, 422, **fields)


def test_a_step_beyond_the_path_is_stale() -> None:
    refused(begun(), "back", 409, step="5")


def test_nothing_can_be_chosen_before_it_began() -> None:
    refused(Sitting(SCENARIO), "choose", 409, node="reception", choice="ask")
    refused(Sitting(SCENARIO), "back", 409, step="0")


def test_a_circle_comes_to_an_end() -> None:
    sitting = begun()
    for step in range(199):
        sitting.do("choose", node="reception", choice="wait", step=str(step))
    refused(sitting, "choose", 409, node="reception", choice="wait", step="199")
    assert sitting.do("back", step="0")


def test_what_does_not_fit_counts_for_nothing() -> None:
    sitting = begun()
    sitting.happenings += [
        Happened("chose", {"node": "room", "choice": "go-on"}),
        Happened("chose", {"node": "reception", "choice": "nothing"}),
        Happened("went-back", {"step": 9}),
        Happened("went-back", {"step": "0"}),
        Happened("sang", {}),
    ]
    assert len(sitting.talk.path) == 1
