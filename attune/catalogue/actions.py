"""The one verb of the catalogue: offer."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum

from attune.catalogue import search
from attune.catalogue.models import Listing, ListingRole, ListingTopic
from attune.courseware import Lesson, Module, Series, Topic
from attune.journal.actions import record
from attune.kit import Refused, require
from attune.library.models import Edition, Withdrawal, Work
from attune.library.policy import may_publish
from attune.library.queries import read_edition
from attune.people.models import Person


@transaction.atomic
def offer(*, edition: Edition, by: Person | None, at: datetime) -> Listing:
    """Put an edition into the catalogue, in the place of the work's edition before it.

    A series comes before its modules: it gives them their place and their audience. Doing it again changes nothing.
    Raises Refused: 409 for a withdrawn edition or a module that no series on offer names, 403.
    """
    require(may_publish(by))
    Work.objects.select_for_update().get(pk=edition.work_id)
    if Withdrawal.objects.filter(edition=edition).exists():
        raise Refused("This edition was withdrawn. Publish a corrected one and offer that.", status=409)
    listing = Listing.objects.filter(work=edition.work_id).first()
    if listing and listing.edition_id == edition.pk and listing.hidden_at is None:
        return listing
    # The journal's number orders all changes of the catalogue; its lock keeps two of them apart.
    revision = record(deed="offer", noun=edition, by=by, at=at).number
    work = read_edition(edition.pk)
    if isinstance(work, Series):
        return _offer_series(work, edition, revision, at)
    return _offer_module(work, edition, revision, at)


def _offer_series(series: Series, edition: Edition, revision: int, at: datetime) -> Listing:
    place = {"audience": series.audience, "series": None, "position": 0, "roles": list(series.roles)}
    listing = _list(series, edition, {**place, "minutes": 0}, series.topics, revision, at)
    _place_modules(listing, series, revision, at)
    _add_up(listing)
    search.write(
        listing.pk,
        search.Text(
            title=series.title,
            summary=_joined(series.summary, *(topic.title for topic in series.topics)),
            objectives="",
            body=_joined(series.about.plain, series.made_with),
        ),
    )
    return listing


def _offer_module(module: Module, edition: Edition, revision: int, at: datetime) -> Listing:
    listing_of_series, series = _series_of(module.id)
    titles = {topic.id: topic.title for topic in series.topics}
    topics = tuple(Topic(id=topic[:80], title=titles.get(topic, topic)) for topic in module.topics)
    more = {
        "series": listing_of_series,
        "position": series.modules.index(module.id) + 1,
        "audience": series.audience,
        "roles": list(module.roles or series.roles),
        "minutes": module.minutes,
        "objectives": [objective.text for objective in module.objectives],
        "component_count": len(module.components),
    }
    listing = _list(module, edition, more, topics, revision, at)
    _add_up(listing_of_series)
    search.write(listing.pk, _text_of(module, topics))
    return listing


def _series_of(module_id: str) -> tuple[Listing, Series]:
    for listing in Listing.objects.visible().series():
        series = read_edition(listing.edition_id)
        if isinstance(series, Series) and module_id in series.modules:
            return listing, series
    raise Refused("No series on offer names this module. Offer its series first.", status=409)


def _list(work: Series | Module, edition: Edition, more: dict[str, Any], topics: tuple[Topic, ...], revision: int, at: datetime) -> Listing:
    """The listing's row with its facets, made new or brought up to date."""
    said = {"edition": edition, "title": work.title, "plain_title": work.plain_title, "summary": work.summary}
    now = {**said, **more, "revision": revision, "hidden_at": None}
    listing, _ = Listing.objects.update_or_create(work_id=edition.work_id, defaults=now, create_defaults={**now, "listed_at": at})
    listing.topics.all().delete()
    ListingTopic.objects.bulk_create(ListingTopic(listing=listing, topic=topic.id, title=topic.title) for topic in topics)
    listing.role_rows.all().delete()
    ListingRole.objects.bulk_create(ListingRole(listing=listing, role=role) for role in listing.roles)
    return listing


def _place_modules(listing: Listing, series: Series, revision: int, at: datetime) -> None:
    """The series says which modules it has, in which order, and for whom; one that it dropped is off the shelf."""
    mine = Listing.objects.filter(series=listing)
    mine.exclude(work__slug__in=series.modules).update(series=None, hidden_at=at, revision=revision)
    for position, module_id in enumerate(series.modules, start=1):
        known = Listing.objects.filter(work__slug=module_id, work__kind=Work.Kind.MODULE)
        for module in known.filter(series=None) | known.filter(series=listing):
            module.series, module.position, module.audience = listing, position, series.audience
            module.hidden_at, module.revision = None, revision
            module.save(update_fields=("series", "position", "audience", "hidden_at", "revision"))


def _add_up(listing_of_series: Listing) -> None:
    total = listing_of_series.modules.filter(hidden_at=None).aggregate(minutes=Sum("minutes"), count=Sum("component_count"))
    listing_of_series.minutes = total["minutes"] or 0
    listing_of_series.component_count = total["count"] or 0
    listing_of_series.save(update_fields=("minutes", "component_count"))


def _text_of(module: Module, topics: tuple[Topic, ...]) -> search.Text:
    lessons = [component for component in module.components if isinstance(component, Lesson)]
    return search.Text(
        title=module.title,
        summary=_joined(module.summary, *(topic.title for topic in topics)),
        objectives=_joined(*(objective.text for objective in module.objectives)),
        body=_joined(
            *(component.title for component in module.components),
            *(f"{section.title} {section.body.plain}" for lesson in lessons for section in lesson.sections),
            *(f"{term.term} {term.definition.plain}" for term in module.glossary.values()),
        ),
    )


def _joined(*texts: str) -> str:
    return "\n".join(filter(None, texts))
