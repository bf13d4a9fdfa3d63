"""A person asks to be let in, and sees where they stand."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from attune.kit import Refused
from attune.people import actions, domains, jobs, policy, queries
from attune.people.models import Person, ServiceRole, VettingQuestion, VettingRequest
from attune.web.fields import Line, Paragraph
from attune.web.redirects import see_other
from attune.web.signed_in import SignedIn

log = logging.getLogger(__name__)


class RequestForm(forms.Form):
    """What a person says of themselves when they ask to be let in."""

    agency = Line(
        label="Agency",
        max_length=160,
        help_text="The organization you serve in. Choose it from the list if it is there, or write its full name.",
        error_messages={"required": "Write the name of your agency."},
        widget=forms.TextInput(attrs={"list": "agencies", "autocomplete": "organization"}),
    )
    role = forms.ChoiceField(
        label="Your role",
        choices=[("", "Choose"), *ServiceRole.choices],
        error_messages={"required": "Choose the role in which you serve.", "invalid_choice": "Choose a role from the list."},
    )
    work_email = forms.EmailField(
        label="Work e-mail",
        max_length=254,
        help_text="If it is not the address you sign in with, we send a link to it.",
        error_messages={"required": "Write your work e-mail.", "invalid": "Write an address like name@agency.example."},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    note = Paragraph(
        label="A note for the staff",
        max_length=500,
        required=False,
        help_text="Anything that helps them see where you serve, for instance a page of your agency. At most 500 characters.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AnswerForm(forms.Form):
    """The answer to one question of the staff."""

    answer = Paragraph(label="Your answer", max_length=1000, error_messages={"required": "Write an answer."})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def access(request: SignedIn) -> HttpResponse:
    """Where the person stands; the form, when they may ask."""
    if request.method != "POST":
        return _page(request)
    form = RequestForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    try:
        made = _ask(request.user, form.cleaned_data)
    except Refused as refusal:
        return _page(request, form=form, refusal=refusal.sentence, status=refusal.status)
    return see_other(_sent(request, made))


@login_required
@require_POST
def answer(request: SignedIn, question_id: int) -> HttpResponse:
    question = get_object_or_404(VettingQuestion.objects.select_related("request"), pk=question_id, request__person=request.user)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, answer_form=form, status=422)
    try:
        actions.answer_question(question=question, text=form.cleaned_data["answer"], by=request.user, at=timezone.now())
    except Refused as refusal:
        return _page(request, answer_form=form, refusal=refusal.sentence, status=refusal.status)
    return see_other(reverse("access"))


@login_required
@require_POST
def withdraw(request: SignedIn, request_id: int) -> HttpResponse:
    mine = get_object_or_404(VettingRequest, pk=request_id, person=request.user)
    actions.withdraw_request(request=mine, by=request.user, at=timezone.now())
    return see_other(reverse("access"))


@login_required
@require_POST
def send_link(request: SignedIn, request_id: int) -> HttpResponse:
    """The confirming link, once more."""
    mine = get_object_or_404(VettingRequest, pk=request_id, person=request.user, closed_at=None)
    return see_other(_sent(request, mine))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: SignedIn, token: str) -> HttpResponse:
    """The link in the mail. Opening it does nothing, because programs open links too; the button confirms."""
    if request.method != "POST":
        return render(request, "learner/access_confirm.html", {"token": token})
    actions.confirm_work_email(token=token, by=request.user, at=timezone.now())
    return see_other(f"{reverse('access')}?confirmed")


def _ask(person: Person, wish: dict[str, Any]) -> VettingRequest:
    agency = queries.agency_named(wish["agency"])
    return actions.request_access(
        person=person,
        agency=agency,
        agency_name=wish["agency"],
        role=wish["role"],
        work_email=wish["work_email"],
        note=wish["note"],
        by=person,
        at=timezone.now(),
    )


def _page(
    request: SignedIn,
    *,
    form: RequestForm | None = None,
    answer_form: AnswerForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    standing = queries.standing_of(request.user, at)
    is_open = standing.state in ("waiting", "asked")
    may_ask = policy.may_request(request.user, at=at) if not is_open else None
    page: dict[str, Any] = {"standing": standing, "may_ask": may_ask, "refusal": refusal, "form": form or answer_form}
    page |= {"days": settings.ANSWER_WORKING_DAYS, "notes_stay": jobs.NOTES_STAY.days, "renew_days": policy.RENEW_WITHIN.days}
    if is_open and standing.request:
        page["answer_by"] = queries.answer_by(standing.request.made_at, settings.ANSWER_WORKING_DAYS)
        page["answer_form"] = answer_form or AnswerForm()
    if may_ask:
        page |= _what_to_ask(request.user, form)
    return render(request, "learner/access.html", page, status=status)


def _what_to_ask(person: Person, form: RequestForm | None) -> dict[str, Any]:
    """The form, with the agency that the person's e-mail proposes."""
    proposed, agencies = queries.agencies_for(person.email)
    initial = {"work_email": person.email, "agency": proposed.full_name if proposed else ""}
    domain = domains.domain_of(person.email)
    return {
        "request_form": form or RequestForm(initial=initial),
        "agencies": agencies,
        "proposed": proposed,
        "domain": domain,
    }


def _sent(request: SignedIn, vetting: VettingRequest) -> str:
    """Send the confirming link where one is needed; the address of the page that says how it went."""
    page = reverse("access")
    if vetting.work_email_confirmed_at is not None:
        return f"{page}?sent"
    if not ratelimit.consume(request, action="work_email", key=vetting.work_email.lower()):
        return f"{page}?mail=often"
    link = settings.ORIGIN + reverse("access_confirm", args=[actions.work_email_token(vetting)])
    body = render_to_string("learner/access_mail.txt", {"link": link})
    try:
        EmailMessage(subject="Confirm your work e-mail", body=body, to=[vetting.work_email]).send()
    except (OSError, SMTPException) as trouble:
        log.warning("A mail could not leave: %s", type(trouble).__name__)
        return f"{page}?mail=down"
    return f"{page}?mail=sent"
