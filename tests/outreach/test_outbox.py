"""Mail without a mail server lies in a folder, whole, for its owner alone."""

import stat
from datetime import UTC, datetime

import pytest
from django.core.mail import EmailMessage

from attune.outreach.outbox import NAME, OutboxBackend, letter, letters, put


@pytest.fixture
def folder(tmp_path, settings):
    settings.OUTBOX = tmp_path / "home" / "outbox"
    return settings.OUTBOX


def send(subject="Hello", to="a@b.example", body="See http://testserver/x/\n"):
    return OutboxBackend().send_messages([EmailMessage(subject, body, to=[to])])


def test_a_message_is_one_file_that_others_cannot_read(folder):
    assert send() == 1
    (file,) = folder.iterdir()
    assert NAME.fullmatch(file.name)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_it_is_read_back(folder):
    send("Grüße", "Jörg <j@b.example>", "Ein Satz, der lang genug ist, um umbrochen zu werden. " * 4 + "http://testserver/x/" + "y" * 99)
    (found,) = letters(folder, at_most=10)
    assert found.subject == "Grüße"
    assert found.to == "Jörg <j@b.example>"
    assert "http://testserver/x/" + "y" * 99 in found.body
    assert abs((datetime.now(UTC) - found.sent_at).total_seconds()) < 60


def test_the_latest_comes_first_and_the_rest_stays_in_the_folder(folder):
    for number in range(5):
        send(f"Number {number}")
    assert [one.subject for one in letters(folder, at_most=3)] == ["Number 4", "Number 3", "Number 2"]


def test_a_message_with_two_bodies_is_read_in_plain_words(folder):
    message = EmailMessage("Hello", "Plain", to=["a@b.example"])
    message.attach("more.html", "<b>Rich</b>", "text/html")
    OutboxBackend().send_messages([message])
    assert letters(folder, at_most=1)[0].body.strip() == "Plain"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00garbage", b"Date: never\nSubject: =?x?\n\n\xff", b"Content-Type: text/html\n\n<b>"])
def test_a_broken_file_is_read_as_far_as_it_goes(folder, content):
    put(folder, content)
    assert len(letters(folder, at_most=5)) == 1


@pytest.mark.parametrize("name", ["../secret_key", "x.eml", "", "00000000000000000000-00000000.eml", "a" * 300 + ".eml"])
def test_a_name_that_was_not_given_here_is_not_looked_for(folder, name):
    send()
    assert letter(folder, name) is None


def test_a_folder_that_is_not_there_is_empty(folder):
    assert letters(folder, at_most=5) == []
