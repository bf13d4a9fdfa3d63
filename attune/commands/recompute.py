"""`attune recompute`: completion is a pure function, so computing it anew must change nothing."""

import argparse

from django.utils import timezone

from attune.learning.actions import recompute
from attune.learning.models import Enrolment


def run(arguments: argparse.Namespace) -> int:
    """1 when something differs that a person has to look at."""
    enrolments = Enrolment.objects.order_by("pk")
    differences = recompute(enrolments=enrolments, at=timezone.now())
    for difference in differences:
        mended = " It is written now." if difference.is_mended else ""
        print(f"Enrolment {difference.enrolment_id}: {difference.sentence}{mended}")
    print(f"{enrolments.count()} enrolments computed anew, {len(differences)} differ.")
    return int(not all(difference.is_mended for difference in differences))
