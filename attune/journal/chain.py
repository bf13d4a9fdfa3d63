"""How one entry is tied to the one before it. Pure: text in, digest out."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

BEGINNING = "0" * 64


def digest_of(
    *, number: int, at: datetime, deed: str, noun: str, noun_id: str, by_id: int | None, detail: dict[str, Any], previous: str
) -> str:
    """SHA-256 (hex) over the entry's content and its predecessor's digest, as canonical JSON."""
    content = [number, at.astimezone(UTC).isoformat(), deed, noun, noun_id, by_id, detail, previous]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
