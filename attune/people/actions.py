"""The verbs: each is one transaction that asks its policy, changes rows and writes the journal."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.dateformat import format

from attune.journal.actions import record
from attune.kit import Refused, require
from attune.people import policy, queries, wording
from attune.people.domains import FREE_MAIL, domain_of, email_address
from attune.people.models import (
    Agency,
    AgencyDomain,
    Appointment,
    Clearance,
    Membership,
    Person,
    ServiceRole,
    VettingDecision,
    VettingQuestion,
    VettingRequest,
)

A_YEAR = timedelta(days=365)
LONGEST = timedelta(days=3 * 365)
LINK_LASTS = timedelta(days=3)
_work_emails = signing.TimestampSigner(salt="attune.people.work_email")


@transaction.atomic
def request_access(
    *,
    person: Person,
    agency: Agency | None,
    agency_name: str,
    role: str,
    work_email: str,
    note: str = "",
    by: Person,
    at: datetime,
) -> VettingRequest:
    """Ask to be let in. A work e-mail that is a confirmed address of the account counts as confirmed at once."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if by.pk != person.pk:
        raise Refused("Each person asks for themselves.")
    if role not in ServiceRole.values:
        raise Refused("Choose the role in which you serve.", status=422)
    wish = {
        "agency_name": agency.name if agency else wording.line(agency_name, what="The agency's name", at_most=160, at_least=2),
        "role": role,
        "work_email": email_address(work_email),
        "note": wording.paragraph(note, what="Your note", at_most=500),
    }
    if again := VettingRequest.objects.filter(person=person, closed_at=None, **wish).first():
        return again  # a double click, or a retry: one request
    require(policy.may_request(person, at=at))
    confirmed_at = at if queries.is_confirmed_address(person, wish["work_email"]) else None
    made = VettingRequest.objects.create(
        person=person, agency=agency, work_email_confirmed_at=confirmed_at, made_at=at, **wish
    )
    record(deed="request_access", noun=made, by=by, at=at, detail={"role": role, "agency": agency.pk if agency else None})
    return made


def work_email_token(request: VettingRequest) -> str:
    """What the link in the mail to the work address carries: good for `LINK_LASTS`, for this request and address alone."""
    return _work_emails.sign_object([request.pk, _mark(request.work_email)])


def _mark(email: str) -> str:
    """Stands for the address in a link: a link is written into logs, and an address does not belong there."""
    return salted_hmac("attune.people.work_email", email).hexdigest()[:20]


@transaction.atomic
def confirm_work_email(*, token: str, by: Person, at: datetime) -> VettingRequest:
    """The person shows that mail to the work address reaches them. Works once; only for whom the request is."""
    try:
        request_id, mark = _work_emails.unsign_object(token, max_age=LINK_LASTS)
    except signing.SignatureExpired:
        raise Refused("This link was good for three days. Have a new one sent from your access page.", status=409) from None
    except (signing.BadSignature, ValueError):
        raise Refused("This link is not complete. Copy all of it from the mail.", status=404) from None
    request = VettingRequest.objects.select_for_update().filter(pk=request_id, person=by).first()
    if request is None or _mark(request.work_email) != mark:
        raise Refused("This link belongs to another account. Sign in with the account that made the request.", status=404)
    if request.closed_at is not None:
        raise Refused("This request is closed, so there is nothing left to confirm.", status=409)
    if request.work_email_confirmed_at is not None:
        raise Refused("This work e-mail is confirmed already. There is nothing more to do.", status=409)
    request.work_email_confirmed_at = at
    request.save(update_fields=["work_email_confirmed_at"])
    record(deed="confirm_work_email", noun=request, by=by, at=at)
    return request


@transaction.atomic
def withdraw_request(*, request: VettingRequest, by: Person, at: datetime) -> VettingRequest:
    """The person no longer asks. A new request can be made at once."""
    request = _still_open(request)
    if request.person_id != by.pk:
        raise Refused("Only the person who asked can withdraw a request.")
    _close(request, at)
    record(deed="withdraw_request", noun=request, by=by, at=at)
    return request


@transaction.atomic
def ask_question(*, request: VettingRequest, text: str, by: Person, at: datetime) -> VettingQuestion:
    """Staff want to know one thing before they decide. One question at a time."""
    require(policy.may_decide(by, request))
    request = _still_open(request)
    if request.questions.filter(answered_at=None).exists():
        raise Refused("A question is already waiting for an answer. Ask the next one after that.", status=409)
    text = wording.paragraph(text, what="The question", at_most=500, at_least=3)
    question = VettingQuestion.objects.create(request=request, text=text, by=by, at=at)
    record(deed="ask_question", noun=question, by=by, at=at, detail={"request": request.pk})
    return question


@transaction.atomic
def answer_question(*, question: VettingQuestion, text: str, by: Person, at: datetime) -> VettingQuestion:
    """The person answers, once."""
    request = _still_open(question.request)
    if request.person_id != by.pk:
        raise Refused("Only the person who was asked can answer.")
    question = VettingQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if question.answered_at is not None:
        raise Refused("This question is answered already. Staff have your first answer.", status=409)
    question.answer = wording.paragraph(text, what="Your answer", at_most=1000, at_least=1)
    question.answered_at = at
    question.save(update_fields=["answer", "answered_at"])
    record(deed="answer_question", noun=question, by=by, at=at, detail={"request": request.pk})
    return question


@transaction.atomic
def approve_request(
    *,
    request: VettingRequest,
    by: Person,
    at: datetime,
    agency: Agency | None = None,
    agency_name: str = "",
    place: str = "",
    owns_domain: bool = False,
    reason: str = "",
    expires_at: datetime | None = None,
) -> Clearance:
    """Let the person in, until a day (a year from now by default).

    `agency` links the request to a known agency; `agency_name` and `place` add a new one. With neither, it is the
    agency of the request, or a new one of the name the person gave. `owns_domain` notes that the domain of the
    confirmed work e-mail belongs to that agency.
    """
    require(policy.may_decide(by, request))
    request = _still_open(request)
    until = _expiry(expires_at, at)
    if agency is None:
        known = None if agency_name else request.agency
        agency = known or _new_agency(agency_name or request.agency_name, place, by, at)
    if owns_domain:
        if request.work_email_confirmed_at is None:
            raise Refused("A domain is noted for an agency only once the work e-mail is confirmed.", status=422)
        _own_domain(agency, domain_of(request.work_email))
    decision = _decide(request, agency=agency, is_approved=True, reason=reason, by=by, at=at)
    _serve(request.person, agency, request.role, at)
    clearance = Clearance.objects.create(
        person=request.person, decision=decision, agency=agency, role=request.role, granted_at=at, expires_at=until
    )
    detail = {"agency": agency.pk, "expires": until.date().isoformat(), "decision": decision.pk}
    record(deed="approve_request", noun=request, by=by, at=at, detail=detail)
    return clearance


@transaction.atomic
def refuse_request(*, request: VettingRequest, reason: str, by: Person, at: datetime) -> VettingDecision:
    """Say no, with a reason that the person will read."""
    require(policy.may_decide(by, request))
    request = _still_open(request)
    reason = wording.paragraph(reason, what="The reason", at_most=500, at_least=10)
    decision = _decide(request, agency=request.agency, is_approved=False, reason=reason, by=by, at=at)
    record(deed="refuse_request", noun=request, by=by, at=at, detail={"decision": decision.pk})
    return decision


@transaction.atomic
def end_clearance(*, clearance: Clearance, by: Person, at: datetime) -> Clearance:
    """Access ends now, before its day: the person left the agency, or should not have been let in."""
    require(policy.may_end(by, clearance))
    clearance = Clearance.objects.select_for_update().get(pk=clearance.pk)
    if clearance.ended_at is not None or clearance.expires_at <= at:
        raise Refused("This access has ended already.", status=409)
    clearance.ended_at = at
    clearance.save(update_fields=["ended_at"])
    record(deed="end_clearance", noun=clearance, by=by, at=at)
    return clearance


@transaction.atomic
def appoint(*, person: Person, role: str, agency: Agency | None = None, by: Person | None, at: datetime) -> Appointment:
    """Give a house role; the same appointment twice is the same appointment. `by=None`: the command line."""
    require(policy.may_appoint(by, role))
    Person.objects.select_for_update().get(pk=person.pk)
    if held := Appointment.objects.filter(person=person, role=role, agency=agency, ended_at=None).first():
        return held
    appointment = Appointment.objects.create(person=person, role=role, agency=agency, by=by, at=at)
    person.__dict__.pop("held_roles", None)  # what this instance remembers has changed
    record(deed="appoint", noun=appointment, by=by, at=at, detail={"person": person.pk, "role": role})
    return appointment


@transaction.atomic
def add_agency(*, name: str, place: str = "", domains: Iterable[str] = (), by: Person | None, at: datetime) -> Agency:
    """A known agency and the e-mail domains that are its own."""
    require(policy.may_add_agency(by))
    agency = _new_agency(name, place, by, at)
    for domain in domains:
        _own_domain(agency, domain)
    return agency


@transaction.atomic
def forget_notes(*, request: VettingRequest, at: datetime) -> VettingRequest:
    """Empty what was written freely around a request that is long closed. The decision and its reason stay."""
    request = VettingRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.closed_at is None:
        raise Refused("An open request keeps its notes until it is decided.", status=409)
    request.note = ""
    request.save(update_fields=["note"])
    request.questions.all().delete()
    record(deed="forget_notes", noun=request, by=None, at=at)
    return request


def _still_open(request: VettingRequest) -> VettingRequest:
    """The request as it is now, held until the transaction ends; refused when somebody was first."""
    held = VettingRequest.objects.select_for_update(of=("self",)).select_related("person", "agency").get(pk=request.pk)
    if held.closed_at is None:
        return held
    decision = VettingDecision.objects.select_related("by").filter(request=held).first()
    if decision is None:
        raise Refused("This request was withdrawn by the person who made it.", status=409)
    verb = "approved" if decision.is_approved else "refused"
    when = format(timezone.localtime(decision.at), "j F Y \\a\\t H:i e")
    raise Refused(f"This request was already {verb} by {decision.by.name} on {when}.", status=409)


def _close(request: VettingRequest, at: datetime) -> None:
    request.closed_at = at
    request.save(update_fields=["closed_at", "agency"])


def _decide(
    request: VettingRequest, *, agency: Agency | None, is_approved: bool, reason: str, by: Person, at: datetime
) -> VettingDecision:
    request.agency = agency
    _close(request, at)
    reason = wording.paragraph(reason, what="The reason", at_most=500)
    return VettingDecision.objects.create(request=request, is_approved=is_approved, reason=reason, by=by, at=at)


def _expiry(expires_at: datetime | None, at: datetime) -> datetime:
    until = expires_at or at + A_YEAR
    if not at < until <= at + LONGEST:
        raise Refused("Access ends on a day that is still to come, and within three years.", status=422)
    return until


def _new_agency(name: str, place: str, by: Person | None, at: datetime) -> Agency:
    name = wording.line(name, what="The agency's name", at_most=160, at_least=2)
    place = wording.line(place, what="The place", at_most=120)
    try:
        with transaction.atomic():
            agency = Agency.objects.create(name=name, place=place, made_at=at, verified_at=at, verified_by=by)
    except IntegrityError:
        raise Refused("This agency is known already: choose it from the list.", status=409) from None
    record(deed="add_agency", noun=agency, by=by, at=at)
    return agency


def _own_domain(agency: Agency, domain: str) -> None:
    domain = domain_of(email_address(f"anyone@{domain}"))
    if domain in FREE_MAIL:
        raise Refused(f"Anybody can have an address at {domain}, so it cannot belong to an agency.", status=422)
    owned, _ = AgencyDomain.objects.get_or_create(domain=domain, defaults={"agency": agency})
    if owned.agency_id != agency.pk:
        raise Refused(f"{domain} already belongs to another agency.", status=409)


def _serve(person: Person, agency: Agency, role: str, at: datetime) -> None:
    """One membership per agency at a time; another role is another membership."""
    current = Membership.objects.filter(person=person, agency=agency, until=None)
    if current.filter(role=role).exists():
        return
    current.update(until=at)
    Membership.objects.create(person=person, agency=agency, role=role, since=at)
