"""Questions to the catalogue."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction

from attune.catalogue import search as engine
from attune.catalogue.excerpts import excerpt
from attune.catalogue.models import Listing, ListingRole, ListingTopic
from attune.courseware import Html, Module, Series
from attune.library.queries import read_edition
from attune.people.models import ServiceRole

Version = tuple[int, int]
MINUTES = (15, 30, 60)


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """A series on offer with its modules in order."""

    listing: Listing
    series: Series
    modules: tuple[tuple[Listing, Module], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A listing as lists need it. `series_slug` is empty for a series itself. No roles: for every role."""

    listing: Listing
    slug: str
    series_slug: str
    topics: dict[str, str]
    roles: frozenset[str]

    @property
    def is_series(self) -> bool:
        return not self.series_slug


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found; `excerpt` is from the summary or the objectives, with the words marked."""

    entry: Entry
    excerpt: Html


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet, and how many there are if it is chosen."""

    value: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    options: tuple[Option, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Findings:
    found: tuple[Found, ...]
    facets: tuple[Facet, ...]


def version() -> Version:
    """Grows with every change of what is on offer: one cheap question that tells whether a kept page still holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT MAX(revision) FROM catalogue_listing), (SELECT COUNT(*) FROM library_withdrawal)")
        revision, withdrawals = cursor.fetchone()
    return revision or 0, withdrawals


def series_page(slug: str) -> SeriesPage:
    """Raises Listing.DoesNotExist for what is not on offer."""
    entries = shelf()
    entry = next((each for each in entries if each.is_series and each.slug == slug), None)
    if entry is None:
        raise Listing.DoesNotExist(f"no series {slug!r} is on offer")
    series = read_edition(entry.listing.edition_id)
    if not isinstance(series, Series):
        raise TypeError(f"{entry.listing.edition} is listed as a series and is none")
    listings = (each.listing for each in entries if each.series_slug == slug)
    modules = ((each, read_edition(each.edition_id)) for each in listings)
    return SeriesPage(entry.listing, series, tuple((each, module) for each, module in modules if isinstance(module, Module)))


def search(text: str = "", *, topic: str = "", role: str = "", minutes: str = "") -> Findings:
    """What is on offer that has all words of `text` and fits the facets, the best first; without words, in its order.

    An unknown value of a facet fits nothing. Each facet counts what there would be with the other two as they are.
    """
    terms = engine.terms_of(text)
    chosen = {"topic": topic, "role": role, "minutes": minutes}
    entries = shelf()
    at_hand = _matching(terms, entries) if text.strip() else list(entries)
    fitting = [entry for entry in at_hand if all(_fits(entry, name, value) for name, value in chosen.items())]
    return Findings(
        found=tuple(Found(each, _excerpt(each, terms)) for each in fitting),
        facets=tuple(_facet(name, chosen, at_hand, _choices(name, entries)) for name in chosen),
    )


def shelf() -> tuple[Entry, ...]:
    """Everything on offer, each series followed by its modules; kept in the process until something changes."""
    now = version()
    kept_version, kept = _kept_shelf[0]
    if kept_version == now:
        return kept
    entries = tuple(_entries())
    transaction.on_commit(lambda: _kept_shelf.__setitem__(0, (now, entries)))
    return entries


_kept_shelf: list[tuple[Version | None, tuple[Entry, ...]]] = [(None, ())]


def _entries() -> Iterable[Entry]:
    listings = list(Listing.objects.visible().select_related("work", "edition__withdrawal", "series__work"))
    pks = {each.pk for each in listings}
    topics: dict[int, dict[str, str]] = {pk: {} for pk in pks}
    for listing_id, topic, title in ListingTopic.objects.filter(listing__in=pks).values_list("listing_id", "topic", "title"):
        topics[listing_id][topic] = title
    roles: dict[int, set[str]] = {pk: set() for pk in pks}
    for listing_id, role in ListingRole.objects.filter(listing__in=pks).values_list("listing_id", "role"):
        roles[listing_id].add(role)
    # A module of a series that is not on offer is not on offer either.
    seen = [each for each in listings if each.series_id is None or each.series_id in pks]
    for each in sorted(seen, key=lambda one: ((one.series or one).title, one.series_id or one.pk, one.position)):
        series_slug = each.series.work.slug if each.series else ""
        yield Entry(each, each.work.slug, series_slug, topics[each.pk], frozenset(roles[each.pk]))


def _matching(terms: list[list[str]], entries: tuple[Entry, ...]) -> list[Entry]:
    by_listing = {entry.listing.pk: entry for entry in entries}
    return [by_listing[pk] for pk in (engine.matches(terms) if terms else ()) if pk in by_listing]


def _fits(entry: Entry, name: str, value: str) -> bool:
    if not value:
        return True
    if name == "topic":
        return value in entry.topics
    if name == "role":
        return not entry.roles or value in entry.roles
    return value in map(str, MINUTES) and entry.listing.minutes <= int(value)


def _facet(name: str, chosen: dict[str, str], at_hand: list[Entry], choices: list[tuple[str, str]]) -> Facet:
    others = [each for each in at_hand if all(_fits(each, other, value) for other, value in chosen.items() if other != name)]
    options = (Option(value, words, sum(_fits(each, name, value) for each in others)) for value, words in choices)
    label = {"topic": "Topic", "role": "Your role", "minutes": "Time"}[name]
    kept = tuple(option for option in options if option.count or option.value == chosen[name])
    return Facet(name, label, kept, chosen[name])


def _choices(name: str, entries: tuple[Entry, ...]) -> list[tuple[str, str]]:
    if name == "topic":
        return list({topic: title for entry in entries for topic, title in entry.topics.items()}.items())
    if name == "role":
        return list(ServiceRole.choices)
    return [(str(minutes), f"{minutes} minutes or less") for minutes in MINUTES]


def _excerpt(entry: Entry, terms: list[list[str]]) -> Html:
    return excerpt([entry.listing.summary, *entry.listing.objectives], terms)
