"""How each kind of component is played: state in, happenings out. No clock, no database, no page."""

import random
from collections.abc import Iterable

from attune.courseware.model import Acknowledgement, Check, Component, Evaluation, Lesson, Scenario
from attune.players import acknowledgement, check, evaluation, lesson, scenario
from attune.players.acknowledgement import AcknowledgementState
from attune.players.check import Answer, CheckState
from attune.players.evaluation import EvaluationState
from attune.players.happened import Fields, Happened, not_understood
from attune.players.lesson import LessonState
from attune.players.scenario import ScenarioState, Step

State = LessonState | CheckState | ScenarioState | EvaluationState | AcknowledgementState

__all__ = [
    "AcknowledgementState",
    "Answer",
    "CheckState",
    "EvaluationState",
    "Fields",
    "Happened",
    "LessonState",
    "ScenarioState",
    "State",
    "Step",
    "act",
    "replay",
]


def replay(component: Component, happenings: Iterable[Happened]) -> State:
    """What the happenings of one component add up to. Pure: the same happenings give the same state."""
    match component:
        case Lesson():
            return lesson.replay(component, happenings)
        case Check():
            return check.replay(component, happenings)
        case Scenario():
            return scenario.replay(component, happenings)
        case Evaluation():
            return evaluation.replay(component, happenings)
        case Acknowledgement():
            return acknowledgement.replay(component, happenings)


def act(component: Component, state: State, deed: str, fields: Fields, *, chance: random.Random) -> tuple[Happened, ...]:
    """What happens when somebody does `deed`; () when it has happened already.

    Raises Refused: 422 when the fields are not understood, 409 when they come from a page that is out of date.
    """
    match component, state:
        case Lesson(), LessonState():
            return lesson.act(component, state, deed, fields, chance=chance)
        case Check(), CheckState():
            return check.act(component, state, deed, fields, chance=chance)
        case Scenario(), ScenarioState():
            return scenario.act(component, state, deed, fields, chance=chance)
        case Evaluation(), EvaluationState():
            return evaluation.act(component, state, deed, fields, chance=chance)
        case Acknowledgement(), AcknowledgementState():
            return acknowledgement.act(component, state, deed, fields, chance=chance)
    raise not_understood()
