"""An employer verifies a certificate, without an account."""

import random
import re
from datetime import timedelta

import pytest
from django.core.cache import cache

from attune.credentials.actions import issue_certificate, revoke_certificate
from attune.credentials.numbers import draw_number
from attune.web.public.verify import MISSES
from tests.cast import THE_DAY
from tests.credentials.making import certified, completed, offered

UNKNOWN = "ATN-0000-0000-00"


@pytest.fixture(autouse=True)
def no_counts(db):
    cache.clear()


@pytest.fixture
def held(dana):
    return certified(dana, offered()["sample-series"])


def text(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_a_valid_certificate_says_all_that_an_employer_needs(client, held):
    page = client.get(f"/verify/{held.number}/")
    assert page.status_code == 200
    said = ("This certificate is valid", "Dana Reyes", "Supporting people well", "2 March 2026", "1.0 hours")
    for words in (*said, held.number, held.issuer):
        assert words in text(page)
    assert "edition 1" in text(page)
    assert "Listening well" in text(page)


def test_it_says_nothing_else_of_the_person(client, held, dana):
    page = text(client.get(f"/verify/{held.number}/"))
    assert dana.email not in page
    assert "Harbor County" not in page


def test_search_engines_do_not_keep_it(client, held):
    for address in (f"/verify/{held.number}/", f"/verify/{UNKNOWN}/"):
        page = client.get(address)
        assert page["X-Robots-Tag"] == "noindex"
    assert b'<meta name="robots" content="noindex">' in client.get(f"/verify/{held.number}/").content


def test_a_revoked_one_says_since_when_and_why(client, held, ruth):
    assert "holds today" in text(client.get(f"/verify/{held.number}/"))
    revoke_certificate(certificate=held, reason="record", by=ruth, at=THE_DAY + timedelta(days=9))
    page = text(client.get(f"/verify/{held.number}/"))
    assert "This certificate was revoked" in page
    assert "It does not hold since 11 March 2026" in page
    assert "The record that it rests on was corrected." in page
    assert "holds today" not in page
    assert "Ruth" not in page


def test_the_form_forgives_how_the_number_is_typed(client, held):
    typed = held.number.lower().replace("-", " ")
    answer = client.get("/verify/", {"number": f" {typed} "})
    assert (answer.status_code, answer["Location"]) == (303, f"/verify/{held.number}/")


def test_an_address_with_another_spelling_leads_to_the_one(client, held):
    answer = client.get(f"/verify/{held.number.lower()}/")
    assert (answer.status_code, answer["Location"]) == (303, f"/verify/{held.number}/")


def test_a_number_that_was_unknown_before_is_found_once_it_is_given_out(client, dana):
    listing = offered()["first-module"]
    number = draw_number(random.Random(5))
    assert client.get(f"/verify/{number}/").status_code == 404
    issue_certificate(completion=completed(dana, listing), at=THE_DAY, chance=random.Random(5))
    assert client.get(f"/verify/{number}/").status_code == 200


def test_an_unknown_number_is_said_kindly(client, held):
    page = client.get(f"/verify/{UNKNOWN}/")
    assert page.status_code == 404
    assert "No certificate has this number" in text(page)
    assert UNKNOWN in page.content.decode()  # what was typed stands in the field


@pytest.mark.parametrize(
    "typed", ["", "hello", "ATN", "x" * 5000, "\x00", "<script>alert(1)</script>", "' OR 1=1 --", "%s", "ATN-UUUU-UUUU-UU"]
)
def test_what_is_no_number_is_said_kindly(client, db, typed):
    page = client.get("/verify/", {"number": typed})
    assert page.status_code == 422
    assert "This is not a certificate number" in text(page)
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize("address", ["/verify/hello/", "/verify/%00/", "/verify/%3Cscript%3E/", "/verify/" + "x" * 3000 + "/"])
def test_an_address_that_is_no_number(client, db, address):
    assert client.get(address).status_code == 404


def test_guessing_is_slowed_down_and_verifying_is_not(client, held):
    for _ in range(MISSES):
        assert client.get(f"/verify/{UNKNOWN}/").status_code == 404
    page = client.get(f"/verify/{UNKNOWN}/")
    assert page.status_code == 429
    assert "Wait a quarter of an hour" in text(page)
    assert client.get(f"/verify/{held.number}/").status_code == 200
    assert client.get(f"/verify/{UNKNOWN}/", REMOTE_ADDR="203.0.113.9").status_code == 404


def test_one_household_of_ipv6_counts_as_one(client, held):
    for number in range(MISSES):
        client.get(f"/verify/{UNKNOWN}/", REMOTE_ADDR=f"2001:db8:1:2::{number:x}")
    assert client.get(f"/verify/{UNKNOWN}/", REMOTE_ADDR="2001:db8:1:2:ffff::1").status_code == 429
    assert client.get(f"/verify/{UNKNOWN}/", REMOTE_ADDR="2001:db8:1:3::1").status_code == 404


def test_it_costs_one_query_and_a_miss_no_more_than_eight(client, held, django_assert_num_queries, django_assert_max_num_queries):
    client.get(f"/verify/{held.number}/")
    with django_assert_num_queries(1):
        client.get(f"/verify/{held.number}/")
    with django_assert_num_queries(0):
        client.get("/verify/")
    with django_assert_max_num_queries(8):
        client.get(f"/verify/{UNKNOWN}/")


def test_it_is_for_reading_alone(client, held):
    assert client.post(f"/verify/{held.number}/").status_code == 405
