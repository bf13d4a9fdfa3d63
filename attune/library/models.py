"""Works, their editions and the files these are made of."""

from typing import Self

from django.db import models

from attune.people.models import Person


class Work(models.Model):
    """A series or a module, through all its editions. `slug` is the id that its files give it."""

    class Kind(models.TextChoices):
        SERIES = "series", "Series"
        MODULE = "module", "Module"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    slug = models.CharField(max_length=80, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.slug


class Asset(models.Model):
    """The content of a file, stored once under its SHA-256."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()

    @property
    def storage_name(self) -> str:
        """Where the content lies in the file storage."""
        return f"assets/{self.sha256[:2]}/{self.sha256}"


class EditionQuerySet(models.QuerySet["Edition"]):
    def on_offer(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawal=None)


class Edition(models.Model):
    """A work's files under one fingerprint. Frozen by the database; superseded or withdrawn, never changed."""

    work = models.ForeignKey(Work, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    plain_title = models.CharField(max_length=200)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ("work", "number")
        constraints = (
            models.UniqueConstraint(fields=("work", "number"), name="edition_number_once"),
            models.UniqueConstraint(fields=("work", "fingerprint"), name="edition_fingerprint_once"),
        )

    def __str__(self) -> str:
        return f"{self.title}, edition {self.number}"


class EditionFile(models.Model):
    """One path of an edition and the content it holds. Frozen."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="files")
    path = models.CharField(max_length=255)
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("path",)
        constraints = (models.UniqueConstraint(fields=("edition", "path"), name="edition_path_once"),)


class Withdrawal(models.Model):
    """An edition is taken back: nobody new begins it; those under way may finish."""

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="withdrawal")
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
