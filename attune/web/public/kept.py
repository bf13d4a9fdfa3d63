"""Pages that are the same for every visitor who is not signed in: drawn once, kept until the catalogue changes."""

import gzip
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.template import loader
from django.utils.cache import patch_vary_headers

from attune.catalogue.queries import Version, version

KEPT_PAGES = 256  # some 8 kB each


@dataclass(frozen=True, slots=True)
class _Page:
    version: Version
    body: bytes
    zipped: bytes
    etag: str


_pages: OrderedDict[str, _Page] = OrderedDict()
_lock = Lock()


def is_visitor(request: HttpRequest) -> bool:
    """Nobody can be signed in without a session's cookie."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES


def answer(request: HttpRequest, template: str, context: Callable[[], dict[str, Any]], *, asked: str = "") -> HttpResponse:
    """The page at this address. `context` is asked only when it has to be drawn; `asked` is what else it depends on.

    For a visitor this costs one question to the database. A kept page holds nothing of one person: no token, no name.
    """
    if not is_visitor(request):
        body = loader.render_to_string(template, context(), request)
        return HttpResponse(body, headers={"Cache-Control": "private, no-cache"})
    address, now = f"{request.path}?{asked}", version()
    page = _find(address, now)
    if page is None:
        page = _page(now, loader.render_to_string(template, context(), request).encode())
        transaction.on_commit(lambda: _keep(address, page))
    return _send(request, page)


def _find(address: str, now: Version) -> _Page | None:
    with _lock:
        page = _pages.get(address)
        if page is None or page.version != now:
            return None
        _pages.move_to_end(address)
        return page


def _keep(address: str, page: _Page) -> None:
    with _lock:
        _pages[address] = page
        while len(_pages) > KEPT_PAGES:
            _pages.popitem(last=False)


def _page(now: Version, body: bytes) -> _Page:
    # Nothing in the page is secret and nothing of the request is in it but its address: safe to compress.
    return _Page(now, body, gzip.compress(body, 9, mtime=0), f'W/"{sha256(body).hexdigest()[:20]}"')


def _send(request: HttpRequest, page: _Page) -> HttpResponse:
    if request.headers.get("If-None-Match") == page.etag:
        response: HttpResponse = HttpResponseNotModified()
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(page.zipped, headers={"Content-Encoding": "gzip", "Content-Length": str(len(page.zipped))})
    else:
        response = HttpResponse(page.body, headers={"Content-Length": str(len(page.body))})
    response["ETag"] = page.etag
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
    return response
