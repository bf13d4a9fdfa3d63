"""Whom we write to, and what was written."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models.functions import Lower

from attune.library.models import Edition


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def active(self) -> Self:
        """Confirmed by the person and not ended."""
        return self.filter(ended_at=None).exclude(confirmed_at=None)


class Subscription(models.Model):
    """Somebody without an account asked for updates, confirmed by e-mail, and can end it with one click."""

    email = models.EmailField(max_length=254)
    token = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="subscription_once"),)


class SubscriptionTopic(models.Model):
    """One topic that a subscription asks for; no rows means all topics."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="topics")
    topic = models.CharField(max_length=80)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("subscription", "topic"), name="subscription_topic_once"),)


class Announcement(models.Model):
    """An edition was told to the subscribers: the row that keeps it from being told twice."""

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="announcement")
    at = models.DateTimeField()


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, at: datetime) -> Self:
        """Not sent, not given up, and to be tried by now."""
        return self.filter(sent_at=None, given_up_at=None, due_at__lte=at).order_by("due_at", "pk")


class Message(models.Model):
    """One e-mail to one person. `occasion` says what for: the same occasion is written once."""

    occasion = models.CharField(max_length=120, unique=True)
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    headers = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=200, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("sent_at", "due_at")),)
