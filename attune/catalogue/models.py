"""What is on offer, and to whom."""

from typing import Self

from django.db import models

from attune.library.models import Edition, Work


class ListingQuerySet(models.QuerySet["Listing"]):
    def visible(self) -> Self:
        """What the public pages show: everyone may read what there is; the audience says who may take it."""
        return self.filter(hidden_at=None, edition__withdrawal=None)

    def series(self) -> Self:
        return self.filter(work__kind=Work.Kind.SERIES).order_by("title")


class Listing(models.Model):
    """A work's place in the catalogue: the edition on offer and the audience it is open to.

    What the pages need is copied from the edition, so that nobody reads a course to draw a list.
    `revision` is the journal's number of the deed that last changed it: it only ever grows.
    """

    class Audience(models.TextChoices):
        EVERYONE = "everyone", "Everyone"
        SIGNED_IN = "signed-in", "Everyone with an account"
        VETTED = "vetted", "Vetted professionals"
        ROLES = "roles", "Vetted professionals in given roles"

    work = models.OneToOneField(Work, models.PROTECT, related_name="listing")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    series = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="modules")
    position = models.PositiveIntegerField(default=0)
    audience = models.CharField(max_length=12, choices=Audience.choices)
    title = models.CharField(max_length=200)
    plain_title = models.CharField(max_length=200)
    summary = models.TextField()
    objectives = models.JSONField(default=list)
    minutes = models.PositiveIntegerField()
    component_count = models.PositiveIntegerField(default=0)
    roles = models.JSONField(default=list)
    listed_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveBigIntegerField(db_index=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        ordering = ("series_id", "position")

    def __str__(self) -> str:
        return self.title


class ListingTopic(models.Model):
    """A topic that a listing covers; the catalogue's facet."""

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="topics")
    topic = models.CharField(max_length=80, db_index=True)
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("listing", "topic"), name="topic_once"),)


class ListingRole(models.Model):
    """A role that a listing is meant for; the catalogue's facet."""

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="role_rows")
    role = models.CharField(max_length=30, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("listing", "role"), name="role_once"),)
