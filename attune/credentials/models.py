"""Certificates and the credit they carry."""

from typing import Self

from django.db import models

from attune.learning.models import Enrolment
from attune.people.models import Person


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(person=person)


class Certificate(models.Model):
    """An immutable snapshot of what was earned, in text that is meant to last. Frozen.

    `covers` lists what the work taught, as the edition says it: a module's objectives, a series' modules.
    `credits` is a list of {"kind", "body", "hours"}; hours are text so that they stay exact.
    """

    number = models.CharField(max_length=20, unique=True)
    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="certificate")
    person = models.ForeignKey(Person, models.PROTECT, related_name="certificates")
    name = models.CharField(max_length=120)
    issuer = models.CharField(max_length=160)
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    plain_title = models.CharField(max_length=200)
    edition_number = models.PositiveIntegerField()
    edition_fingerprint = models.CharField(max_length=64)
    minutes = models.PositiveIntegerField()
    covers = models.JSONField(default=list)
    credits = models.JSONField(default=list)
    completed_at = models.DateTimeField()
    issued_at = models.DateTimeField()

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ("-issued_at", "-pk")

    def __str__(self) -> str:
        return self.number


class Revocation(models.Model):
    """A certificate no longer holds; its page says so, since when and why. Frozen.

    The reason is one of a few sentences that anyone may read: there is no room for a word about the person.
    """

    class Reason(models.TextChoices):
        ERROR = "error", "It was issued in error."
        RECORD = "record", "The record that it rests on was corrected."
        REPLACED = "replaced", "Another certificate takes its place."
        HOLDER = "holder", "The holder asked for it."

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="revocation")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
