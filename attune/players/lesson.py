"""How a lesson is played: section after section, in any order; a section that was read stays read."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from attune.courseware.model import Lesson
from attune.players.happened import Fields, Happened, not_understood, one


@dataclass(frozen=True, slots=True)
class LessonState:
    """`at` is the section to go on with, `left` the sections not yet read, in order."""

    kind: ClassVar[str] = "lesson"
    seen: frozenset[str]
    at: str
    left: tuple[str, ...]
    is_started: bool
    is_done: bool


def replay(lesson: Lesson, happenings: Iterable[Happened]) -> LessonState:
    """Fold the sections read. What names a section that the lesson does not have counts for nothing."""
    order = [section.id for section in lesson.sections]
    seen: set[str] = set()
    last = -1
    for happened in happenings:
        section = happened.body.get("section")
        if happened.kind == "read" and section in order:
            seen.add(str(section))
            last = order.index(str(section))
    left = tuple(section for section in order if section not in seen)
    following = [section for section in order[last + 1 :] if section not in seen]
    return LessonState(
        seen=frozenset(seen),
        at=(following or left or order[-1:])[0],
        left=left,
        is_started=bool(seen),
        is_done=not left,
    )


def act(lesson: Lesson, state: LessonState, deed: str, fields: Fields, *, chance: random.Random) -> tuple[Happened, ...]:
    """The deed "read" with `section`: read to its end."""
    section = one(fields, "section")
    if deed != "read" or section not in {each.id for each in lesson.sections}:
        raise not_understood()
    return () if section in state.seen else (Happened("read", {"section": section}),)
