"""The one verb of the journal: record."""

from datetime import datetime
from typing import Any

from django.db import connection, models

from attune.journal.chain import BEGINNING, digest_of
from attune.journal.models import Entry

CHAIN_LOCK = 0x61747475  # any fixed number; PostgreSQL's advisory lock for the end of the chain


def record(
    *, deed: str, noun: models.Model, by: models.Model | None, at: datetime, detail: dict[str, Any] | None = None
) -> Entry:
    """Append a deed to the chain, inside the caller's transaction: both are kept, or neither.

    `detail` holds ids and short facts: no names, no addresses, no free text.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a deed is recorded inside the transaction that does it")
    _hold_the_end_of_the_chain()
    last = Entry.objects.order_by("-number").values_list("number", "digest").first()
    number, previous = (last[0] + 1, last[1]) if last else (1, BEGINNING)
    content: dict[str, Any] = {
        "number": number,
        "at": at,
        "deed": deed,
        "noun": noun._meta.label_lower,
        "noun_id": str(noun.pk),
        "by_id": by.pk if by else None,
        "detail": detail or {},
        "previous": previous,
    }
    return Entry.objects.create(**content, digest=digest_of(**content))


def _hold_the_end_of_the_chain() -> None:
    # SQLite's write transactions are already one at a time (BEGIN IMMEDIATE).
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
