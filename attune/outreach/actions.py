"""Subscribe, confirm, end."""

import random
from base64 import urlsafe_b64encode
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from attune.kit import Refused
from attune.outreach import wording
from attune.outreach.letters import list_headers, write
from attune.outreach.models import Message, Subscription, SubscriptionRequest, SubscriptionTopic
from attune.outreach.queries import topics_on_offer
from attune.people.domains import email_address

LINK_LASTS = timedelta(days=7)
REQUESTS_A_DAY = 3
MAILBOX_LOCK = 0x6D61696C  # any fixed number: the family of PostgreSQL's advisory locks for one address each
OLD_LINK = "This link is too old, or was used and ended since. Ask for updates again, and we send you a new one."


@transaction.atomic
def subscribe(*, email: str, topics: Collection[str], at: datetime, chance: random.Random) -> None:
    """Send a link to the address; nothing else follows until it is confirmed. No topics means all.

    Does and answers the same whether the address is known or not. After three requests in a day it stays silent,
    so that nobody can fill another's mailbox. `chance` must be a SystemRandom. Raises Refused(422).
    """
    address = email_address(email)
    chosen = _known(topics)
    _hold(address)
    if SubscriptionRequest.objects.asked_since(at - timedelta(days=1)).filter(email__iexact=address).count() >= REQUESTS_A_DAY:
        return
    request = SubscriptionRequest.objects.create(email=address, topics=chosen, token=_token(chance), asked_at=at)
    write(
        occasion=f"subscription-request:{request.pk}",
        to=address,
        subject=wording.CONFIRM_SUBJECT,
        body=wording.confirm_body(f"{settings.ORIGIN}/updates/confirm/{request.token}/"),
        at=at,
        headers=list_headers(request.token),
    )


@transaction.atomic
def confirm_subscription(*, token: str, at: datetime, chance: random.Random) -> Subscription:
    """Whoever reads the mailbox said yes. Once more changes nothing. Raises Refused(404) for an unknown or old link."""
    _hold(*SubscriptionRequest.objects.filter(token=token).values_list("email", flat=True))
    request = SubscriptionRequest.objects.select_for_update().filter(token=token).first()
    if request is None or at - request.asked_at > LINK_LASTS:
        raise Refused(OLD_LINK, status=404)
    if request.confirmed_at:
        return _confirmed_before(request)
    subscription = _subscription(request.email, at=at, chance=chance)
    subscription.topics.all().delete()
    SubscriptionTopic.objects.bulk_create(SubscriptionTopic(subscription=subscription, topic=topic) for topic in request.topics)
    request.confirmed_at = at
    request.save(update_fields=["confirmed_at"])
    return subscription


@transaction.atomic
def end_subscription(*, token: str, at: datetime) -> None:
    """No more messages, and the address is erased. The same answer for every token, however often it comes."""
    _hold(*Subscription.objects.active().filter(token=token).values_list("email", flat=True))
    SubscriptionRequest.objects.filter(token=token, confirmed_at=None).delete()
    subscription = Subscription.objects.select_for_update().active().filter(token=token).first()
    if subscription is None:
        return
    SubscriptionRequest.objects.filter(email__iexact=subscription.email).delete()
    subscription.messages.filter(sent_at=None).update(given_up_at=at, trouble="The subscription ended.")
    Message.objects.filter(subscription=subscription).update(to="", body="", headers={})
    Subscription.objects.filter(pk=subscription.pk).update(email=None, ended_at=at)


def _known(topics: Collection[str]) -> list[str]:
    """The chosen ones in the order of the offer; all of them is the same as none in particular."""
    known = [topic.id for topic in topics_on_offer()]
    if not set(topics) <= set(known):
        raise Refused("One of these topics is not on offer any more. Choose again.", status=422)
    chosen = [topic for topic in known if topic in topics]
    return [] if len(chosen) == len(known) else chosen


def _confirmed_before(request: SubscriptionRequest) -> Subscription:
    subscription = Subscription.objects.active().filter(email__iexact=request.email).first()
    if subscription is None:
        raise Refused(OLD_LINK, status=404)
    return subscription


def _subscription(email: str, *, at: datetime, chance: random.Random) -> Subscription:
    """The one this address has, or a new one. Two requests confirmed in the same moment wait for each other."""
    rows = [Subscription(email=email, token=_token(chance), confirmed_at=at)]
    if not Subscription.objects.filter(email__iexact=email).exists():
        Subscription.objects.bulk_create(rows, ignore_conflicts=True)
    return Subscription.objects.select_for_update().get(email__iexact=email)


def _hold(*addresses: str | None) -> None:
    """What is asked, confirmed or ended for one address happens one after the other, until the transaction ends.

    On SQLite write transactions are one at a time anyway (BEGIN IMMEDIATE).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for address in filter(None, addresses):
                cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [MAILBOX_LOCK, address.lower()])


def _token(chance: random.Random) -> str:
    """192 bits, as 32 characters that are safe in an address."""
    return urlsafe_b64encode(chance.randbytes(24)).decode()
