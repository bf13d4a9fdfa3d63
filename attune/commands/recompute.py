"""`attune recompute`: completion is a pure function, so computing it anew must change nothing."""

import argparse

from django.utils import timezone

from attune.learning.actions import recompute
from attune.learning.models import Enrolment


def run(arguments: argparse.Namespace) -> int:
    """1 when something differed, and was put right."""
    enrolments = Enrolment.objects.order_by("pk")
    differences = recompute(enrolments=enrolments, at=timezone.now())
    for difference in differences:
        print(difference)
    print(f"{enrolments.count()} enrolments computed anew, {len(differences)} differ.")
    return int(bool(differences))
