import hashlib

import pytest
import time_machine
from django.conf import settings

from attune.learning.actions import enrol
from attune.library.actions import withdraw_edition
from attune.library.queries import asset_of
from tests.library.sample import DRAWING, SERIES
from tests.web.public.conftest import AT

SHA = hashlib.sha256(DRAWING).hexdigest()
ADDRESS = f"/files/{SHA}/line.svg"


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def reader(client, sample, dana):
    with time_machine.travel(AT, tick=False):
        client.force_login(dana, backend=settings.AUTHENTICATION_BACKENDS[0])
        yield client


def test_who_may_take_the_module_gets_its_assets(reader):
    response = reader.get(ADDRESS)
    assert (response.status_code, body(response)) == (200, DRAWING)
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Content-Length"] == str(len(DRAWING))
    assert response["ETag"] == f'"{SHA}"'
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]


def test_nobody_else_does(client, sample, priya):
    assert client.get(ADDRESS).status_code == 404
    client.force_login(priya, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert client.get(ADDRESS).status_code == 404


def test_a_visitor_does_when_the_series_is_for_everyone(client, sample):
    sample(series_toml=SERIES.replace('"vetted"', '"everyone"'))
    assert client.get(ADDRESS).status_code == 200


def test_who_has_begun_keeps_them(reader, sample, dana, ruth):
    first = sample()[1]
    enrol(person=dana, listing=first, by=dana, at=AT)
    withdraw_edition(edition=first.edition, reason="A law changed.", by=ruth, at=AT)
    assert reader.get(ADDRESS).status_code == 200


def test_a_withdrawn_edition_shows_nothing_to_others(reader, sample, ruth):
    withdraw_edition(edition=sample()[1].edition, reason="A law changed.", by=ruth, at=AT)
    assert reader.get(ADDRESS).status_code == 404


def test_only_assets_under_their_own_names(reader, sample):
    check = asset_of(sample()[1].edition, "2-tell-us.evaluation.toml")
    for address in (
        f"/files/{check.sha256}/2-tell-us.evaluation.toml", f"/files/{check.sha256}/module.svg", f"/files/{SHA}/other.svg",
        f"/files/{SHA}/line.html", f"/files/{SHA[:-1]}0/line.svg", "/files/x/line.svg", f"/files/{SHA}/..%2fmodule.toml",
    ):  # fmt: skip
        assert reader.get(address).status_code == 404, address


SIZE = len(DRAWING)


@pytest.mark.parametrize(
    ("wanted", "status", "part"),
    [
        ("bytes=0-3", 206, (0, 3)),
        ("bytes=4-", 206, (4, SIZE - 1)),
        ("bytes=-5", 206, (SIZE - 5, SIZE - 1)),
        ("bytes=-99999", 206, (0, SIZE - 1)),
        ("bytes=2-99999", 206, (2, SIZE - 1)),
        (f"bytes={SIZE}-", 416, None),
        ("bytes=-0", 416, None),
        ("bytes=99999999999999999999999-", 416, None),
        ("bytes=5-2", 200, None),
        ("bytes=-", 200, None),
        ("bytes=0-1,4-5", 200, None),
        ("lines=0-1", 200, None),
        ("bytes=a-b", 200, None),
    ],
)
def test_ranges(reader, wanted, status, part):
    response = reader.get(ADDRESS, headers={"range": wanted})
    assert response.status_code == status
    if status == 416:
        assert (response["Content-Range"], body(response)) == (f"bytes */{SIZE}", b"")
    elif part:
        first, last = part
        assert response["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
        assert response["Content-Length"] == str(last - first + 1)
        assert body(response) == DRAWING[first : last + 1]
    else:
        assert body(response) == DRAWING


def test_a_range_of_another_content_is_not_given(reader):
    assert reader.get(ADDRESS, headers={"range": "bytes=0-3", "if-range": f'"{SHA}"'}).status_code == 206
    response = reader.get(ADDRESS, headers={"range": "bytes=0-3", "if-range": '"something-else"'})
    assert (response.status_code, body(response)) == (200, DRAWING)


def test_what_the_browser_has_is_not_sent_again(reader):
    response = reader.get(ADDRESS, headers={"if-none-match": f'"x", "{SHA}"'})
    assert (response.status_code, response.content) == (304, b"")


def test_few_questions(reader, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        reader.get(ADDRESS)
