"""Does the chain hold?"""

from dataclasses import dataclass

from attune.journal.chain import BEGINNING, digest_of
from attune.journal.models import Entry


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold."""

    number: int
    sentence: str


def breaks() -> list[Break]:
    """Every entry that was changed, is missing or was put in, in order; empty for a sound journal."""
    found: list[Break] = []
    expected, previous = 1, BEGINNING
    for entry in Entry.objects.order_by("number").iterator():
        if entry.number != expected:
            found.append(Break(expected, f"Entry {expected} is missing."))
        if entry.digest != _digest(entry):
            found.append(Break(entry.number, f"Entry {entry.number} was changed after it was written."))
        elif entry.number == expected and entry.previous != previous:
            found.append(Break(entry.number, f"Entry {entry.number} does not follow entry {expected - 1}."))
        expected, previous = entry.number + 1, entry.digest
    return found


def _digest(entry: Entry) -> str:
    return digest_of(
        number=entry.number,
        at=entry.at,
        deed=entry.deed,
        noun=entry.noun,
        noun_id=entry.noun_id,
        by_id=entry.by_id,
        detail=entry.detail,
        previous=entry.previous,
    )
