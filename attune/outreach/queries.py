"""Questions about what can be followed and what is new."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from attune.catalogue.models import Listing, ListingTopic
from attune.library.models import Work
from attune.outreach.models import Subscription, SubscriptionRequest


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of a series on offer, as it is chosen on the subscription form."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Link:
    """What the pages behind a link from a message show: is it known, and whom does it concern."""

    is_known: bool
    email: str = ""
    topics: tuple[str, ...] = ()


def topics_on_offer() -> list[Topic]:
    """Each topic of the visible series once, in their order."""
    rows = ListingTopic.objects.filter(listing__hidden_at=None, listing__work__kind=Work.Kind.SERIES)
    titles: dict[str, str] = {}
    for topic, title in rows.order_by("listing__title", "pk").values_list("topic", "title"):
        titles.setdefault(topic, title)
    return [Topic(*each) for each in titles.items()]


def request_behind(token: str) -> Link:
    """For the page that asks "yes?"."""
    request = SubscriptionRequest.objects.filter(token=token).first()
    if request is None:
        return Link(is_known=False)
    return Link(is_known=True, email=request.email, topics=_titles(request.topics))


def subscription_behind(token: str) -> Link:
    """For the page that asks "end?"."""
    if Subscription.objects.active().filter(token=token).exists():
        return Link(is_known=True)
    return Link(is_known=SubscriptionRequest.objects.filter(token=token, confirmed_at=None).exists())


def address_of(listing: Listing) -> str:
    """The public page of a listing; its series must be at hand (select_related)."""
    path = listing.work.slug if listing.series is None else f"{listing.series.work.slug}/{listing.work.slug}"
    return f"{settings.ORIGIN}/series/{path}/"


def _titles(topics: Iterable[str]) -> tuple[str, ...]:
    chosen = set(topics)
    return tuple(topic.title for topic in topics_on_offer() if topic.id in chosen)
