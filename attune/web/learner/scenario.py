"""What the pages of a conversation show: the prebrief, a turn, what a choice led to, the end with its debrief."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attune.courseware.model import Choice, Node, Scenario, Text
from attune.players import ScenarioState, Step
from attune.web.learner.frame import Frame

TEMPLATE = "learner/scenario.html"
QUALITIES = {"strong": "A strong choice", "weak": "A weaker choice", "harm": "A choice that would do harm"}


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier turn, to read again and to go back to (`back` is its step, as text)."""

    said: Text
    tone: str
    chosen: str
    back: str


@dataclass(frozen=True, slots=True)
class Look:
    """A turn as the debrief replays it."""

    number: int
    back: str
    node: Node
    choice: Choice
    quality: str
    stronger: tuple[Choice, ...]


def page(
    frame: Frame,
    scenario: Scenario,
    state: ScenarioState,
    query: Mapping[str, str],
    given: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """Which of the four it is depends on what has happened, and on `?step=` for a choice to look at."""
    if state.node is None:
        return _prebrief(frame, scenario)
    step = _step(query.get("step", ""), state)
    if step is not None:
        return _consequence(frame, scenario, state, step)
    if state.is_ended:
        return _end(frame, scenario, state)
    return _turn(frame, scenario, state, state.node, given)


def after(frame: Frame, state: ScenarioState, deed: str, fields: Mapping[str, Sequence[str]]) -> str:
    """A choice leads to what came of it."""
    steps = [number for number, step in enumerate(state.path) if step.choice and [step.node.id] == [*fields.get("node", ())]]
    return frame.address(step=str(steps[-1])) if deed == "choose" and steps else frame.address()


def _step(text: str, state: ScenarioState) -> int | None:
    """A step of the path at which something was chosen."""
    if not (text.isascii() and text.isdigit() and len(text) < 5) or int(text) >= len(state.path):
        return None
    return int(text) if state.path[int(text)].choice else None


def _prebrief(frame: Frame, scenario: Scenario) -> dict[str, Any]:
    return {
        "step": "prebrief",
        "where": frame.eyebrow,
        "sources": frame.cited(scenario.prebrief.sources, scenario.sources),
        "terms": frame.terms(scenario.prebrief.terms),
    }


def _turn(
    frame: Frame, scenario: Scenario, state: ScenarioState, node: Node, given: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    here = len(state.path) - 1
    texts = [node.says, *([state.last.consequence] if state.last else [])]
    is_same = [*given.get("node", ())] == [node.id]
    return {
        "step": "turn",
        "where": f"{frame.eyebrow} · step {here + 1}",
        "turns": _turns(state.path[:-1]),
        "node": node,
        "here": here,
        "last": state.last,
        "chosen": "".join(given.get("choice", ())) if is_same else "",
        **_margin(frame, scenario, texts),
    }


def _consequence(frame: Frame, scenario: Scenario, state: ScenarioState, step: int) -> dict[str, Any]:
    node, choice = state.path[step].node, state.path[step].choice
    assert choice is not None  # noqa: S101
    return {
        "step": "consequence",
        "where": f"{frame.eyebrow} · step {step + 1}",
        "turns": _turns(state.path[:step]),
        "node": node,
        "choice": choice,
        "quality": QUALITIES[choice.quality],
        "back": str(step),
        **_margin(frame, scenario, [node.says, choice.consequence, choice.why], choice.sources),
    }


def _end(frame: Frame, scenario: Scenario, state: ScenarioState) -> dict[str, Any]:
    looks = [_look(number, step.node, step.choice) for number, step in enumerate(state.path) if step.choice]
    end = state.path[-1].node
    texts = [end.says, end.outcome, scenario.debrief, *(look.choice.why for look in looks)]
    texts += [choice.why for look in looks for choice in look.stronger]
    return {
        "step": "end",
        "where": frame.eyebrow,
        "node": end,
        "last": state.last,
        "looks": looks,
        "has_harm": state.has_harm,
        "must_go_back": not state.is_done,
        **_margin(frame, scenario, texts, tuple(each for look in looks for each in look.choice.sources)),
    }


def _look(number: int, node: Node, choice: Choice) -> Look:
    stronger = () if choice.quality == "strong" else tuple(each for each in node.choices if each.quality == "strong")
    return Look(number + 1, str(number), node, choice, QUALITIES[choice.quality], stronger)


def _turns(path: Sequence[Step]) -> list[Turn]:
    return [
        Turn(step.node.says, step.node.tone, step.choice.text if step.choice else "", str(number))
        for number, step in enumerate(path)
    ]


def _margin(frame: Frame, scenario: Scenario, texts: Sequence[Text], more: Sequence[str] = ()) -> dict[str, Any]:
    ids = (*(each for text in texts for each in text.sources), *more)
    return {
        "sources": frame.cited(ids, scenario.sources),
        "terms": frame.terms(tuple(dict.fromkeys(each for text in texts for each in text.terms))),
    }
