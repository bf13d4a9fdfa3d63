"""What happens by itself, and how often. `attune worker` runs it; each job finds rows that need something."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from attune.credentials import jobs as credentials
from attune.outreach import jobs as outreach
from attune.people import jobs as people


@dataclass(frozen=True, slots=True)
class Entry:
    """A job and the time between two of its runs."""

    job: Callable[..., int]
    every: timedelta


TIMETABLE: tuple[Entry, ...] = (
    Entry(outreach.send_due, timedelta(seconds=5)),
    Entry(credentials.issue_due, timedelta(seconds=15)),
    Entry(outreach.announce_editions, timedelta(seconds=60)),
    Entry(outreach.tell_decisions, timedelta(seconds=15)),
    Entry(outreach.forget, timedelta(hours=6)),
    Entry(people.forget_notes, timedelta(hours=6)),
)
