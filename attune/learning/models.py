"""Who takes what, what happened, and what it adds up to."""

import uuid
from typing import Self

from django.db import models

from attune.library.models import Edition, Work
from attune.people.models import Person


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, person: Person) -> Self:
        """A person's own; nobody else's exist for them."""
        return self.filter(person=person)

    def in_progress(self) -> Self:
        return self.filter(completion=None, ended_at=None)

    def for_play(self) -> Self:
        """With the audience of the listing and the series' edition, and no column more: every page of the player asks this."""
        return self.select_related("work__listing__series", "completion").only(*PLAYED).order_by("-number")


PLAYED = (
    "person", "work", "edition", "number", "started_at", "ended_at", "completion__enrolment", "completion__completed_at",
    "work__kind", "work__listing__work", "work__listing__audience", "work__listing__roles", "work__listing__series__edition",
)  # fmt: skip


class Enrolment(models.Model):
    """A person taking a work, on the edition it began with. A renewal is a new row with the next number."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments")
    work = models.ForeignKey(Work, models.PROTECT, related_name="enrolments")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "work", "number"), name="enrolment_once"),)


class Attempt(models.Model):
    """One go at one component of the enrolment's edition."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attempts")
    component = models.CharField(max_length=80)
    number = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("enrolment", "component", "number"), name="attempt_once"),)


class Happening(models.Model):
    """One thing that took place in an attempt. Frozen.

    `key` is the idempotency key of the deed that caused it (on the first of its happenings, else empty): the
    same deed sent twice cannot happen twice.
    """

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="happenings")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    body = models.JSONField(default=dict)
    at = models.DateTimeField()
    key = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("attempt", "number")
        constraints = (
            models.UniqueConstraint(fields=("attempt", "number"), name="happening_number_once"),
            models.UniqueConstraint(fields=("attempt", "key"), condition=~models.Q(key=""), name="happening_key_once"),
        )


class Completion(models.Model):
    """What the happenings add up to under the edition's rule: computed, explainable, recomputable."""

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="completion")
    completed_at = models.DateTimeField()
    explanation = models.JSONField(default=list)


class EvaluationTally(models.Model):
    """How often an answer was given. Nothing here or elsewhere says by whom, or which answers came together."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    component = models.CharField(max_length=80)
    question = models.CharField(max_length=80)
    option = models.CharField(max_length=80)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("edition", "component", "question", "option"), name="tally_once"),
        )


class EvaluationComment(models.Model):
    """A comment, with the month it came in and a random key: no person, no hour, no order."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    component = models.CharField(max_length=80)
    question = models.CharField(max_length=80)
    text = models.TextField(max_length=2000)
    month = models.DateField()
