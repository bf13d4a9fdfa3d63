"""Writing a message: one row for one occasion, safe to send."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.utils.crypto import salted_hmac

from attune.kit import Refused
from attune.outreach.models import Message, Subscription

LONGEST_SUBJECT = 200
HOST = settings.ORIGIN.partition("://")[2].partition(":")[0]


def write(
    *,
    occasion: str,
    to: str,
    subject: str,
    body: str,
    at: datetime,
    headers: Mapping[str, str] | None = None,
    subscription: Subscription | None = None,
) -> Message:
    """Puts a message in the queue, or gives the one that was written for this occasion before.

    Raises Refused(422) when `to` is no address. Subjects are seen on locked screens: plain titles only.
    """
    message, _ = Message.objects.get_or_create(
        occasion=occasion, defaults=fields_of(to=to, subject=subject, body=body, at=at, headers=headers, subscription=subscription)
    )
    return message


def fields_of(
    *, to: str, subject: str, body: str, at: datetime, headers: Mapping[str, str] | None, subscription: Subscription | None
) -> dict[str, object]:
    """The columns of a message beside its occasion."""
    return {
        "to": _address(to),
        "subject": one_line(subject),
        "body": body,
        "headers": {name: one_line(text, at_most=900) for name, text in (headers or {}).items()},
        "subscription": subscription,
        "made_at": at,
        "due_at": at,
    }


def _address(to: str) -> str:
    """Whoever brings an address in from outside checks it well; here it only must not end its header."""
    if "@" not in to or not to.isprintable():
        raise Refused("This is not an address that mail can be sent to.", status=422)
    return to


def one_line(text: str, *, at_most: int = LONGEST_SUBJECT) -> str:
    """No line breaks and no control characters: nothing that could begin another header (RFC 5322 §2.2)."""
    line = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return line if len(line) <= at_most else line[: at_most - 1].rstrip() + "…"


def message_id(message: Message) -> str:
    """The same for every try of one occasion, so that a mailbox can tell a duplicate (RFC 5322 §3.6.4)."""
    return f"<{salted_hmac('attune.outreach.message', message.occasion, algorithm='sha256').hexdigest()[:40]}@{HOST}>"


def list_headers(token: str) -> dict[str, str]:
    """What lets a mailbox offer "unsubscribe" beside the sender's name (RFC 2369, RFC 8058 §3.1)."""
    return {
        "List-Unsubscribe": f"<{settings.ORIGIN}/updates/end/{token}/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
