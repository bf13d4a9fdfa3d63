"""Taking messages to the mail server: claim, send, mark.

A claim is one UPDATE that counts the try and moves `due_at` out of reach of other workers; no transaction is open
while the mail server is spoken to. Who is killed after the server accepted and before the mark was written causes
one duplicate, under the same Message-ID, when the claim has run out. Nothing is lost.
"""

import contextlib
import re
import smtplib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F

from attune.outreach.letters import message_id
from attune.outreach.models import Message

CLAIM = timedelta(minutes=15)  # longer than a whole run of jobs.AT_MOST messages at the connection's time limit
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440))


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a message was not taken. `is_final`: trying again is no use. `is_the_servers`: nor is the next message."""

    sentence: str
    is_final: bool = False
    is_the_servers: bool = False


def send(keys: Iterable[int], *, at: datetime, connection: BaseEmailBackend) -> int:
    """How many of these messages were sent. Failures wait longer each time, and are given up after the last wait."""
    sent = 0
    try:
        for key in keys:
            message = _claim(key, at)
            if message is None:
                continue
            trouble = _hand_over(message, connection)
            _mark(message, trouble, at)
            sent += trouble is None
            if trouble and trouble.is_the_servers:
                break
    finally:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            connection.close()
    return sent


def email_of(message: Message, connection: BaseEmailBackend | None = None) -> EmailMessage:
    """The e-mail itself. RFC 3834 §5: Auto-Submitted keeps answering machines quiet."""
    headers = {**message.headers, "Message-ID": message_id(message), "Auto-Submitted": "auto-generated"}
    return EmailMessage(message.subject, message.body, to=[message.to], headers=headers, connection=connection)


def _claim(key: int, at: datetime) -> Message | None:
    claimed = Message.objects.waiting().filter(pk=key, due_at__lte=at).update(due_at=at + CLAIM, tries=F("tries") + 1)
    return Message.objects.get(pk=key) if claimed else None


def _hand_over(message: Message, connection: BaseEmailBackend) -> Trouble | None:
    """None when the server took it."""
    try:
        connection.open()
        connection.send_messages([email_of(message, connection)])
    except smtplib.SMTPRecipientsRefused as refusal:
        code, said = next(iter(refusal.recipients.values()))
        return Trouble(_said(code, said), is_final=code >= 500)
    except smtplib.SMTPDataError as refusal:
        return Trouble(_said(refusal.smtp_code, refusal.smtp_error), is_final=refusal.smtp_code >= 500)
    except (smtplib.SMTPException, OSError) as error:  # before ValueError: a certificate nobody vouches for is both
        return Trouble(f"{type(error).__name__}: {error}", is_the_servers=True)
    except ValueError as error:  # a header or an address that cannot be written (Django's BadHeaderError)
        return Trouble(str(error), is_final=True)
    return None


def _mark(message: Message, trouble: Trouble | None, at: datetime) -> None:
    row = Message.objects.filter(pk=message.pk)
    said = _without_address(trouble.sentence, message.to)[:200] if trouble else ""
    if trouble is None:
        row.update(sent_at=at, trouble="")
    elif trouble.is_final or message.tries > len(WAITS):
        row.update(given_up_at=at, trouble=said)
    else:
        row.update(due_at=at + WAITS[message.tries - 1], trouble=said)


def _without_address(sentence: str, address: str) -> str:
    """Servers like to quote it; it is erased from the row when a subscription ends, so it must not stay here."""
    return re.sub(re.escape(address), "(address)", sentence, flags=re.IGNORECASE) if address else sentence


def _said(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
