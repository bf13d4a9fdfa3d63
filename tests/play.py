"""Somebody who does everything right: the next deed for any component, in any state. For journeys and the benchmark."""

from attune.courseware.model import Check, Choice, Component, Evaluation, Lesson, Question, Scenario
from attune.players import CheckState, LessonState, ScenarioState, State

Deed = tuple[str, dict[str, list[str]]]


def next_deed(component: Component, state: State) -> Deed | None:
    """What to send next (deed, fields), or None when the component is done."""
    if state.is_done:
        return None
    match component, state:
        case Lesson(), LessonState():
            return "read", {"section": [next(each.id for each in component.sections if each.id not in state.seen)]}
        case Check(), CheckState():
            return _of_check(component, state)
        case Scenario(), ScenarioState():
            return _of_scenario(component, state)
        case Evaluation(), _:
            return "send", {f"answer-{each.id}": ["3"] for each in component.questions if each.kind == "scale"}
    return "agree", {}


def right_answer(question: Question) -> dict[str, list[str]]:
    """The fields that answer it rightly."""
    if question.kind in ("single", "multiple"):
        return {"option": [option.id for option in question.options if option.is_right]}
    if question.kind == "order":
        return {f"order-{option.id}": [str(place)] for place, option in enumerate(question.options, 1)}
    if question.kind == "match":
        return {f"pair-{pair.id}": [pair.id] for pair in question.pairs}
    return {"text": [question.accepted[0]]}


def _of_check(check: Check, state: CheckState) -> Deed:
    if not state.is_started:
        return "start", {}
    if state.current is None:
        return "again", {}
    question = check.question(state.current)
    assert question is not None
    return "answer", {"question": [question.id], **right_answer(question)}


def _of_scenario(scenario: Scenario, state: ScenarioState) -> Deed:
    if not state.is_started or state.node is None:
        return "begin", {}
    if state.is_ended or not state.node.choices:
        return "back", {"step": ["0"]}
    way = way_out(scenario, state.node.id)
    return "choose", {"node": [state.node.id], "choice": [way[0].id]}


def way_out(scenario: Scenario, start: str) -> list[Choice]:
    """The shortest way from a node to an end without a choice that harms."""
    ways: list[tuple[str, list[Choice]]] = [(start, [])]
    seen = {start}
    for place, way in ways:
        node = scenario.node(place)
        assert node is not None
        if node.is_end:
            return way
        for choice in sorted(node.choices, key=lambda each: each.quality != "strong"):
            if choice.quality != "harm" and choice.to not in seen:
                seen.add(choice.to)
                ways.append((choice.to, [*way, choice]))
    raise AssertionError(f"{scenario.id} has no way without harm from {start} to an end")
