"""Mail without a mail server: each message is a file in a folder, and can be read there."""

import email
import os
import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

NAME = re.compile(r"\d{20}-[0-9a-f]{8}\.eml")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in the folder. `name` is its file's."""

    name: str
    to: str
    subject: str
    sent_at: datetime | None
    body: str


class OutboxBackend(BaseEmailBackend):
    """Django's door for mail, opened by settings.EMAIL_BACKEND when EMAIL_URL is unset. Raises OSError when it cannot write."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            put(settings.OUTBOX, message.message().as_bytes())
        return len(email_messages)


def put(folder: Path, content: bytes) -> Path:
    """One file, readable by its owner alone, named so that names sort by time and tell nothing. It is whole or not there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"{time.time_ns():020}-{secrets.token_hex(4)}.eml"
    half = file.with_suffix(".half")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(content)
    return half.replace(file)


def letters(folder: Path, *, at_most: int) -> list[Letter]:
    """The latest first."""
    names = sorted((file.name for file in folder.glob("*.eml") if NAME.fullmatch(file.name)), reverse=True)
    return [found for name in names[:at_most] if (found := letter(folder, name))]


def letter(folder: Path, name: str) -> Letter | None:
    """None when there is no such message; a name that this room did not give is never looked for."""
    if not NAME.fullmatch(name):
        return None
    try:
        content = (folder / name).read_bytes()
    except FileNotFoundError:
        return None
    message = email.message_from_bytes(content, policy=policy.default)
    part = message.get_body(("plain",))
    return Letter(
        name=name,
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        sent_at=_moment(message["Date"]),
        body=part.get_content() if part else "",
    )


def _moment(date: Any) -> datetime | None:
    """Django writes the zone as -0000, which is read as no zone at all (RFC 5322 §3.3): it is UTC."""
    moment = getattr(date, "datetime", None)
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
