"""The components of the small module, and ways to play them."""

import random
from collections.abc import Iterable

from attune import players
from attune.courseware import Acknowledgement, Check, Component, Evaluation, Lesson, Module, Scenario, read
from attune.players import CheckState, Happened, ScenarioState, State
from tests.courseware.small import module_files

_MODULE = read(module_files()).work
assert isinstance(_MODULE, Module)
LESSON, SCENARIO, CHECK, EVALUATION, ACKNOWLEDGEMENT = _MODULE.components
assert isinstance(LESSON, Lesson)
assert isinstance(SCENARIO, Scenario)
assert isinstance(CHECK, Check)
assert isinstance(EVALUATION, Evaluation)
assert isinstance(ACKNOWLEDGEMENT, Acknowledgement)


class Sitting:
    """Somebody at a component: does deeds, and keeps what happened."""

    def __init__(self, component: Component, *, seed: int = 1) -> None:
        self.component = component
        self.chance = random.Random(seed)
        self.happenings: list[Happened] = []

    @property
    def state(self) -> State:
        return players.replay(self.component, self.happenings)

    @property
    def talk(self) -> ScenarioState:
        assert isinstance(self.state, ScenarioState)
        return self.state

    @property
    def check(self) -> CheckState:
        assert isinstance(self.state, CheckState)
        return self.state

    def do(self, deed: str, **fields: str | Iterable[str]) -> tuple[Happened, ...]:
        """Field names are written with _ for -: `order_name="1"`."""
        given = {key.replace("_", "-"): [value] if isinstance(value, str) else list(value) for key, value in fields.items()}
        happened = players.act(self.component, self.state, deed, given, chance=self.chance)
        self.happenings += happened
        return happened


RIGHT: dict[str, dict[str, str | list[str]]] = {
    "who-goes": {"option": "two"},
    "what-helps": {"option": ["time", "choice"]},
    "first-minutes": {"order_name": "1", "order_safe": "2", "order_why": "3"},
    "who-does-what": {"pair_officer": "officer", "pair_advocate": "advocate"},
    "the-word": {"text": " Child  Sexual-Abuse  MATERIAL!"},
}
WRONG: dict[str, dict[str, str | list[str]]] = {
    "who-goes": {"option": "one"},
    "what-helps": {"option": ["time"]},
    "first-minutes": {"order_name": "2", "order_safe": "1", "order_why": "3"},
    "who-does-what": {"pair_officer": "advocate", "pair_advocate": "officer"},
    "the-word": {"text": "pictures"},
}


def play_round(sitting: Sitting, *, wrong: int = 0) -> None:
    """Answer every question of the round, the first `wrong` of them wrongly."""
    for number, question in enumerate(sitting.check.drawn):
        sitting.do("answer", question=question, **(WRONG if number < wrong else RIGHT)[question])
