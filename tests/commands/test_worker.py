"""The worker runs the timetable; one broken job does not stop the others."""

import logging
import threading
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from attune.commands.worker import run_job, work
from attune.config.timetable import TIMETABLE, Entry
from tests.cast import THE_DAY


class Clock:
    """Time that passes by itself, a little at every look."""

    def __init__(self, step: timedelta) -> None:
        self.now, self.step = THE_DAY, step

    def __call__(self) -> datetime:
        self.now += self.step
        return self.now


def test_each_job_runs_as_often_as_the_timetable_says(db: None) -> None:
    stop, often, seldom = threading.Event(), [], []

    def quick(*, at: datetime) -> int:
        often.append(at)
        if len(often) == 20:
            stop.set()
        return 1

    def slow(*, at: datetime) -> int:
        seldom.append(at)
        return 0

    timetable = (Entry(quick, timedelta(seconds=1)), Entry(slow, timedelta(seconds=5)))
    work(timetable, stop=stop, clock=Clock(timedelta(milliseconds=700)))
    assert 1 < len(seldom) < len(often)
    assert all(later - earlier >= timedelta(seconds=5) for earlier, later in pairwise(seldom))


def test_a_broken_job_is_logged_and_the_next_one_runs(db: None, caplog: pytest.LogCaptureFixture) -> None:
    stop, ran = threading.Event(), []

    def broken(*, at: datetime) -> int:
        raise RuntimeError("no such luck")

    def sound(*, at: datetime) -> int:
        ran.append(at)
        stop.set()
        return 1

    with caplog.at_level(logging.ERROR):
        work((Entry(broken, timedelta(seconds=1)), Entry(sound, timedelta(seconds=1))), stop=stop, clock=Clock(timedelta(seconds=1)))
    assert len(ran) == 1
    assert "broken broke" in caplog.text
    assert "no such luck" in caplog.text


def test_it_stops_when_the_program_that_started_it_is_gone(db: None) -> None:
    def never(*, at: datetime) -> int:
        raise AssertionError("this worker has no parent any more")

    work((Entry(never, timedelta(seconds=1)),), stop=threading.Event(), clock=Clock(timedelta(seconds=1)), parent=-1)


@pytest.mark.parametrize("entry", TIMETABLE, ids=lambda entry: f"{entry.job.__module__}.{entry.job.__name__}")
def test_every_job_of_the_timetable_runs_on_an_empty_database(db: None, entry: Entry) -> None:
    assert run_job(entry, at=THE_DAY) == 0
