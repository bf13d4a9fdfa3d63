"""The queue of requests, and the page on which one is decided."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from attune.kit import Refused
from attune.people import actions, policy, queries
from attune.people.domains import hint_of
from attune.people.models import Agency, Clearance, VettingDecision, VettingRequest
from attune.web.redirects import see_other
from attune.web.signed_in import SignedIn
from attune.web.staff.forms import ApproveForm, AskForm, RefuseForm, a_year_from
from attune.web.staff.guard import staff_only
from attune.web.staff.lines import line_of

A_PAGE = 25


@dataclass(frozen=True, slots=True)
class Tried:
    """A form that was sent and not accepted: drawn again with what was in it."""

    deed: str
    form: forms.Form
    refusal: str = ""
    status: int = 422


@staff_only
@require_safe
def requests(request: SignedIn) -> HttpResponse:
    """Those who wait, the longest first."""
    state = request.GET.get("state", "")
    state = state if state in queries.STATES else "waiting"
    page = Paginator(queries.queue(state), A_PAGE).get_page(request.GET.get("page"))
    at, days = timezone.now(), settings.ANSWER_WORKING_DAYS
    waiting = queries.with_hints(list(page.object_list))
    lines = [line_of(one, state=state, at=at, answer_days=days) for one in waiting]
    return render(request, "staff/requests.html", {"state": state, "page": page, "lines": lines})


@staff_only
@require_safe
def one_request(request: SignedIn, request_id: int) -> HttpResponse:
    return _page(request, _fetch(request, request_id))


@staff_only
@require_POST
def approve(request: SignedIn, request_id: int) -> HttpResponse:
    def deed(vetting: VettingRequest, form: ApproveForm) -> None:
        actions.approve_request(request=vetting, by=request.user, at=timezone.now(), **form.approval())

    return _decide(request, request_id, "approve", ApproveForm(request.POST, auto_id="approve_%s"), deed)


@staff_only
@require_POST
def refuse(request: SignedIn, request_id: int) -> HttpResponse:
    def deed(vetting: VettingRequest, form: RefuseForm) -> None:
        actions.refuse_request(request=vetting, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())

    return _decide(request, request_id, "refuse", RefuseForm(request.POST, auto_id="refuse_%s"), deed)


@staff_only
@require_POST
def ask(request: SignedIn, request_id: int) -> HttpResponse:
    def deed(vetting: VettingRequest, form: AskForm) -> None:
        actions.ask_question(request=vetting, text=form.cleaned_data["question"], by=request.user, at=timezone.now())

    return _decide(request, request_id, "ask", AskForm(request.POST, auto_id="ask_%s"), deed)


@staff_only
@require_POST
def end(request: SignedIn, request_id: int) -> HttpResponse:
    clearance = get_object_or_404(Clearance, decision__request=_fetch(request, request_id))
    actions.end_clearance(clearance=clearance, by=request.user, at=timezone.now())
    return see_other(reverse("request", args=[request_id]))


def _decide(
    request: SignedIn, request_id: int, name: str, form: forms.Form, deed: Callable[[VettingRequest, Any], None]
) -> HttpResponse:
    vetting = _fetch(request, request_id)
    if not form.is_valid():
        return _page(request, vetting, tried=Tried(name, form))
    try:
        deed(vetting, form)
    except Refused as refusal:
        return _page(request, _fetch(request, request_id), tried=Tried(name, form, refusal.sentence, refusal.status))
    return see_other(f"{reverse('request', args=[request_id])}?done={name}")


def _fetch(request: SignedIn, request_id: int) -> VettingRequest:
    nouns = ("person", "agency", "decision__by", "decision__clearance__agency")
    return get_object_or_404(VettingRequest.objects.visible_to(request.user).select_related(*nouns), pk=request_id)


def _page(request: SignedIn, vetting: VettingRequest, *, tried: Tried | None = None) -> HttpResponse:
    at = timezone.now()
    decision: VettingDecision | None = getattr(vetting, "decision", None)
    is_open = vetting.closed_at is None
    page: dict[str, Any] = {
        "vetting": vetting,
        "decision": decision,
        "clearance": getattr(decision, "clearance", None),
        "at": at,
        "questions": list(vetting.questions.select_related("by")),
        "hint": hint_of(vetting.work_email, agency_id=vetting.agency_id, known=queries.known_domains()),
        "earlier": queries.earlier_requests(vetting),
        "may": policy.may_decide(request.user, vetting),
        "tried": tried,
        "form": tried and tried.form,
        "refusal": tried and tried.refusal,
    }
    if is_open and page["may"]:
        page |= _forms(vetting, tried) | {"agencies": queries.known_agencies()}
    page["is_asked"] = any(question.answered_at is None for question in page["questions"])
    return render(request, "staff/request.html", page, status=tried.status if tried else 200)


def _forms(vetting: VettingRequest, tried: Tried | None) -> dict[str, forms.Form]:
    agency: Agency | None = vetting.agency
    initial = {"agency": agency.full_name if agency else vetting.agency_name, "until": a_year_from(timezone.now())}
    blank: dict[str, forms.Form] = {
        "approve": ApproveForm(initial=initial, auto_id="approve_%s"),
        "refuse": RefuseForm(auto_id="refuse_%s"),
        "ask": AskForm(auto_id="ask_%s"),
    }
    if tried:
        blank[tried.deed] = tried.form
    return {f"{deed}_form": form for deed, form in blank.items()}
