"""On a laptop without a mail server, staff read what would have been sent."""

import re

import pytest
from django.core.mail import EmailMessage, get_connection


@pytest.fixture
def demo(settings, tmp_path):
    settings.IS_DEMO = True
    settings.OUTBOX = tmp_path / "outbox"
    return settings


def send(subject="Please confirm", body="Open this:\nhttp://testserver/updates/confirm/abc/\n"):
    EmailMessage(
        subject, body, to=["k@b.example"], connection=get_connection("attune.outreach.outbox.OutboxBackend")
    ).send()


@pytest.fixture
def ruths(client, ruth):
    client.force_login(ruth)
    return client


def test_staff_find_a_message_and_follow_its_link(ruths, demo):
    send()
    page = ruths.get("/outbox/").content.decode()
    address = re.search(r'href="(/outbox/\d+-[0-9a-f]+\.eml/)"', page).group(1)
    assert "k@b.example" in page
    letter = ruths.get(address).content.decode()
    assert '<a href="http://testserver/updates/confirm/abc/"' in letter


def test_what_is_in_a_message_is_text(ruths, demo):
    send("<b>Hello</b>", "<script>alert(1)</script> javascript:alert(1)")
    page = ruths.get("/outbox/").content.decode()
    assert "<b>Hello" not in page
    address = re.search(r'href="(/outbox/\d+-[0-9a-f]+\.eml/)"', page).group(1)
    letter = ruths.get(address).content.decode()
    assert "<script>alert" not in letter
    assert 'href="javascript' not in letter


def test_an_empty_outbox_says_when_something_appears(ruths, demo):
    assert "Nothing was sent yet" in ruths.get("/outbox/").content.decode()


def test_it_does_not_exist_outside_a_demonstration(ruths, demo):
    send()
    demo.IS_DEMO = False
    assert ruths.get("/outbox/").status_code == 404
    (file,) = demo.OUTBOX.iterdir()
    assert ruths.get(f"/outbox/{file.name}/").status_code == 404


def test_it_is_for_staff_alone(client, demo, dana, maria):
    send()
    (file,) = demo.OUTBOX.iterdir()
    for address in ("/outbox/", f"/outbox/{file.name}/"):
        client.logout()
        assert client.get(address).status_code == 302
        for person in (dana, maria):
            client.force_login(person)
            assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["x", "..", "%2e%2e%2fsecret_key", "%00", "00000000000000000000-00000000.eml"])
def test_only_what_was_sent_is_read(ruths, demo, name):
    assert ruths.get(f"/outbox/{name}/").status_code == 404


def test_other_files_in_the_folder_are_not_shown(ruths, demo):
    send()
    (demo.OUTBOX / "secret.eml").write_text("Subject: Secret\n\nNo")
    assert "Secret" not in ruths.get("/outbox/").content.decode()
