"""`attune check-course FOLDER`: everything that is wrong with a course folder, at once. Publishes nothing."""

import argparse
import sys
from datetime import UTC, datetime

from attune import courseware
from attune.courseware import Problem


def run(arguments: argparse.Namespace) -> int:
    """1 when the folder cannot be published as it is."""
    try:
        reading = courseware.read(courseware.files_of(arguments.folder), today=datetime.now(UTC).date())
    except courseware.Unreadable as unreadable:
        return _say(unreadable.problems)
    if reading.work is None:
        return _say(reading.problems)
    _say(reading.problems)
    print(f"{reading.work.title} reads well.")
    return 0


def _say(problems: tuple[Problem, ...]) -> int:
    for problem in problems:
        print(problem if problem.is_blocking else f"{problem} (advice)", file=sys.stderr)
    return 1
