"""Who may do what to whom. Each answer is a yes, or a no with a sentence fit to show."""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Subquery
from django.utils.dateformat import format

from attune.kit import YES, Verdict, no
from attune.people.models import Clearance, HouseRole, Person, VettingRequest

RENEW_WITHIN = timedelta(days=60)
REQUESTS_AT_MOST = 5
REQUESTS_WITHIN = timedelta(days=30)


def may_request(person: Person, *, at: datetime) -> Verdict:
    """May this person ask to be let in now?"""
    if not person.is_active:
        return no("This account is closed. Write to the staff of this site.")
    is_waiting, until, how_often = _asked_before(person, at)
    if is_waiting:
        return no("Your request is already waiting. You can see it, or withdraw it, on the access page.")
    if until and until - at > RENEW_WITHIN:
        return no(f"You are let in until {format(until, 'j F Y')}. You can renew in the last {RENEW_WITHIN.days} days.")
    if how_often >= REQUESTS_AT_MOST:
        return no("You have asked several times this month. Write to the staff of this site, so that a person can help.")
    return YES


def may_see_requests(person: Person | None) -> Verdict:
    """The queue of requests, and everything in it, is for staff."""
    return YES if is_staff(person) else no("Requests are read by the staff of this site alone.")


def may_decide(person: Person, request: VettingRequest) -> Verdict:
    """Approve, refuse or ask: staff, and never about themselves."""
    if not is_staff(person):
        return no("Requests are decided by the staff of this site.")
    if request.person_id == person.pk:
        return no("Nobody decides their own request. Another member of staff does it.")
    return YES


def may_end(person: Person, clearance: Clearance) -> Verdict:
    """End somebody's access before its day: staff, and never their own."""
    if not is_staff(person):
        return no("Access is ended by the staff of this site.")
    if clearance.person_id == person.pk:
        return no("Nobody ends their own access. Another member of staff does it.")
    return YES


def may_appoint(person: Person | None, role: str) -> Verdict:
    """Staff appoint. `None` is whoever runs the command line of this installation: somebody must be first."""
    if role not in HouseRole.values:
        return no("There is no such role.")
    return YES if person is None or is_staff(person) else no("Roles are given by the staff of this site.")


def may_add_agency(person: Person | None) -> Verdict:
    """Staff add agencies; `None` as in `may_appoint`."""
    return YES if person is None or is_staff(person) else no("Agencies are added by the staff of this site.")


def is_staff(person: Person | None) -> bool:
    """Holds the role now, and has an account that is open. Asked once per instance of `Person`."""
    return person is not None and person.is_active and person.pk is not None and HouseRole.STAFF in person.held_roles


def _asked_before(person: Person, at: datetime) -> tuple[bool, datetime | None, int]:
    """Is a request open; until when is access given; how many requests were made lately. One query."""
    requests = VettingRequest.objects.filter(person=OuterRef("pk"))
    lately = requests.filter(made_at__gt=at - REQUESTS_WITHIN).order_by().values("person")
    clearances = Clearance.objects.current(at).filter(person=OuterRef("pk")).order_by("-expires_at")
    is_waiting, until, how_often = Person.objects.filter(pk=person.pk).values_list(
        Exists(requests.filter(closed_at=None)),
        Subquery(clearances.values("expires_at")[:1]),
        Subquery(lately.annotate(many=Count("pk")).values("many")),
    )[0]
    return is_waiting, until, how_often or 0
