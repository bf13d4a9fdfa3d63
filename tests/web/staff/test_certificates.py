"""Staff revoke a certificate, for a reason that everybody may read."""

import re

import pytest

from attune.credentials.models import Revocation
from tests.credentials.making import certified, offered


@pytest.fixture
def held(dana):
    return certified(dana, offered()["first-module"])


@pytest.fixture
def ruths(client, ruth):
    client.force_login(ruth)
    return client


def text(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_from_the_number_to_the_revocation(ruths, held):
    answer = ruths.get("/staff/certificates/", {"number": held.number.lower()})
    assert (answer.status_code, answer["Location"]) == (303, f"/staff/certificates/{held.number}/")
    page = ruths.get(answer["Location"])
    assert "Dana Reyes" in text(page)
    assert "Valid" in text(page)
    assert ruths.post(answer["Location"], {"reason": "replaced"}).status_code == 303
    assert "Another certificate takes its place." in text(ruths.get(answer["Location"]))
    assert "Revoke this certificate" not in text(ruths.get(answer["Location"]))


def test_a_second_press_says_that_it_is_done_already(ruths, held):
    for status in (303, 409):
        page = ruths.post(f"/staff/certificates/{held.number}/", {"reason": "error"})
        assert page.status_code == status
    assert "revoked already" in text(page)
    assert Revocation.objects.count() == 1


@pytest.mark.parametrize("reason", [{}, {"reason": ""}, {"reason": "my own words"}, {"reason": "x" * 5000}])
def test_a_reason_must_be_chosen(ruths, held, reason):
    page = ruths.post(f"/staff/certificates/{held.number}/", reason)
    assert page.status_code == 422
    assert "Choose one of the reasons." in text(page)
    assert not Revocation.objects.exists()


def test_nobody_revokes_their_own(ruths, ruth):
    own = certified(ruth, offered()["first-module"])
    page = ruths.post(f"/staff/certificates/{own.number}/", {"reason": "error"})
    assert page.status_code == 403
    assert "of their own" in text(page)


@pytest.mark.parametrize("number", ["", "x", "ATN-0000-0000-00", "\x00", "x" * 999])
def test_a_number_that_is_nobodys_comes_back_with_a_sentence(ruths, number):
    page = ruths.get("/staff/certificates/", {"number": number})
    assert page.status_code == 422
    assert "Error" in text(page)
    assert ruths.get("/staff/certificates/ATN-0000-0000-00/").status_code == 404


def test_it_is_for_staff_alone(client, held, dana, maria):
    for person in (dana, maria):
        client.force_login(person)
        assert client.get("/staff/certificates/").status_code == 404
        assert client.get(f"/staff/certificates/{held.number}/").status_code == 404
        assert client.post(f"/staff/certificates/{held.number}/", {"reason": "error"}).status_code == 404
    assert not Revocation.objects.exists()


def test_it_costs_few_queries(ruths, held, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        ruths.get(f"/staff/certificates/{held.number}/")
