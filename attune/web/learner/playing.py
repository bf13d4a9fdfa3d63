"""The player: a page to read, a deed to do, and why a module is, or is not, complete."""

import random
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from attune.courseware.model import Acknowledgement, Check, Component, Evaluation, Lesson, Scenario
from attune.credentials.actions import issue_certificate
from attune.kit import Refused, require
from attune.learning.actions import Played, play_in
from attune.learning.models import Completion
from attune.learning.policy import may_play
from attune.learning.queries import enrolment_in, progress
from attune.people.models import Person
from attune.players import CheckState, LessonState, ScenarioState
from attune.web.learner import check, kept, last, lesson, scenario
from attune.web.learner.addresses import module_address, series_address
from attune.web.learner.frame import Frame
from attune.web.redirects import see_other
from attune.web.signed_in import SignedIn

CHANCE = random.SystemRandom()
Given = Mapping[str, Sequence[str]]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def play(request: SignedIn, series: str, module: str, component: str) -> HttpResponse:
    """A component as it stands; or a deed in it, answered by the page that shows what came of it."""
    if request.method == "POST":
        return _act(request, series, module, component)
    frame = _frame(request.user, series, module, component)
    if frame is None:
        return redirect(module_address(series, module))
    return _page(request, frame)


@never_cache
@login_required
@require_safe
def why(request: SignedIn, series: str, module: str) -> HttpResponse:
    """What counts, what is done and since when; once all is done, the certificate."""
    frame = _frame(request.user, series, module)
    if frame is None:
        return redirect(module_address(series, module))
    shown = {
        "frame": frame,
        "outline": _outline(frame),
        "explanation": frame.progress.explanation,
        "completion": getattr(frame.enrolment, "completion", None),
        "certificate": getattr(frame.enrolment, "certificate", None),
        "series_href": series_address(series),
    }
    return render(request, "learner/why.html", shown)


def _act(request: SignedIn, series: str, module: str, component: str) -> HttpResponse:
    fields = {name: request.POST.getlist(name) for name in request.POST}
    deed, key = ("".join(fields.pop(name, ())) for name in ("deed", "key"))
    try:
        _check_statement(deed, fields)
        played = play_in(
            series=series, module=module, component_id=component, deed=deed,
            fields=fields, key=key, by=request.user, at=timezone.now(), chance=CHANCE,
        )  # fmt: skip
    except Refused as refusal:
        return _shown_again(request, series, module, component, refusal, fields)
    _issue(played.completions)
    return see_other(_after(Frame(series, played.progress, _component(played, component)), deed, played, fields))


def _issue(completions: Iterable[Completion]) -> None:
    """At once, so that it is there when the page is. What cannot be issued yet stays for the job that looks every minute."""
    for completion in completions:
        with suppress(Refused):
            issue_certificate(completion=completion, at=timezone.now(), chance=CHANCE)


def _shown_again(
    request: SignedIn, series: str, module: str, component: str, refusal: Refused, fields: Given
) -> HttpResponse:
    """The page as it stands now, with the sentence of the no and with what the person had put in."""
    frame = _frame(request.user, series, module, component) if refusal.status in (409, 422) else None
    if frame is None:
        raise refusal
    return _page(request, frame, refusal=refusal, given=fields)


def _check_statement(deed: str, fields: Given) -> None:
    if deed == "agree" and not any(fields.get("statement", ())):
        raise Refused("Tick the statement if it is true for you. You can also leave it for now and come back.", status=422)


def _frame(person: Person, series: str, module: str, component: str | None = None) -> Frame | None:
    """Where the person stands, or None if they have not begun. Refused: 403 no longer let in, 404 no such component."""
    enrolment = enrolment_in(person, series=series, module=module)
    if enrolment is None:
        return None
    require(may_play(person, enrolment, at=timezone.now()))
    now = progress(enrolment)
    if component is None:
        return Frame(series, now)
    if found := now.module.component(component):
        return Frame(series, now, found)
    raise Refused("This module has no such part. Go on from your training.", status=404)


def _page(
    request: SignedIn, frame: Frame, *, refusal: Refused | None = None, given: Given | None = None
) -> HttpResponse:
    template, shown = _shown(frame, request.GET, given or {})
    shown |= {"frame": frame, "module": frame.module, "component": frame.component, "refusal": refusal, "key": str(uuid4())}
    shown |= {"outline": _outline(frame), "margin": kept.margin(tuple(shown["sources"]), tuple(shown.get("terms", ())))}
    shown["saved_at"] = frame.progress.saved_at
    shown["state"] = frame.progress.states[frame.component.id] if frame.component else None
    return render(request, template, shown, status=refusal.status if refusal else 200)


def _outline(frame: Frame) -> str:
    return kept.outline(frame.place, frame.module.title, frame.overview, frame.items)


def _shown(frame: Frame, query: Mapping[str, str], given: Given) -> tuple[str, dict[str, Any]]:
    component = frame.component
    state = frame.progress.states[component.id] if component else None
    match component, state:
        case Lesson(), LessonState():
            return lesson.TEMPLATE, lesson.page(frame, component, state, query)
        case Check(), CheckState():
            return check.TEMPLATE, check.page(frame, component, state, query, given)
        case Scenario(), ScenarioState():
            return scenario.TEMPLATE, scenario.page(frame, component, state, query, given)
        case Evaluation(), _:
            return last.EVALUATION, last.evaluation(frame, component, given)
        case Acknowledgement(), _:
            return last.ACKNOWLEDGEMENT, last.acknowledgement(frame, component)
    raise TypeError(f"no page for {component!r}")


def _component(played: Played, component_id: str) -> Component | None:
    return played.progress.module.component(component_id)


def _after(frame: Frame, deed: str, played: Played, fields: Given) -> str:
    """Where a deed leads: on, or to what it was worth."""
    if played.is_newly_complete:
        return frame.why
    match frame.component, played.state:
        case Lesson(), LessonState():
            return lesson.after(frame, frame.component, played.state, fields)
        case Check(), CheckState():
            return check.after(frame, frame.component, deed, fields)
        case Scenario(), ScenarioState():
            return scenario.after(frame, played.state, deed, fields)
    return frame.next_href
