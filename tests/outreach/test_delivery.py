"""What was accepted is sent: claimed, sent, marked; failures wait, and end with a reason."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend

from attune.outreach.delivery import CLAIM, WAITS, email_of
from attune.outreach.jobs import send_due
from attune.outreach.letters import write
from attune.outreach.models import Message
from tests.cast import THE_DAY

pytestmark = pytest.mark.django_db


class Line(BaseEmailBackend):
    """A mail server's line that does as it is told: `script` holds an exception or None for each message."""

    def __init__(self, *script):
        super().__init__()
        self.script, self.taken, self.is_closed = list(script), [], False

    def send_messages(self, email_messages):
        outcome = self.script.pop(0) if self.script else None
        if isinstance(outcome, BaseException):
            raise outcome
        self.taken += email_messages
        return len(email_messages)

    def close(self):
        self.is_closed = True


class Killed(BaseException):
    """The process ends here."""


def queue(number=1, **changes):
    words = {"subject": "Hello", "body": "Text", "at": THE_DAY, "to": "a@b.example"}
    return [write(occasion=f"test:{n}", **{**words, **changes}) for n in range(number)]


def refreshed(message):
    return Message.objects.get(pk=message.pk)


def test_what_is_due_is_sent_and_marked_once():
    queue(3)
    line = Line()
    assert send_due(at=THE_DAY, connection=line) == 3
    assert send_due(at=THE_DAY, connection=line) == 0
    assert len(line.taken) == 3
    assert line.is_closed
    assert set(Message.objects.values_list("sent_at", flat=True)) == {THE_DAY}


def test_without_a_line_it_uses_djangos():
    queue()
    assert send_due(at=THE_DAY) == 1
    assert mail.outbox[0].to == ["a@b.example"]


def test_what_is_not_due_waits():
    queue(at=THE_DAY + timedelta(hours=1))
    assert send_due(at=THE_DAY, connection=Line()) == 0


def test_the_message_has_one_id_for_all_its_tries():
    (message,) = queue()
    line = Line(smtplib.SMTPServerDisconnected("gone"))
    send_due(at=THE_DAY, connection=line)
    send_due(at=THE_DAY + timedelta(hours=1), connection=line)
    first, again = email_of(message), line.taken[0]
    assert first.message()["Message-ID"] == again.message()["Message-ID"]
    assert first.message()["Message-ID"].endswith("@testserver>")
    assert "test" not in first.message()["Message-ID"].partition("@")[0]
    assert first.message()["Auto-Submitted"] == "auto-generated"


def test_each_failure_waits_longer_and_the_last_is_given_up():
    (message,) = queue()
    at, waits = THE_DAY, []
    while refreshed(message).given_up_at is None:
        send_due(at=at, connection=Line(smtplib.SMTPRecipientsRefused({"a@b.example": (451, b"later")})))
        waits.append(refreshed(message).due_at - at)
        at = refreshed(message).due_at
    assert waits[: len(WAITS)] == list(WAITS)
    assert refreshed(message).tries == len(WAITS) + 1
    assert refreshed(message).trouble == "451 later"
    assert refreshed(message).sent_at is None
    assert send_due(at=at + timedelta(days=9), connection=Line()) == 0


@pytest.mark.parametrize(
    "trouble",
    [smtplib.SMTPRecipientsRefused({"a@b.example": (550, b"no such mailbox")}), smtplib.SMTPDataError(554, b"not wanted")],
)
def test_a_final_no_is_given_up_at_once_and_the_others_are_sent(trouble):
    first, second = queue(2)
    assert send_due(at=THE_DAY, connection=Line(trouble)) == 1
    assert refreshed(first).given_up_at == THE_DAY
    assert refreshed(first).trouble[:3] in ("550", "554")
    assert refreshed(second).sent_at == THE_DAY


def test_what_the_server_said_is_kept_without_the_address():
    [message] = queue(1)
    said = f"5.1.1 <{message.to.upper()}>: no such mailbox".encode()
    send_due(at=THE_DAY, connection=Line(smtplib.SMTPRecipientsRefused({message.to: (550, said)})))
    assert refreshed(message).trouble == "550 5.1.1 <(address)>: no such mailbox"


@pytest.mark.parametrize(
    "trouble",
    [
        ConnectionRefusedError("down"),
        TimeoutError("slow"),
        smtplib.SMTPServerDisconnected("gone"),
        smtplib.SMTPAuthenticationError(535, b"who are you"),
        smtplib.SMTPSenderRefused(550, b"not you", "attune@localhost"),
    ],
)
def test_a_server_that_is_away_costs_one_try_of_one_message(trouble):
    first, second = queue(2)
    assert send_due(at=THE_DAY, connection=Line(trouble)) == 0
    assert (refreshed(first).tries, refreshed(second).tries) == (1, 0)
    assert refreshed(first).given_up_at is None
    assert send_due(at=THE_DAY + WAITS[0], connection=Line()) == 2


def test_who_is_killed_between_sending_and_marking_causes_one_duplicate():
    (_message,) = queue()
    line = Line()
    original = line.send_messages

    def send_and_die(messages):
        original(messages)
        raise Killed

    line.send_messages = send_and_die
    with pytest.raises(Killed):
        send_due(at=THE_DAY, connection=line)
    line.send_messages = original
    assert send_due(at=THE_DAY + CLAIM - timedelta(seconds=1), connection=line) == 0
    assert send_due(at=THE_DAY + CLAIM, connection=line) == 1
    assert send_due(at=THE_DAY + 9 * CLAIM, connection=line) == 0
    assert len(line.taken) == 2
    assert len({one.message()["Message-ID"] for one in line.taken}) == 1


def test_two_workers_do_not_send_the_same_message():
    queue(2)
    other = Line()

    class Slow(Line):
        def send_messages(self, email_messages):
            send_due(at=THE_DAY, connection=other)  # another worker runs while this one talks to the server
            return super().send_messages(email_messages)

    slow = Slow()
    send_due(at=THE_DAY, connection=slow)
    assert len(slow.taken) + len(other.taken) == 2


def test_a_message_that_cannot_be_written_is_given_up_with_its_reason():
    first, second = queue(2)
    Message.objects.filter(pk=first.pk).update(subject="Hello\nBcc: all@x.example")
    assert send_due(at=THE_DAY, connection=Writing()) == 1
    assert "Header values" in refreshed(first).trouble
    assert refreshed(second).sent_at == THE_DAY


class Writing(Line):
    """Writes each message out, as every real backend does."""

    def send_messages(self, email_messages):
        for message in email_messages:
            message.message()
        return super().send_messages(email_messages)
