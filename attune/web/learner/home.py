"""The learner's home: what is next, with one clear button."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from attune.catalogue.models import Listing
from attune.catalogue.queries import Entry, shelf
from attune.learning.queries import Progress, held_by, progress_of
from attune.people.models import Person
from attune.people.queries import Standing, accesses_of, standing_of
from attune.web.learner import kept
from attune.web.learner.addresses import component_address, module_address, series_address, why_address
from attune.web.learner.frame import Stand
from attune.web.signed_in import SignedIn

LONG_AGO = datetime.min.replace(tzinfo=UTC)
OPEN_AUDIENCES = (Listing.Audience.EVERYONE, Listing.Audience.SIGNED_IN)


@dataclass(frozen=True, slots=True)
class Step:
    """The one thing to do next."""

    title: str
    what: str
    action: str
    href: str


@never_cache
@login_required
@require_safe
def me(request: SignedIn) -> HttpResponse:
    """What is next, the series with the modules, access."""
    held = held_by(request.user)
    entries = shelf()
    # What is complete needs no second look at everything that happened in it.
    stands = {each.enrolment.work_id: each for each in progress_of(held.under_way)}
    complete = held.complete - stands.keys()
    access = _access(request.user, has_begun=bool(held.under_way or held.complete))
    is_open = access["is_let_in"] or any(entry.listing.audience in OPEN_AUDIENCES for entry in entries)
    shown: dict[str, Any] = {
        "shelves": [_shelf(series, entries, stands, complete) for series in entries if series.is_series],
        "step": _step(entries, stands, complete) if is_open else None,
        "left": _left(entries, stands),
        "has_completed": bool(held.complete),
        "is_paused": "paused" in request.GET,
        **access,
    }
    return render(request, "learner/me.html", shown)


def _access(person: Person, *, has_begun: bool) -> dict[str, Any]:
    """Who is under way has been let in: one question is enough. Who is not is told where the request stands."""
    now = timezone.now()
    if not has_begun:
        standing: Standing | None = standing_of(person, now)
        return {"is_let_in": bool(standing and standing.clearance), "standing": standing}
    return {"is_let_in": any(each.is_current(now) for each in accesses_of(person)), "standing": None}


def _step(entries: tuple[Entry, ...], stands: dict[int, Progress], complete: frozenset[int]) -> Step | None:
    """What was touched last and is not complete; else the first module that is not complete."""
    modules = {each.listing.work_id: each for each in entries if not each.is_series}
    under_way = [each for work, each in stands.items() if work in modules and not each.is_complete]
    if under_way:
        latest = max(under_way, key=lambda each: (each.saved_at or LONG_AGO, each.enrolment.pk))
        return _go_on(modules[latest.enrolment.work_id], latest)
    fresh = next((each for work, each in modules.items() if work not in stands and work not in complete), None)
    if fresh is None:
        return None
    what = f"{fresh.listing.component_count} parts, about {fresh.listing.minutes} minutes in all. Stop whenever you like."
    return Step(fresh.listing.title, what, "Look at this module", module_address(fresh.series_slug, fresh.slug))


def _go_on(entry: Entry, now: Progress) -> Step:
    following = now.next_component
    if following is None:
        return Step(entry.listing.title, "", "See where it stands", why_address(entry.series_slug, entry.slug))
    what = f"{following.title}, {following.minutes} minute{'' if following.minutes == 1 else 's'}."
    action = "Continue" if now.is_begun else "Begin"
    return Step(entry.listing.title, what, action, component_address(entry.series_slug, entry.slug, following.id))


def _shelf(
    series: Entry, entries: tuple[Entry, ...], stands: dict[int, Progress], complete: frozenset[int]
) -> SafeString:
    modules = [each for each in entries if each.series_slug == series.slug]
    shown = tuple(_stand(each, stands.get(each.listing.work_id), complete) for each in modules)
    return kept.shelf(series.slug, series.listing.title, series_address(series.slug), shown)


def _stand(entry: Entry, now: Progress | None, complete: frozenset[int]) -> Stand:
    is_complete = entry.listing.work_id in complete
    total = len(now.module.components) if now else entry.listing.component_count
    return Stand(
        title=entry.listing.title,
        href=(why_address if is_complete else module_address)(entry.series_slug, entry.slug),
        done=total if is_complete else now.done if now else 0,
        total=total,
        is_begun=is_complete or now is not None,
        is_complete=is_complete,
    )


def _left(entries: tuple[Entry, ...], stands: dict[int, Progress]) -> list[Stand]:
    """Modules under way that are no longer on offer: they may be finished. A question only where there are any."""
    offered = {entry.listing.work_id for entry in entries}
    left = {work: now for work, now in stands.items() if work not in offered}
    if not left:
        return []
    series = Listing.objects.filter(work__in=left).values_list("work_id", "series__work__slug")
    return [_under_way(left[work], module_address(slug, left[work].module.id)) for work, slug in series if slug]


def _under_way(now: Progress, href: str) -> Stand:
    return Stand(now.module.title, href, now.done, len(now.module.components), is_begun=True, is_complete=False)
