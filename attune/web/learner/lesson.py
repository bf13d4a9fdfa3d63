"""What the page of a lesson shows: one section."""

from collections.abc import Mapping, Sequence
from typing import Any

from attune.courseware.model import Lesson
from attune.players import LessonState
from attune.web.learner.frame import Frame

TEMPLATE = "learner/lesson.html"


def page(frame: Frame, lesson: Lesson, state: LessonState, query: Mapping[str, str]) -> dict[str, Any]:
    """The section that is asked for, else the one to go on with."""
    ids = [section.id for section in lesson.sections]
    wanted = query.get("section", "")
    number = ids.index(wanted if wanted in ids else state.at)
    section = lesson.sections[number]
    return {
        "section": section,
        "number": number + 1,
        "count": len(ids),
        "where": f"{frame.eyebrow} · section {number + 1} of {len(ids)}" if len(ids) > 1 else frame.eyebrow,
        "before": frame.address(section=ids[number - 1]) if number else "",
        "advisory": lesson.advisory if number == 0 else None,
        "is_read": section.id in state.seen,
        "sources": frame.cited(section.sources),
        "terms": frame.terms(section.terms),
    }


def after(frame: Frame, lesson: Lesson, state: LessonState, fields: Mapping[str, Sequence[str]]) -> str:
    """The next section; after the last one those that were left out; then what is next in the module."""
    ids = [section.id for section in lesson.sections]
    place = ids.index(fields["section"][0])
    if place + 1 < len(ids):
        return frame.address(section=ids[place + 1])
    return frame.address(section=state.left[0]) if state.left else frame.next_href
