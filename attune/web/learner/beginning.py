"""A series and its modules as the learner meets them: what is coming, what is recorded, begin."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from attune.catalogue.models import Listing
from attune.catalogue.queries import Entry, shelf
from attune.courseware.model import Module, Series
from attune.kit import Verdict
from attune.learning.actions import enrol
from attune.learning.models import Enrolment
from attune.learning.policy import may_enrol
from attune.learning.queries import Progress, enrolment_in, enrolments_of, progress, progress_of
from attune.library.queries import read_edition
from attune.web.learner.addresses import module_address, overview_address, series_address, why_address
from attune.web.redirects import see_other
from attune.web.signed_in import SignedIn


@dataclass(frozen=True, slots=True)
class Stand:
    """A module of a series, and how far the person is."""

    listing: Listing
    number: int
    href: str
    done: int
    total: int
    is_begun: bool
    completed_at: datetime | None
    requires: str = ""


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def learn_series(request: SignedIn, series: str) -> HttpResponse:
    """The series from inside: its modules, what is recorded, where the person stands."""
    listing = _listing(series, "")
    if request.method == "POST":
        return _begin(request, listing, series_address(series))
    enrolments = list(enrolments_of(request.user).select_related("certificate"))
    stands = stands_of(series, enrolments)
    own = next((each for each in enrolments if each.work_id == listing.work_id), None)
    shown = {
        "listing": listing,
        "series": read_edition(own.edition_id if own else listing.edition_id),
        "enrolment": own,
        "stands": stands,
        "next": next((each for each in stands if each.completed_at is None), None),
        "verdict": None if own else may_enrol(request.user, request.user, listing, at=timezone.now()),
    }
    return render(request, "learner/series.html", shown)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def learn_module(request: SignedIn, series: str, module: str) -> HttpResponse:
    """Not begun: what is coming, and begin. Under way: on to the next thing, on whatever device."""
    if request.method == "POST":
        return _begin(request, _listing(module, series), module_address(series, module))
    enrolment = enrolment_in(request.user, series=series, module=module)
    if enrolment is None:
        return _start(request, series, module)
    now = progress(enrolment)
    if "overview" in request.GET:
        return _overview(request, series, now)
    following = now.next_component
    return redirect(f"{module_address(series, module)}{following.id}/" if following else why_address(series, module))


def stands_of(series: str, enrolments: list[Enrolment]) -> list[Stand]:
    """Each module of the series on offer with the person's progress. One statement for what happened."""
    entries = [each for each in shelf() if each.series_slug == series]
    works = {each.listing.work_id for each in entries}
    now = {each.enrolment.work_id: each for each in progress_of(each for each in enrolments if each.work_id in works)}
    return [_stand(number, entry, now.get(entry.listing.work_id)) for number, entry in enumerate(entries, 1)]


def _stand(number: int, entry: Entry, now: Progress | None) -> Stand:
    completion = getattr(now.enrolment, "completion", None) if now else None
    return Stand(
        listing=entry.listing,
        number=number,
        href=(overview_address if completion else module_address)(entry.series_slug, entry.slug),
        done=now.done if now else 0,
        total=len(now.module.components) if now else entry.listing.component_count,
        is_begun=now is not None,
        completed_at=completion.completed_at if completion else None,
    )


def _begin(request: SignedIn, listing: Listing, address: str) -> HttpResponse:
    enrol(person=request.user, listing=listing, by=request.user, at=timezone.now())
    return see_other(address)


def _start(request: SignedIn, series: str, module: str) -> HttpResponse:
    """The page before the beginning: nothing is recorded yet."""
    listing = _listing(module, series)
    verdict = may_enrol(request.user, request.user, listing, at=timezone.now())
    return _module_page(request, series, read_edition(listing.edition_id), None, verdict)


def _overview(request: SignedIn, series: str, now: Progress) -> HttpResponse:
    return _module_page(request, series, now.module, now, None)


def _module_page(
    request: SignedIn, series: str, module: Module | Series, now: Progress | None, verdict: Verdict | None
) -> HttpResponse:
    shown = {"series_id": series, "module": module, "progress": now, "verdict": verdict}
    shown |= {"href": module_address(series, module.id), "series_href": series_address(series)}
    shown["why_href"] = why_address(series, module.id)
    return render(request, "learner/module.html", shown)


def _listing(work: str, series: str) -> Listing:
    for entry in shelf():
        if entry.slug == work and entry.series_slug == series:
            return entry.listing
    raise Http404
