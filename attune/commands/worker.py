"""`attune worker`: runs the timetable. Every job finds rows that need something, so it can be stopped anywhere."""

import argparse
import logging
import os
import signal
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import close_old_connections
from django.utils import timezone

from attune.config.timetable import TIMETABLE, Entry

log = logging.getLogger("attune.worker")
LONGEST_NAP = 5.0  # seconds; as often a worker looks whether its parent still lives


def run(arguments: argparse.Namespace) -> int:
    if arguments.once:
        return int(any(run_job(entry, at=timezone.now()) is None for entry in TIMETABLE))
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:  # `attune serve` keeps Ctrl-C to itself
            signal.signal(number, lambda *_: stop.set())
    work(TIMETABLE, stop=stop, clock=timezone.now, parent=os.getppid(), after_each=close_old_connections)
    return 0


def work(
    timetable: tuple[Entry, ...],
    *,
    stop: threading.Event,
    clock: Callable[[], datetime],
    parent: int | None = None,
    after_each: Callable[[], None] = lambda: None,
) -> None:
    """Runs each entry when it is due until `stop` is set, or until the process that started us is gone.

    `after_each` lets go of a connection that broke, so that the next job gets a new one.
    """
    due = {index: clock() for index in range(len(timetable))}
    while not stop.is_set() and (parent is None or os.getppid() == parent):
        for index, entry in enumerate(timetable):
            if due[index] <= clock() and not stop.is_set():
                run_job(entry, at=clock())
                after_each()
                due[index] = clock() + entry.every
        stop.wait(_seconds_until(min(due.values(), default=clock() + timedelta(seconds=LONGEST_NAP)), clock()))


def run_job(entry: Entry, *, at: datetime) -> int | None:
    """How many rows the job dealt with; None when it broke, which is logged: the other jobs go on."""
    try:
        return entry.job(at=at)
    except Exception:  # one broken job must not stop the mail, or the certificates
        log.exception("%s broke", f"{entry.job.__module__}.{entry.job.__name__}")
        return None


def _seconds_until(moment: datetime, now: datetime) -> float:
    return min(max((moment - now).total_seconds(), 0.05), LONGEST_NAP)
