"""A person's own certificates and transcript; nobody else's exist."""

import re
from datetime import timedelta

import pytest

from attune.credentials.actions import revoke_certificate
from tests.cast import THE_DAY
from tests.credentials.making import certified, completed, offered


@pytest.fixture
def danas(client, dana):
    client.force_login(dana)
    return client


@pytest.fixture
def on_offer(db):
    return offered()


@pytest.fixture
def held(dana, on_offer):
    return certified(dana, on_offer["sample-series"])


def text(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_the_holder_sees_it(danas, held):
    page = danas.get(f"/certificates/{held.number}/")
    for words in (held.number, "Dana Reyes", "Supporting people well", "2 March 2026", "1.0 hours", "Keeping contact"):
        assert words in text(page)
    assert f'href="http://testserver/verify/{held.number}/"' in page.content.decode()
    assert "<svg" in page.content.decode()


def test_the_browsers_title_gives_nothing_away(danas, held):
    page = danas.get(f"/certificates/{held.number}/").content.decode()
    assert "<title>Certificate: A professional series · Attune</title>" in page


def test_the_pdf_is_theirs_too(danas, held):
    page = danas.get(f"/certificates/{held.number}.pdf")
    assert page["Content-Type"] == "application/pdf"
    assert page["Content-Disposition"] == f'inline; filename="{held.number}.pdf"'
    assert page["Cache-Control"] == "private, no-cache"
    assert page.content.startswith(b"%PDF-1.7")


def test_for_others_it_does_not_exist(client, held, sam, ruth):
    for person in (sam, ruth):
        client.force_login(person)
        for address in (f"/certificates/{held.number}/", f"/certificates/{held.number}.pdf"):
            assert client.get(address).status_code == 404


@pytest.mark.parametrize("number", ["ATN-0000-0000-00", "x", "%00", "x" * 3000])
def test_a_number_that_is_nobodys(danas, number):
    for address in (f"/certificates/{number}/", f"/certificates/{number}.pdf"):
        assert danas.get(address).status_code == 404


def test_signed_out_leads_to_the_door_and_back(client, held):
    for address in (f"/certificates/{held.number}/", f"/certificates/{held.number}.pdf", "/me/transcript/"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"] == f"/account/login/?next={address}"


def test_a_revoked_one_says_so_and_hands_out_no_pdf(danas, held, ruth):
    revoke_certificate(certificate=held, reason="error", by=ruth, at=THE_DAY + timedelta(days=9))
    page = danas.get(f"/certificates/{held.number}/")
    assert "does not hold since 11 March 2026" in text(page)
    assert "Open as PDF" not in text(page)
    answer = danas.get(f"/certificates/{held.number}.pdf")
    assert answer.status_code == 409
    assert "was revoked" in text(answer)


def test_a_name_with_markup_is_text(danas, dana, on_offer):
    dana.name = "<b>Dana</b> & \u05d0"
    dana.save()
    page = danas.get(f"/certificates/{certified(dana, on_offer['first-module']).number}/").content.decode()
    assert "&lt;b&gt;Dana&lt;/b&gt; &amp; \u05d0" in page


def test_the_transcript(danas, dana, on_offer, held, ruth):
    completed(dana, on_offer["first-module"])
    revoke_certificate(certificate=certified(dana, on_offer["second-module"]), reason="error", by=ruth, at=THE_DAY + timedelta(days=9))
    page = text(danas.get("/me/transcript/"))
    for words in ("Supporting people well", held.number, "Listening well", "Being made", "Keeping contact", "Revoked 11 Mar 2026"):
        assert words in page
    assert "What this page does not say" in page
    assert "not measured time" in page


def test_an_empty_transcript_says_what_will_stand_there(danas):
    assert "Nothing is recorded yet" in text(danas.get("/me/transcript/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_the_same_for_one_row_and_for_three(danas, dana, on_offer, rows, django_assert_num_queries):
    for number in range(rows):
        certified(dana, on_offer["first-module"], at=THE_DAY + timedelta(days=number))
    with django_assert_num_queries(3):  # session, person with roles, the transcript
        danas.get("/me/transcript/")


def test_the_certificate_costs_three_queries(danas, held, django_assert_num_queries):
    with django_assert_num_queries(3):
        danas.get(f"/certificates/{held.number}/")
