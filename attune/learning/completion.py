"""What happenings add up to under an edition's rule. Pure: no clock, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from attune.courseware.model import Component, Module, Scenario, Series
from attune.players import (
    AcknowledgementState,
    CheckState,
    EvaluationState,
    Happened,
    LessonState,
    ScenarioState,
    State,
    replay,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One part of a work: whether it counts, whether it is met, and why, in a sentence fit to show."""

    id: str
    title: str
    is_required: bool
    is_met: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a work is, or is not, complete. `completed_at` is the moment when the last required part was met."""

    is_complete: bool
    lines: tuple[Line, ...]
    completed_at: datetime | None = None

    @property
    def missing(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.is_required and not line.is_met)


def explain(module: Module, states: Mapping[str, State], done_at: Mapping[str, datetime]) -> Explanation:
    """The rule "all-required": every component that is required is done.

    `states` has a state for every component; `done_at` says when those that are done became so.
    """
    lines = tuple(_line(component, states[component.id], done_at) for component in module.components)
    return _explanation(lines, done_at)


def explain_series(series: Series, titles: Mapping[str, str], completed: Mapping[str, datetime]) -> Explanation:
    """A series is complete when each of its modules is. `titles` and `completed` go by module id."""
    lines = tuple(
        Line(
            id=module,
            title=titles.get(module, module),
            is_required=True,
            is_met=module in completed,
            sentence=f"Completed on {day(completed[module])}." if module in completed else "Not completed yet.",
        )
        for module in series.modules
    )
    return _explanation(lines, completed)


def moment_done(component: Component, happenings: Sequence[tuple[Happened, datetime]]) -> datetime | None:
    """When the component became done: the time of the happening that did it, or None.

    What is done is never undone, so the first such happening is found by halving.
    """
    happened = [each for each, _ in happenings]
    if not replay(component, happened).is_done:
        return None
    low, high = 0, len(happened)  # not done after `low` happenings, done after `high`
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if replay(component, happened[:middle]).is_done else (middle, high)
    return happenings[high - 1][1]


def day(at: datetime) -> str:
    """A date as people write it, in the time zone that `at` carries."""
    return f"{at.day} {at:%B %Y}"


def _explanation(lines: tuple[Line, ...], met_at: Mapping[str, datetime]) -> Explanation:
    is_complete = all(line.is_met for line in lines if line.is_required)
    moments = [met_at[line.id] for line in lines if line.is_required and line.id in met_at]
    return Explanation(is_complete, lines, max(moments) if is_complete and moments else None)


def _line(component: Component, state: State, done_at: Mapping[str, datetime]) -> Line:
    sentence = _met(state, done_at.get(component.id)) if state.is_done else _not_met(component, state)
    if not component.is_required:
        sentence += " It does not count towards completion."
    return Line(component.id, component.title, component.is_required, state.is_done, sentence)


def _met(state: State, at: datetime | None) -> str:
    on = f" on {day(at)}" if at else ""
    match state:
        case LessonState():
            return f"Read to the end{on}."
        case CheckState():
            return f"Passed{on}."
        case ScenarioState():
            return f"Practiced to an end{on}."
        case EvaluationState():
            return f"Sent{on}. What was answered is not kept with your name."
        case AcknowledgementState():
            return f"Given{on}."


def _not_met(component: Component, state: State) -> str:
    match state:
        case LessonState():
            return _lesson_not_met(state)
        case CheckState():
            return _check_not_met(component, state)
        case ScenarioState():
            return _scenario_not_met(component, state)
        case EvaluationState():
            return "Not sent yet."
        case AcknowledgementState():
            return "Not given yet."


def _lesson_not_met(state: LessonState) -> str:
    left = len(state.left)
    sections = f"{left} section{'' if left == 1 else 's'}"
    return f"{sections} left to read." if state.is_started else f"Not begun yet: {sections} to read."


def _check_not_met(component: Component, state: CheckState) -> str:
    mark = f"{getattr(component, 'pass_percent', 0)}% of the answers need to be right"
    if not state.is_started:
        return f"Not begun yet. To pass, {mark}."
    if state.is_over:
        return f"The last round had {state.score}% right. To pass, {mark}. You can try again as often as you like."
    return f"Under way: {len(state.answered)} of {len(state.drawn)} questions answered. To pass, {mark}."


def _scenario_not_met(component: Component, state: ScenarioState) -> str:
    if not state.is_started:
        return "Not begun yet."
    if not state.is_ended:
        return "Under way: the conversation has not reached an end yet."
    if isinstance(component, Scenario) and component.counts == "no-harm":
        return (
            "You reached an end, and at least one choice on the way would have done harm. "
            "Go back to that step and try another way."
        )
    return "Not finished yet."
