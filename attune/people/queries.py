"""What others ask of people: read-only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from attune.people.domains import Hint, domain_of, hint_of
from attune.people.models import (
    Agency,
    AgencyDomain,
    Clearance,
    Person,
    VettingDecision,
    VettingQuestion,
    VettingRequest,
)
from attune.people.prepared import Prepared

STATES = ("waiting", "asked", "decided")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands with being let in.

    `state`: "none" (never asked, or withdrawn), "waiting", "asked" (a question is to be answered), "refused",
    "let-in", "ended" (access was given, and its day has passed or staff ended it).
    `questions` are those of an open request. `clearance` is the current one; it may stand beside an open request (a renewal).
    """

    state: str
    clearance: Clearance | None
    request: VettingRequest | None
    decision: VettingDecision | None
    questions: tuple[VettingQuestion, ...]

    @property
    def question(self) -> VettingQuestion | None:
        """The one that waits for the person's answer."""
        return next((question for question in self.questions if question.answered_at is None), None)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the queue: the request, and what its work e-mail says."""

    request: VettingRequest
    hint: Hint


class Access(NamedTuple):
    """A clearance, bare: all that it takes to decide who may enter."""

    role: str
    granted_at: datetime
    expires_at: datetime
    ended_at: datetime | None

    def is_current(self, at: datetime) -> bool:
        return self.granted_at <= at < self.expires_at and self.ended_at is None


ACCESS = tuple(f"clearances__{field}" for field in Access._fields)
PERSON = tuple(field.attname for field in Person._meta.concrete_fields)


def _known_of(pk: int) -> "QuerySet[Person, tuple[Any, ...]]":
    held = FilteredRelation("appointments", condition=Q(appointments__ended_at=None))
    rows = Person.objects.filter(pk=pk).annotate(held=held).order_by("clearances__expires_at")
    return rows.values_list(*PERSON, "held__role", *ACCESS)


_of_session = Prepared(_known_of)


def of_session(pk: int) -> Person | None:
    """The person with this key, who already knows their house roles and accesses: every page asks for both. One query."""
    rows = _of_session.ask(pk)  # one row for each role and each access: a few at most
    if not rows:
        return None
    width = len(PERSON)
    person = Person.from_db("default", PERSON, rows[0][:width])
    person.__dict__["held_roles"] = frozenset(row[width] for row in rows if row[width])
    person.__dict__["accesses"] = tuple(dict.fromkeys(Access(*row[width + 1 :]) for row in rows if row[width + 1]))
    return person


def accesses_of(person: Person) -> tuple[Access, ...]:
    """Every access that was given, the one that lasts longest at the end; the person of a session knows them already."""
    if (known := getattr(person, "accesses", None)) is not None:  # a request wraps its person, so not __dict__
        return tuple(known)
    rows = Clearance.objects.filter(person_id=person.pk).order_by("expires_at").values_list(*Access._fields)
    return tuple(map(Access._make, rows))


def clearance_of(person: Person, at: datetime) -> Clearance | None:
    """The access that a person has at that moment; the one that lasts longest, if there are two. One query."""
    return Clearance.objects.current(at).filter(person_id=person.pk).order_by("-expires_at", "-pk").first()


def standing_of(person: Person, at: datetime) -> Standing:
    """Three queries, whatever has happened."""
    clearance = clearance_of(person, at)
    request = (
        VettingRequest.objects.filter(person_id=person.pk)
        .select_related("agency", "decision")
        .order_by("-made_at", "-pk")
        .first()
    )
    if request is None:
        return Standing("let-in" if clearance else "none", clearance, None, None, ())
    decision = getattr(request, "decision", None)
    questions = tuple(request.questions.all()) if request.closed_at is None else ()
    return Standing(_state(request, decision, clearance, questions), clearance, request, decision, questions)


def _state(
    request: VettingRequest, decision: VettingDecision | None, clearance: Clearance | None, questions: tuple[VettingQuestion, ...]
) -> str:
    if request.closed_at is None:
        return "asked" if any(question.answered_at is None for question in questions) else "waiting"
    if decision and not decision.is_approved:
        return "refused"
    if clearance:
        return "let-in"
    return "ended" if decision else "none"


def queue(state: str) -> QuerySet[VettingRequest]:
    """The requests in one of `STATES`: open ones oldest first, decided ones newest first. One query, however many."""
    requests = VettingRequest.objects.select_related("person")
    is_asked = Exists(VettingQuestion.objects.filter(request=OuterRef("pk"), answered_at=None))
    if state == "decided":
        return requests.filter(decision__isnull=False).select_related("decision__by").order_by("-closed_at", "-pk")
    return requests.waiting().filter(is_asked if state == "asked" else ~is_asked)


def earlier_requests(request: VettingRequest) -> list[VettingRequest]:
    """The person's other requests with their decisions, newest first; the last ten. One query."""
    others = VettingRequest.objects.filter(person=request.person_id, made_at__lte=request.made_at).exclude(pk=request.pk)
    return list(others.select_related("decision__by").order_by("-made_at", "-pk")[:10])


def with_hints(requests: list[VettingRequest]) -> list[Waiting]:
    """One query for all of them."""
    known = known_domains()
    return [Waiting(request, hint_of(request.work_email, agency_id=request.agency_id, known=known)) for request in requests]


def known_domains() -> Mapping[str, int]:
    """Each domain that belongs to an agency, with the agency's id."""
    return dict(AgencyDomain.objects.order_by("pk").values_list("domain", "agency_id"))


def agency_named(name: str) -> Agency | None:
    """The one known agency of that name ("Name", or "Name, Place" where names repeat), in any case; None when unsure."""
    folded = " ".join(name.split()).casefold()
    first = folded.partition(",")[0]
    near = Agency.objects.annotate(folded=Lower("name")).filter(Q(folded=folded) | Q(folded__startswith=first))[:50]
    exact = [agency for agency in near if folded in (agency.name.casefold(), agency.full_name.casefold())]
    return exact[0] if len(exact) == 1 else None


def known_agencies(*, at_most: int = 200) -> list[Agency]:
    """What may be chosen from when an agency's name is typed."""
    return list(Agency.objects.exclude(verified_at=None).order_by("name", "place")[:at_most])


def agencies_for(email: str, *, at_most: int = 200) -> tuple[Agency | None, list[Agency]]:
    """The agency whose domain the address has, exactly, and those that may be chosen from. One query."""
    is_own = Exists(AgencyDomain.objects.filter(agency=OuterRef("pk"), domain=domain_of(email)))
    known = list(Agency.objects.exclude(verified_at=None).annotate(is_own=is_own).order_by("-is_own", "name", "place")[:at_most])
    own: Agency | None = known[0] if known and known[0].is_own else None
    return own, [*known]


def is_confirmed_address(person: Person, email: str) -> bool:
    """Has this account shown that it receives mail there?"""
    return EmailAddress.objects.filter(user_id=person.pk, email__iexact=email, verified=True).exists()


def answer_by(made_at: datetime, working_days: int) -> date:
    """The day by which an answer may be expected, counting Monday to Friday after the day of asking."""
    day = made_at.date()
    while working_days > 0:
        day += timedelta(days=1)
        working_days -= day.weekday() < 5
    return day
