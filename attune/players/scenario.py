"""How a conversation is practised: a path through its nodes, from which any step can be tried again."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from attune.courseware.model import Choice, Node, Scenario
from attune.players.happened import Fields, Happened, Json, not_understood, one, stale

LONGEST_PATH = 200  # steps; a circle of choices ends here


@dataclass(frozen=True, slots=True)
class Step:
    """A node of the path and what was chosen there (None at the present one)."""

    node: Node
    choice: Choice | None = None


@dataclass(frozen=True, slots=True)
class ScenarioState:
    """`path` ends with the present node (empty before the beginning); `node` is None before the beginning.

    `last` is the choice that led to the present node: its consequence is shown with it. `has_harm` is said of the
    present path. `is_done` stays true once an end was reached as the scenario counts.
    """

    kind: ClassVar[str] = "scenario"
    path: tuple[Step, ...] = ()
    tries: int = 0
    is_done: bool = False

    @property
    def node(self) -> Node | None:
        return self.path[-1].node if self.path else None

    @property
    def last(self) -> Choice | None:
        return self.path[-2].choice if len(self.path) > 1 else None

    @property
    def is_started(self) -> bool:
        return bool(self.path)

    @property
    def is_ended(self) -> bool:
        return bool(self.path) and self.path[-1].node.is_end

    @property
    def has_harm(self) -> bool:
        return any(step.choice is not None and step.choice.quality == "harm" for step in self.path)


def replay(scenario: Scenario, happenings: Iterable[Happened]) -> ScenarioState:
    """Walk the path. What does not fit the scenario or the present node counts for nothing."""
    state = ScenarioState()
    for happened in happenings:
        state = _follow(scenario, state, happened)
    return state


def act(scenario: Scenario, state: ScenarioState, deed: str, fields: Fields, *, chance: random.Random) -> tuple[Happened, ...]:
    """The deeds "begin", "choose" (node, choice, and step if the page says it) and "back" (step)."""
    if deed == "begin":
        return () if state.is_started else (Happened("began"),)
    if deed not in ("choose", "back"):
        raise not_understood()
    if not state.is_started:
        raise stale("The conversation has not begun yet. Please begin it first.")
    return _choose(state, fields) if deed == "choose" else _back(state, fields)


def _choose(state: ScenarioState, fields: Fields) -> tuple[Happened, ...]:
    node_id, choice_id, step = one(fields, "node"), one(fields, "choice"), one(fields, "step")
    here = len(state.path) - 1
    is_here = state.path[here].node.id == node_id and step in ("", str(here))
    if not is_here:
        return _choose_again(state, node_id, choice_id, step)
    choice = state.path[here].node.choice(choice_id)
    if choice is None:
        if _is_just_taken(state, node_id, choice_id) and not step:
            return ()
        raise not_understood()
    if len(state.path) >= LONGEST_PATH:
        raise stale("This conversation goes round in circles. Go back to an earlier step and try another way.")
    return (Happened("chose", {"node": node_id, "choice": choice_id}),)


def _choose_again(state: ScenarioState, node_id: str, choice_id: str, step: str) -> tuple[Happened, ...]:
    """A double click sends the step just taken once more: nothing happens. Anything else is stale."""
    if _is_just_taken(state, node_id, choice_id) and step in ("", str(len(state.path) - 2)):
        return ()
    raise stale("The conversation has gone on since this page was loaded. This is where it stands now.")


def _is_just_taken(state: ScenarioState, node_id: str, choice_id: str) -> bool:
    before = state.path[-2] if len(state.path) > 1 else None
    return before is not None and before.choice is not None and (before.node.id, before.choice.id) == (node_id, choice_id)


def _back(state: ScenarioState, fields: Fields) -> tuple[Happened, ...]:
    text = one(fields, "step")
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise not_understood()
    step = int(text)
    if step >= len(state.path):
        raise stale("That step is no longer part of this conversation. This is where it stands now.")
    return () if step == len(state.path) - 1 else (Happened("went-back", {"step": step}),)


def _follow(scenario: Scenario, state: ScenarioState, happened: Happened) -> ScenarioState:
    if happened.kind == "began" and not state.path:
        start = scenario.node(scenario.start)
        return state if start is None else ScenarioState((Step(start),), 1, state.is_done)
    if happened.kind == "chose" and state.path:
        return _take(scenario, state, happened.body)
    step = happened.body.get("step")
    if happened.kind == "went-back" and isinstance(step, int) and 0 <= step < len(state.path) - 1:
        path = (*state.path[:step], Step(state.path[step].node))
        return ScenarioState(path, state.tries + 1, state.is_done)
    return state


def _take(scenario: Scenario, state: ScenarioState, body: dict[str, Json]) -> ScenarioState:
    here = state.path[-1].node
    choice = here.choice(str(body.get("choice")))
    node = scenario.node(choice.to) if choice else None
    if body.get("node") != here.id or choice is None or node is None:
        return state
    after = ScenarioState((*state.path[:-1], Step(here, choice), Step(node)), state.tries, state.is_done)
    reached = after.is_ended and (scenario.counts == "finish" or not after.has_harm)
    return ScenarioState(after.path, after.tries, True) if reached else after
