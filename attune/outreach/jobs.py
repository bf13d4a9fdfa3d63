"""What happens by itself: news is written, decisions are told, mail is sent, old addresses are forgotten."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from attune.catalogue.models import Listing
from attune.outreach import delivery, wording
from attune.outreach.letters import fields_of, list_headers, write
from attune.outreach.models import Announcement, Message, Subscription, SubscriptionRequest
from attune.outreach.queries import address_of
from attune.people.models import VettingDecision, VettingQuestion

AT_MOST = 50
TELL_WITHIN = timedelta(days=30)
KEEP_MESSAGES = timedelta(days=30)
KEEP_REQUESTS = timedelta(days=7)


def send_due(*, at: datetime, connection: BaseEmailBackend | None = None) -> int:
    """Sends what is due, each message marked in a transaction of its own. Stops when the mail server is away."""
    due = list(Message.objects.due(at).values_list("pk", flat=True)[:AT_MOST])
    return delivery.send(due, at=at, connection=connection or get_connection()) if due else 0


@transaction.atomic
def announce_editions(*, at: datetime) -> int:
    """One message for each subscription that follows a topic of what is newly on offer."""
    fresh = list(
        Listing.objects.visible()
        .filter(edition__announcement=None, edition__withdrawal=None)
        .select_related("edition", "work", "series__work")
        .prefetch_related("topics")
        .order_by("edition__published_at", "edition_id")
    )
    if fresh:
        Announcement.objects.bulk_create(Announcement(edition=listing.edition, at=at) for listing in fresh)
        subscriptions = Subscription.objects.active().prefetch_related("topics")
        news = (_news(subscription, fresh, at) for subscription in subscriptions.iterator(chunk_size=500))
        Message.objects.bulk_create((message for message in news if message), batch_size=500)
    return len(fresh)


def tell_decisions(*, at: datetime) -> int:
    """Decisions and questions about requests of which the person has not been told, at their account's address."""
    told = 0
    waiting = Q(answered_at=None, request__closed_at=None)
    for occasion, rows, subject, body in (
        ("decision", VettingDecision.objects.all(), wording.DECISION_SUBJECT, wording.decision_body),
        ("question", VettingQuestion.objects.filter(waiting), wording.QUESTION_SUBJECT, wording.question_body),
    ):
        for pk, email in _untold(rows, occasion, at):
            write(occasion=f"{occasion}:{pk}", to=email, subject=subject, body=body(f"{settings.ORIGIN}/me/access/"), at=at)
            told += 1
    return told


def forget(*, at: datetime) -> int:
    """Requests without a yes after a week; addresses and words of messages a month after they were settled."""
    requests, _ = SubscriptionRequest.objects.filter(asked_at__lt=at - KEEP_REQUESTS).delete()
    before = at - KEEP_MESSAGES
    settled = Message.objects.filter(Q(sent_at__lt=before) | Q(given_up_at__lt=before)).exclude(to="", subject="")
    return requests + settled.update(to="", subject="", body="", headers={}, trouble="")


def _news(subscription: Subscription, fresh: list[Listing], at: datetime) -> Message | None:
    followed = {row.topic for row in subscription.topics.all()}
    chosen = [listing for listing in fresh if not followed or followed & {row.topic for row in listing.topics.all()}]
    if not chosen or subscription.email is None:
        return None
    return Message(
        occasion=f"news:{max(listing.edition_id for listing in fresh)}:{subscription.pk}",
        **fields_of(
            to=subscription.email,
            subject=wording.NEWS_SUBJECT,
            body=wording.news_body(
                [(listing.edition.plain_title, address_of(listing)) for listing in chosen],
                end=f"{settings.ORIGIN}/updates/end/{subscription.token}/",
            ),
            at=at,
            headers=list_headers(subscription.token),
            subscription=subscription,
        ),
    )


def _untold(rows: models.QuerySet, occasion: str, at: datetime) -> list[tuple[int, str]]:
    """Key and account address of each row that no message was written for."""
    named = Concat(Value(f"{occasion}:"), Cast("pk", models.CharField()))
    return list(
        rows.filter(at__gt=at - TELL_WITHIN, request__person__is_active=True)
        .annotate(occasion=named)
        .filter(~Exists(Message.objects.filter(occasion=OuterRef("occasion"))))
        .values_list("pk", "request__person__email")[:AT_MOST]
    )
