"""`attune import-course FOLDER`: publish what is in the folder and offer it, all of it or nothing."""

import argparse
import sys
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from attune import courseware
from attune.catalogue.actions import offer
from attune.kit import Refused
from attune.library.actions import publish_folder
from attune.library.models import Edition
from attune.people.models import Person


def run(arguments: argparse.Namespace) -> int:
    try:
        editions = import_course(arguments.folder, by=None, at=timezone.now())
    except (Refused, courseware.Unreadable) as refused:
        for problem in getattr(refused, "problems", ()):
            print(problem, file=sys.stderr)
        raise Refused(f"Nothing was imported from {arguments.folder}.", status=422) from refused
    for edition in editions:
        print(f"{edition} is on offer.")
    return 0


def import_course(folder: Path, *, by: Person | None, at: datetime) -> tuple[Edition, ...]:
    """The editions, each now on offer. Raises Refused or courseware.Unreadable, both with `.problems`."""
    with transaction.atomic():
        editions = publish_folder(folder=folder, by=by, at=at)
        for edition in editions:
            offer(edition=edition, by=by, at=at)
    return editions
