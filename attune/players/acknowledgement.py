"""How an acknowledgement is given: once."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from attune.courseware.model import Acknowledgement
from attune.players.happened import Fields, Happened, not_understood


@dataclass(frozen=True, slots=True)
class AcknowledgementState:
    kind: ClassVar[str] = "acknowledgement"
    is_started: bool
    is_done: bool


def replay(acknowledgement: Acknowledgement, happenings: Iterable[Happened]) -> AcknowledgementState:
    """Given is given."""
    is_given = any(happened.kind == "agreed" for happened in happenings)
    return AcknowledgementState(is_started=is_given, is_done=is_given)


def act(
    acknowledgement: Acknowledgement,
    state: AcknowledgementState,
    deed: str,
    fields: Fields,
    *,
    chance: random.Random,
) -> tuple[Happened, ...]:
    """The deed "agree"."""
    if deed != "agree":
        raise not_understood()
    return () if state.is_done else (Happened("agreed"),)
