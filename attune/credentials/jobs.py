"""What happens by itself."""

from datetime import datetime
from random import SystemRandom

from attune.credentials.actions import issue_certificate
from attune.learning.models import Completion

AT_MOST = 200


def issue_due(*, at: datetime) -> int:
    """Certificates for completions that have none yet: whatever the page that completed them did not get to."""
    due = (
        Completion.objects.filter(enrolment__certificate=None)
        .exclude(enrolment__person__name="")
        .select_related("enrolment__person", "enrolment__edition", "enrolment__work")
        .order_by("pk")[:AT_MOST]
    )
    chance = SystemRandom()
    for completion in due:
        issue_certificate(completion=completion, at=at, chance=chance)
    return len(due)
