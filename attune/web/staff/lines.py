"""The lines of the queue, ready to be drawn: the template only writes them down."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dateformat import format

from attune.people.models import ServiceRole, VettingRequest
from attune.people.queries import Waiting, answer_by

ROLES = dict(ServiceRole.choices)
HINTS = {
    "agency": ("good", "The agency’s domain"),
    "other-agency": ("grave", "Another agency’s domain"),
    "free-mail": ("", "Free mail"),
    "look-alike": ("grave", "Looks like "),
    "unknown": ("", "Unknown domain"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One request. `hint_look` is a look of the tag component; `moment` is ISO 8601."""

    address: str
    name: str
    agency: str
    is_new_agency: bool
    role: str
    is_confirmed: bool
    hint_look: str
    hint: str
    moment: str
    when: str
    is_late: bool
    is_approved: bool


def line_of(waiting: Waiting, *, state: str, at: datetime, answer_days: int) -> Line:
    """What the queue says of one request in `state`."""
    one, hint = waiting.request, waiting.hint
    look, words = HINTS[hint.kind]
    is_decided = state == "decided"
    return Line(
        address=f"/staff/requests/{one.pk}/",
        name=one.person.name,
        agency=one.agency_name,
        is_new_agency=one.agency_id is None and not is_decided,
        role=ROLES[one.role],
        is_confirmed=one.work_email_confirmed_at is not None,
        hint_look=look,
        hint=words + hint.resembles,
        moment=(one.closed_at or one.made_at).isoformat(),
        when=_decided(one) if is_decided else age(at - one.made_at),
        is_late=not is_decided and answer_by(one.made_at, answer_days) < at.date(),
        is_approved=is_decided and one.decision.is_approved,
    )


def age(waited: timedelta) -> str:
    """In the largest unit that fits: "3 days"."""
    for unit, seconds in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if count := int(waited.total_seconds() // seconds):
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return "just now"


def _decided(request: VettingRequest) -> str:
    return f"{format(timezone.localtime(request.decision.at), 'j M Y')}, {request.decision.by.name}"
