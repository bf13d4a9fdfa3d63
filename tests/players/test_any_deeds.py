"""Whatever is sent, in whatever order: happenings or a refusal; nothing done is undone; replaying is pure."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attune import players
from attune.courseware import Check, Component, Lesson, Module, Scenario
from attune.kit import Refused
from attune.players import CheckState, LessonState, ScenarioState, State
from tests.courseware.works import modules
from tests.players.examples import ACKNOWLEDGEMENT, CHECK, EVALUATION, LESSON, SCENARIO

DEEDS = ("read", "start", "answer", "again", "begin", "choose", "back", "send", "agree", "nothing")
GARBAGE = st.sampled_from(["", "0", "-1", "1", "\x00", "é", "nothing", "x" * 300]) | st.text(max_size=5)


def words_of(component: Component) -> list[str]:
    """Ids that mean something to the component."""
    if isinstance(component, Lesson):
        return [section.id for section in component.sections]
    if isinstance(component, Scenario):
        return [*(node.id for node in component.nodes), *(choice.id for node in component.nodes for choice in node.choices)]
    if isinstance(component, Check):
        options = [each.id for question in component.questions for each in (*question.options, *question.pairs)]
        return [*(question.id for question in component.questions), *options]
    return ["1", "5"]


def sensible(draw: Any, component: Component, state: State) -> tuple[str, dict[str, list[str]]]:
    """A deed such as the page would send."""
    if isinstance(component, Lesson):
        return "read", {"section": [draw(st.sampled_from(component.sections)).id]}
    if isinstance(component, Scenario) and isinstance(state, ScenarioState):
        if state.node is None:
            return "begin", {}
        if state.is_ended or draw(st.integers(0, 5)) == 0:
            return "back", {"step": [str(draw(st.integers(0, len(state.path))))]}
        return "choose", {"node": [state.node.id], "choice": [draw(st.sampled_from(state.node.choices)).id]}
    if isinstance(component, Check) and isinstance(state, CheckState):
        question = component.question(state.current or "")
        if question is None:
            return ("again" if state.is_started else "start"), {}
        fields = {"question": [question.id], "text": [draw(st.sampled_from(["CSAM", "other", "axx"]))]}
        if question.options:
            fields["option"] = [draw(st.sampled_from(question.options)).id]
        order = draw(st.permutations(range(1, len(question.options) + 1)))
        fields |= {f"order-{option.id}": [str(place)] for option, place in zip(question.options, order, strict=True)}
        fields |= {f"pair-{pair.id}": [draw(st.sampled_from(question.pairs)).id] for pair in question.pairs}
        return "answer", fields
    return ("send" if component.kind == "evaluation" else "agree"), {}


def garbage(draw: Any, component: Component) -> tuple[str, dict[str, list[str]]]:
    words = st.sampled_from([*words_of(component), "1"]) | GARBAGE
    names = st.sampled_from(["section", "question", "option", "text", "node", "choice", "step", "answer-ready"]) | GARBAGE
    names |= words.map(lambda word: f"pair-{word}") | words.map(lambda word: f"order-{word}")
    fields = draw(st.dictionaries(names, st.lists(words, max_size=3), max_size=5))
    return draw(st.sampled_from(DEEDS) | GARBAGE), fields


def check_state(component: Component, before: State, after: State) -> None:
    assert after.kind == component.kind
    assert after.is_done >= before.is_done
    assert after.is_started >= before.is_started
    if isinstance(after, CheckState) and isinstance(component, Check):
        assert after.score is None or 0 <= after.score <= 100
        assert set(after.answered) <= set(after.drawn)
        assert len(after.drawn) in (0, component.draw or len(component.questions))
        for question in component.questions:
            assert sorted(option.id for option in after.options_of(question)) == sorted(each.id for each in question.options)
    if isinstance(after, LessonState):
        assert after.is_done == (not after.left)


def play(data: st.DataObject, component: Component) -> None:
    chance = data.draw(st.randoms(use_true_random=False))
    happenings: list[players.Happened] = []
    state = players.replay(component, happenings)
    for _ in range(data.draw(st.integers(0, 25))):
        is_garbage = data.draw(st.integers(0, 3)) == 0
        deed, fields = garbage(data.draw, component) if is_garbage else sensible(data.draw, component, state)
        try:
            happened = players.act(component, state, deed, fields, chance=chance)
        except Refused as refusal:
            assert refusal.status in (409, 422)
            assert refusal.sentence
            continue
        stored = [players.Happened(each.kind, json.loads(json.dumps(each.body))) for each in happened]
        assert len(stored) <= 1
        assert len(json.dumps([each.body for each in stored])) < 20_000
        happenings += stored
        after = players.replay(component, happenings)
        assert after == players.replay(component, tuple(happenings))
        check_state(component, state, after)
        state = after


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data(), st.sampled_from([LESSON, SCENARIO, CHECK, EVALUATION, ACKNOWLEDGEMENT]))
def test_any_deeds_at_the_small_module(data: st.DataObject, component: Component) -> None:
    play(data, component)


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.data(), modules())
def test_any_deeds_at_any_module(data: st.DataObject, module: Module) -> None:
    for component in module.components:
        play(data, component)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.sampled_from(["who-goes", "reception", "ask"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
BODIES = st.dictionaries(
    st.sampled_from(["section", "questions", "mixed", "question", "given", "node", "choice", "step"]), JSON, max_size=4
)
KINDS = st.sampled_from(["read", "drawn", "answered", "began", "chose", "went-back", "evaluated", "agreed", "other"])


@settings(deadline=None)
@given(st.sampled_from([LESSON, SCENARIO, CHECK, EVALUATION, ACKNOWLEDGEMENT]), st.lists(st.builds(players.Happened, KINDS, BODIES)))
def test_replaying_anything_is_never_an_error(component: Component, happenings: list[players.Happened]) -> None:
    assert players.replay(component, happenings).kind == component.kind
