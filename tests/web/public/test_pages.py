import gzip
import html
import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings

from attune.library.actions import withdraw_edition
from tests.library.sample import SECOND, SERIES
from tests.web.public.conftest import AT

PAGES = (
    "/", "/series/", "/series/?text=patience", "/series/?topic=contact&role=officer&minutes=60", "/series/sample-series/",
    "/series/sample-series/first-module/", "/series/sample-series/second-module/", "/about/", "/privacy/", "/accessibility/",
)  # fmt: skip


def words(response):
    """What a person reads in the main part, on one line."""
    main = response.content.decode().split("<main", 1)[1].split("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", "<main" + main)).split())


@pytest.mark.parametrize("address", PAGES)
def test_a_visitor_reads_it_and_gets_no_cookie(client, sample, address):
    response = client.get(address)
    assert response.status_code == 200
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()
    assert client.head(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_a_kept_page_costs_one_question(client, sample, address, django_assert_num_queries, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = client.get(address)
    with django_assert_num_queries(1):
        again = client.get(address)
    assert again.content == first.content


def test_a_kept_page_gives_way_when_the_catalogue_changes(client, sample, ruth, django_capture_on_commit_callbacks):
    def series():
        with django_capture_on_commit_callbacks(execute=True):
            return words(client.get("/series/sample-series/"))

    assert "Keeping contact" in series()
    second = sample(second_module_module_toml=SECOND.replace("Keeping contact", "Keeping in contact"))[2]
    assert "Keeping in contact" in series()
    withdraw_edition(edition=second.edition, reason="A law changed.", by=ruth, at=AT)
    assert "Keeping in contact" not in series()
    assert client.get("/series/sample-series/second-module/").status_code == 404


@pytest.mark.parametrize("address", PAGES)
def test_a_signed_in_page_asks_at_most_eight(
    client, sample, dana, address, django_assert_max_num_queries, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client.get(address)
    client.force_login(dana, backend=settings.AUTHENTICATION_BACKENDS[0])
    with django_assert_max_num_queries(8), time_machine.travel(AT):
        response = client.get(address)
    assert dana.name in response.content.decode()
    assert "ETag" not in response.headers
    client.logout()
    assert dana.name not in client.get(address).content.decode()


def test_a_page_is_sent_small_and_only_when_it_changed(client, sample):
    plain = client.get("/")
    zipped = client.get("/", headers={"accept-encoding": "gzip, br"})
    assert zipped["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content
    assert {"Cookie", "Accept-Encoding"} <= set(re.split(", ?", zipped["Vary"]))
    again = client.get("/", headers={"if-none-match": zipped["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Content-Security-Policy"]


def test_the_home_page_says_how_to_get_in(client, sample):
    said = words(client.get("/"))
    for words_of_it in ("Supporting people well", "Choice", "Consent", "Control", "Ask to be let in", "Get updates by e-mail", "2 modules"):
        assert words_of_it in said


@pytest.mark.django_db
def test_an_empty_site_says_so(client):
    assert "Nothing is on offer yet" in words(client.get("/"))
    assert "Nothing is on offer yet" in words(client.get("/series/"))


def test_the_series_page_tells_what_there_is(client, sample):
    response = client.get("/series/sample-series/")
    said = words(response)
    for words_of_it in (
        "Supporting people well", "How to support people well", "Listening before asking", "Contains 2 components",
        "Contains 1 component 40 minutes builds on module 1", "54 minutes , in short sittings", "Officer and victim specialist",
        "1.0 hours, continuing education (nobody yet)", "Not yet reviewed", "Written for the tests.", "Reference edition: a sample.",
        "Ask to be let in", "Get updates by e-mail", "The tests did.",
    ):  # fmt: skip
        assert words_of_it in said
    assert "<title>A professional series · Attune</title>" in response.content.decode()


def test_a_review_that_took_place_is_told_with_its_day(client, sample):
    sample(series_toml=SERIES.replace("modules =", "last_reviewed = 2026-02-01\nmodules ="))
    said = words(client.get("/series/sample-series/"))
    assert "Last reviewed 1 February 2026" in said
    assert "Not yet reviewed" not in said


def test_the_module_page_offers_a_choice(client, sample):
    response = client.get("/series/sample-series/second-module/")
    said = words(response)
    for told in ("How it is to wait for news.", "Each section can be skipped", "Comes after Listening well", "Agreeing Lesson · 40 min"):
        assert told in said
    assert "Ask one open question" in words(client.get("/series/sample-series/first-module/"))
    assert "<title>Second module · Attune</title>" in response.content.decode()
    assert "A voicemail tells nothing" not in response.content.decode(), "lessons are for those who are let in"


@pytest.mark.parametrize("place", ["no-such", "first-module", "sample-series/no-such", "sample-series/sample-series"])
def test_what_is_not_on_offer_is_not_there(client, sample, place):
    assert client.get(f"/series/{place}/").status_code == 404


class TestTheWayIn:
    def seen(self, client, person, at=AT):
        with time_machine.travel(at):
            client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
            return client.get("/series/sample-series/first-module/").content.decode()

    def test_who_is_let_in_goes_to_the_module(self, client, sample, dana):
        assert 'href="/learn/sample-series/first-module/">Go to this module' in self.seen(client, dana)

    def test_who_is_not_let_in_is_told_what_to_do(self, client, sample, priya):
        seen = self.seen(client, priya)
        assert "This training is for people who serve victims in their work." in seen
        assert "/learn/" not in seen

    def test_access_that_ended_is_told(self, client, sample, dana):
        assert "Your access has ended" in self.seen(client, dana, at=AT + timedelta(days=4_000))


def test_a_search_is_an_address(client, sample):
    said = words(client.get("/series/?text=open+question&minutes=15"))
    assert "1 found" in said
    assert "Module in Supporting people well" in said
    page = client.get("/series/?text=open+question&minutes=15").content.decode()
    assert 'value="open question"' in page
    assert '<option value="15" selected>15 minutes or less (1)</option>' in page
    assert "<mark>open</mark>" in page


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("text=xyzzy", "No training has all of these words."),
        ("text=the", "No training has all of these words."),
        ("text=voicemail&topic=listening", "Search without topic, role and time"),
        ("topic=no-such", "See everything"),
        ("minutes=nine", "See everything"),
    ],
)
def test_nothing_found_says_what_to_do(client, sample, query, sentence):
    said = words(client.get(f"/series/?{query}"))
    assert "Nothing found" in said
    assert sentence in said


@pytest.mark.parametrize("text", ['"', "*", "NEAR(", "%00", "%ff%fe", "%ed%a0%80", "a" * 4_000, "<script>alert(1)</script>", "%27%22%3E"])
@pytest.mark.parametrize("name", ["text", "topic", "role", "minutes", "page"])
def test_hostile_questions_get_a_page(client, sample, name, text):
    response = client.get(f"/series/?{name}={text}")
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("address", PAGES[:1] + PAGES[4:6])
def test_nothing_but_reading(client, sample, address):
    assert client.post(address).status_code == 405


def test_the_contact_is_shown_where_one_reports(client, db, settings):
    assert "has not named an address" in words(client.get("/accessibility/"))
    settings.CONTACT = "desk@agency.example"
    for address in ("/accessibility/", "/privacy/", "/about/"):
        assert 'href="mailto:desk@agency.example"' in client.get(address).content.decode()
    settings.CONTACT = "https://agency.example/report"
    assert 'href="https://agency.example/report"' in client.get("/about/").content.decode()


def test_strange_questions_share_one_kept_page(client, sample, django_assert_num_queries, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.get("/about/")
        client.get("/series/?minutes=15")
    for address in ("/about/?x=1", "/series/?minutes=15&text=&x=2"):
        with django_assert_num_queries(1):
            assert client.get(address).status_code == 200
