"""Whom we write to, and what was written."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models.functions import Lower

from attune.library.models import Edition


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def active(self) -> Self:
        """Not ended."""
        return self.filter(ended_at=None)


class Subscription(models.Model):
    """Somebody without an account gets updates: confirmed by e-mail, ended with one click.

    When it ends the address is erased; the row stays, so that an old link still finds its answer.
    """

    email = models.EmailField(max_length=254, null=True)
    token = models.CharField(max_length=64, unique=True)
    confirmed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(Lower("email"), name="subscription_once"),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, email__isnull=False) | models.Q(ended_at__isnull=False, email=None),
                name="an_ended_subscription_has_no_address",
            ),
        )


class SubscriptionTopic(models.Model):
    """One topic that a subscription asks for; no rows means all topics."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="topics")
    topic = models.CharField(max_length=80)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("subscription", "topic"), name="subscription_topic_once"),)


class SubscriptionRequestQuerySet(models.QuerySet["SubscriptionRequest"]):
    def asked_since(self, at: datetime) -> Self:
        return self.filter(asked_at__gt=at)


class SubscriptionRequest(models.Model):
    """Somebody typed an address. Nothing follows until whoever reads that mailbox says yes; kept for a week."""

    email = models.EmailField(max_length=254)
    topics = models.JSONField(default=list)
    token = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriptionRequestQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("email", "asked_at")), models.Index(fields=("asked_at",)))


class Announcement(models.Model):
    """An edition was told to the subscribers: the row that keeps it from being told twice."""

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="announcement")
    at = models.DateTimeField()


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self) -> Self:
        """Not sent and not given up."""
        return self.filter(sent_at=None, given_up_at=None)

    def due(self, at: datetime) -> Self:
        """Waiting, and to be tried by now; the longest due first."""
        return self.waiting().filter(due_at__lte=at).order_by("due_at", "pk")


class Message(models.Model):
    """One e-mail to one person. `occasion` says what for: the same occasion is written once.

    A month after it was sent or given up, the address and the words are blanked; the occasion stays.
    """

    occasion = models.CharField(max_length=120, unique=True)
    subscription = models.ForeignKey(Subscription, models.PROTECT, null=True, blank=True, related_name="messages")
    to = models.EmailField(max_length=254, blank=True)
    subject = models.CharField(max_length=250, blank=True)
    body = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=200, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("due_at",), condition=models.Q(sent_at=None, given_up_at=None), name="message_waiting"),
        )
