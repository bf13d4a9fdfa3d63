"""What there is, for everybody: home, catalogue, series, modules, and what this site says of itself."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from attune.catalogue.models import Listing
from attune.catalogue.policy import may_enter, roles_in_words
from attune.catalogue.queries import Entry, Facet, SeriesPage, search, series_page, shelf
from attune.catalogue.search import QUERY_LIMIT
from attune.courseware import Module
from attune.kit import Verdict
from attune.web.public.kept import answer, is_visitor

FACETS = ("topic", "role", "minutes")
ANY = {"topic": "All topics", "role": "All roles", "minutes": "Any length"}


@dataclass(frozen=True, slots=True)
class Card:
    """A series with the modules that are on offer in it."""

    entry: Entry
    modules: tuple[Entry, ...]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return answer(request, "public/home.html", lambda: {"series": _cards()})


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Everything, or what a search and the facets leave of it; the address says which, and can be shared."""
    text = request.GET.get("text", "")[:QUERY_LIMIT]
    chosen = {name: request.GET.get(name, "")[:QUERY_LIMIT] for name in FACETS}
    return answer(
        request, "public/catalogue.html", lambda: _catalogue(text, chosen), asked=urlencode({"text": text, **chosen}, errors="replace")
    )


@require_safe
def series(request: HttpRequest, series: str) -> HttpResponse:
    return answer(request, "public/series.html", lambda: _series(request, _page_of(series)))


@require_safe
def module(request: HttpRequest, series: str, module: str) -> HttpResponse:
    return answer(request, "public/module.html", lambda: _module(request, _page_of(series), module))


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return answer(request, "public/about.html", lambda: {"series": _cards(), "contact": settings.CONTACT})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return answer(request, "public/privacy.html", lambda: {"contact": settings.CONTACT})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return answer(request, "public/accessibility.html", lambda: {"contact": settings.CONTACT})


def _cards() -> list[Card]:
    entries = shelf()
    return [Card(each, tuple(one for one in entries if one.series_slug == each.slug)) for each in entries if each.is_series]


def _catalogue(text: str, chosen: dict[str, str]) -> dict[str, Any]:
    findings = search(text, **chosen)
    return {
        "text": text,
        "is_search": bool(text.strip() or any(chosen.values())),
        "found": findings.found,
        "facets": [_facet(facet) for facet in findings.facets],
        "without_facets": urlencode({"text": text}, errors="replace"),
        "has_facets": any(chosen.values()),
        "series": _cards(),
    }


def _facet(facet: Facet) -> dict[str, Any]:
    """As the search component takes it: each option says how many there would be."""
    options = [(option.value, f"{option.words} ({option.count})") for option in facet.options]
    known = {option.value for option in facet.options}
    strange = [(facet.chosen, "What the address names (0)")] if facet.chosen and facet.chosen not in known else []
    return {
        "name": facet.name,
        "label": facet.label,
        "chosen": facet.chosen,
        "options": [("", ANY[facet.name]), *options, *strange],
    }


def _page_of(slug: str) -> SeriesPage:
    try:
        return series_page(slug)
    except Listing.DoesNotExist as unknown:
        raise Http404 from unknown


def _series(request: HttpRequest, page: SeriesPage) -> dict[str, Any]:
    numbers = _numbers(page)
    return {
        "page": page,
        "series": page.series,
        "listing": page.listing,
        "roles": roles_in_words(list(page.series.roles)),
        "audience": _audience(page.listing),
        "verdict": _verdict(request, page.listing),
        "modules": [(listing, each, _builds_on(each, numbers)) for listing, each in page.modules],
    }


def _module(request: HttpRequest, page: SeriesPage, slug: str) -> dict[str, Any]:
    numbers = _numbers(page)
    listing, found = next(((listing, each) for listing, each in page.modules if each.id == slug), (None, None))
    if listing is None or found is None:
        raise Http404
    titles = {topic.id: topic.title for topic in page.series.topics}
    return {
        "page": page,
        "series": page.series,
        "listing": listing,
        "module": found,
        "number": numbers[slug],
        "topics": [titles.get(topic, topic) for topic in found.topics],
        "roles": roles_in_words(listing.roles),
        "requires": [each for _, each in page.modules if each.id in found.requires],
        "audience": _audience(listing),
        "verdict": _verdict(request, listing),
        "crumbs": [("All series", "/series/"), (page.series.title, f"/series/{page.series.id}/")],
        "notice": found.notice or page.series.notice,
    }


def _numbers(page: SeriesPage) -> dict[str, int]:
    return {each.id: number for number, (_, each) in enumerate(page.modules, start=1)}


def _builds_on(module: Module, numbers: dict[str, int]) -> str:
    before = [str(numbers[each]) for each in module.requires if each in numbers]
    return f"builds on module {' and '.join(before)}" if before else ""


def _audience(listing: Listing) -> str:
    """Whom it is open to, in the words that follow “Open to”."""
    return {
        Listing.Audience.EVERYONE: "everybody",
        Listing.Audience.SIGNED_IN: "everybody with an account",
        Listing.Audience.VETTED: "people who serve victims in their work, after a request to be let in",
        Listing.Audience.ROLES: f"these roles, after a request to be let in: {roles_in_words(listing.roles)}",
    }[Listing.Audience(listing.audience)]


def _verdict(request: HttpRequest, listing: Listing) -> Verdict | None:
    """None for a visitor, whose page is the same for all of them."""
    return None if is_visitor(request) else may_enter(request.user, listing, at=timezone.now())
