"""Against a real mail server: plain, with a password, with STARTTLS, refusing, and away."""

import socket
import ssl
import subprocess
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.core.mail import get_connection

from attune.config.addresses import mail_from
from attune.outreach.delivery import WAITS
from attune.outreach.jobs import send_due
from attune.outreach.letters import list_headers, write
from attune.outreach.models import Message
from tests.cast import THE_DAY

pytestmark = pytest.mark.django_db


class Mailbox:
    """Takes what is sent, but not for `refused`."""

    def __init__(self, refused=None, code=550):
        self.taken, self.refused, self.code, self.sessions = [], refused, code, set()

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # aiosmtpd's name
        if address == self.refused:
            return f"{self.code} 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.taken.append((tuple(envelope.rcpt_tos), message_from_bytes(envelope.content)))
        self.sessions.add(session.peer)
        return "250 OK"


@contextmanager
def mail_server(mailbox, **words):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **words)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def line_to(port, scheme="smtp", login=""):
    """The connection that EMAIL_URL gives."""
    words = mail_from(f"{scheme}://{login}127.0.0.1:{port}")
    named = {"host": "HOST", "port": "PORT", "username": "HOST_USER", "password": "HOST_PASSWORD", "use_tls": "USE_TLS"}
    options = {ours: words[f"EMAIL_{theirs}"] for ours, theirs in named.items()}
    return get_connection(words["EMAIL_BACKEND"], timeout=5, **options)


def queue(*addresses):
    return [
        write(
            occasion=f"test:{address}", to=address, subject="Grüße — news", body="Zeile eins\n.\nZeile drei\n", at=THE_DAY,
            headers=list_headers("token"),
        )
        for address in addresses
    ]  # fmt: skip


def test_it_arrives_whole_with_its_headers_over_one_connection():
    mailbox = Mailbox()
    queue("a@b.example", "c@d.example")
    with mail_server(mailbox) as port:
        assert send_due(at=THE_DAY, connection=line_to(port)) == 2
    (to, message), _ = mailbox.taken
    assert to == ("a@b.example",)
    assert str(message["List-Unsubscribe"]) == "<http://testserver/updates/end/token/>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Message-ID"]
    assert message["Date"]
    assert message.get_payload(decode=True).decode().splitlines() == ["Zeile eins", ".", "Zeile drei"]
    assert len(mailbox.sessions) == 1


def test_a_refused_address_does_not_hold_up_the_others():
    mailbox = Mailbox(refused="gone@b.example")
    gone, _here = queue("gone@b.example", "here@b.example")
    with mail_server(mailbox) as port:
        assert send_due(at=THE_DAY, connection=line_to(port)) == 1
    gone.refresh_from_db()
    assert gone.given_up_at == THE_DAY
    assert gone.trouble == "550 5.1.1 no such mailbox"
    assert [to for to, _ in mailbox.taken] == [("here@b.example",)]


def test_a_full_mailbox_is_tried_again():
    (full,) = queue("full@b.example")
    with mail_server(Mailbox(refused="full@b.example", code=452)) as port:
        send_due(at=THE_DAY, connection=line_to(port))
    full.refresh_from_db()
    assert full.due_at == THE_DAY + WAITS[0]


def test_a_server_that_is_down_is_tried_again_and_nothing_is_lost():
    queue("a@b.example", "c@d.example")
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        pass
    assert send_due(at=THE_DAY, connection=line_to(port)) == 0
    assert "ConnectionRefusedError" in Message.objects.order_by("pk")[0].trouble
    with mail_server(mailbox) as port:
        assert send_due(at=THE_DAY + timedelta(minutes=2), connection=line_to(port)) == 2


def check_password(server, session, envelope, mechanism, given):
    return AuthResult(success=(given.login, given.password) == (b"attune@x", b"p@ss/word"))


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # the server's own advice
@pytest.mark.parametrize(("login", "sent"), [("attune%40x:p%40ss%2Fword@", 1), ("attune%40x:wrong@", 0)])
def test_with_a_password(login, sent):
    queue("a@b.example")
    mailbox = Mailbox()
    with mail_server(mailbox, authenticator=check_password, auth_required=True, auth_require_tls=False) as port:
        assert send_due(at=THE_DAY, connection=line_to(port, login=login)) == sent
    assert len(mailbox.taken) == sent
    assert Message.objects.get().given_up_at is None  # a wrong password is ours to mend, not the message's end


@pytest.fixture
def certificate(tmp_path):
    key, public = tmp_path / "key.pem", tmp_path / "public.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", public],
        check=True, capture_output=True,
    )  # fmt: skip
    return key, public


def test_with_starttls_and_a_server_that_is_who_it_says(certificate):
    key, public = certificate
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(public, key)
    queue("a@b.example")
    mailbox = Mailbox()
    with mail_server(mailbox, tls_context=context, require_starttls=True) as port:
        assert send_due(at=THE_DAY, connection=line_to(port, "smtp+tls")) == 0  # nobody vouches for this server
        assert mailbox.taken == []
        assert "CERTIFICATE_VERIFY_FAILED" in Message.objects.get().trouble
        trusting = line_to(port, "smtp+tls")
        trusting.ssl_context = ssl.create_default_context(cafile=public)
        assert send_due(at=THE_DAY + timedelta(hours=1), connection=trusting) == 1


def test_an_injected_header_never_reaches_the_server():
    (message,) = queue("a@b.example")
    Message.objects.filter(pk=message.pk).update(to="a@b.example\r\nRCPT TO:<c@d.example>")
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        assert send_due(at=THE_DAY, connection=line_to(port)) == 0
    assert mailbox.taken == []
    message.refresh_from_db()
    assert message.given_up_at == THE_DAY
