"""What is new, for feed readers."""

from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed

from attune.library.models import Edition
from attune.outreach.queries import address_of

LATEST = 50


def updates_feed() -> str:
    """The latest published editions as Atom (RFC 4287): plain titles, and what the catalogue says of them in public."""
    feed = Atom1Feed(
        title="Attune: new and revised training",
        link=f"{settings.ORIGIN}/series/",
        feed_url=f"{settings.ORIGIN}/updates.atom",
        description="Series and modules as they are published.",
        language="en",
        author_name=settings.ISSUER,
    )
    for edition in _latest():
        listing = edition.work.listing
        feed.add_item(
            title=edition.plain_title,
            link=address_of(listing),
            description=listing.summary,
            unique_id=uuid5(NAMESPACE_URL, f"{settings.ORIGIN}/{edition.work.slug}/{edition.fingerprint}").urn,
            pubdate=edition.published_at,
            updateddate=edition.published_at,
        )
    return feed.writeString("utf-8")


def _latest() -> list[Edition]:
    return list(
        Edition.objects.on_offer()
        .filter(work__listing__isnull=False, work__listing__hidden_at=None)
        .select_related("work__listing__work", "work__listing__series__work")
        .order_by("-published_at", "-pk")[:LATEST]
    )
