"""Who did what, when: one chain of frozen rows."""

from django.db import models


class Entry(models.Model):
    """One deed. It names persons and nouns by id alone, so it can be kept when a name must go."""

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    deed = models.CharField(max_length=60)
    noun = models.CharField(max_length=60)
    noun_id = models.CharField(max_length=64)
    by_id = models.PositiveBigIntegerField(null=True)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("number",)
        indexes = (models.Index(fields=("noun", "noun_id")), models.Index(fields=("by_id", "at")))

    def __str__(self) -> str:
        return f"{self.number} {self.deed} {self.noun}:{self.noun_id}"
