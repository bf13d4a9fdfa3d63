"""Pages travel compressed, to those who take it, and arrive as they were."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from attune.web.zipped import MOST_PADDING, ZippedPages, zipped

TAKES = "gzip, br"
LONG = b"<p>A calm page with words.</p>" * 100


def answer(response, **headers: str):
    request = RequestFactory().get("/", headers={name.replace("_", "-"): value for name, value in headers.items()})
    return ZippedPages(lambda _: response)(request)


def test_a_page_of_somebody_signed_in_comes_compressed_and_whole(dana) -> None:
    client = Client()
    client.force_login(dana)
    came = client.get("/me/access/", headers={"accept-encoding": TAKES})
    assert came.status_code == 200
    assert came["Content-Encoding"] == "gzip"
    assert int(came["Content-Length"]) == len(came.content)
    assert {"Accept-Encoding", "Cookie"} <= set(came["Vary"].split(", "))
    text = gzip.decompress(came.content)
    assert b'data-person="' in text
    assert text.endswith(b"</html>\n")
    assert len(came.content) < len(text) * 2 / 3


@pytest.mark.parametrize("padding", [0, 1, MOST_PADDING])
def test_padding_changes_the_length_and_nothing_else(padding: int) -> None:
    assert gzip.decompress(zipped(LONG, padding=padding)) == LONG
    assert len(zipped(LONG, padding=padding)) == len(zipped(LONG, padding=0)) + padding


def test_the_same_page_has_not_always_the_same_length() -> None:
    lengths = {len(answer(HttpResponse(LONG), accept_encoding=TAKES).content) for _ in range(40)}
    assert len(lengths) > 5


def test_who_does_not_take_it_gets_the_page_as_it_is() -> None:
    plain = answer(HttpResponse(LONG))
    assert plain.content == LONG
    assert not plain.has_header("Content-Encoding")
    assert "Accept-Encoding" in plain["Vary"]


@pytest.mark.parametrize(
    "left_alone",
    [
        HttpResponse(b"<p>Short.</p>"),
        HttpResponse(b"%PDF" + LONG, content_type="application/pdf"),
        HttpResponse(LONG, headers={"Content-Encoding": "br"}),
        StreamingHttpResponse([LONG]),
    ],
)
def test_what_is_short_no_page_or_compressed_already_is_left_alone(left_alone) -> None:
    encoding = left_alone.get("Content-Encoding")
    came = answer(left_alone, accept_encoding=TAKES)
    assert came.get("Content-Encoding") == encoding
    assert b"".join(came)[:2] in (b"<p", b"%P")
