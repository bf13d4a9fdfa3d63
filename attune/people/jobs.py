"""What happens by itself: what was written freely around a request does not stay for ever."""

from datetime import datetime, timedelta

from django.db.models import Q

from attune.people import actions
from attune.people.models import VettingRequest

NOTES_STAY = timedelta(days=90)


def forget_notes(*, at: datetime, at_most: int = 200) -> int:
    """Empty the note, the questions and the answers of requests closed more than `NOTES_STAY` ago."""
    written = Q(questions__isnull=False) | ~Q(note="")
    closed = VettingRequest.objects.filter(written, closed_at__lt=at - NOTES_STAY).distinct().order_by("pk")[:at_most]
    for request in closed:
        actions.forget_notes(request=request, at=at)
    return len(closed)
