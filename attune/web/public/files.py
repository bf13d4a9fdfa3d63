"""Assets of lessons: pictures, films, captions; for those who may take the module, whole or in ranges (RFC 9110, 14)."""

import re

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from attune.catalogue.models import Listing
from attune.catalogue.policy import may_enter
from attune.learning.models import Enrolment
from attune.library.models import Asset, EditionFile
from attune.library.storage import stream

KINDS = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "vtt": "text/vtt; charset=utf-8",
    "pdf": "application/pdf",
}
# A drawing opened by itself is a document: it may draw, and nothing else.
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox"
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@require_safe
def asset(request: HttpRequest, sha256: str, name: str) -> HttpResponseBase:
    """What the visitor may not see does not exist."""
    kind = KINDS.get(name.rsplit(".", 1)[-1].lower())
    found = _seen_by(request, sha256, name) if kind else None
    if kind is None or found is None:
        raise Http404
    response = _answer(request, found)
    response["Content-Type"] = kind
    response["ETag"] = _etag(found)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    if kind == KINDS["svg"]:
        response["Content-Security-Policy"] = SANDBOX
    return response


def _seen_by(request: HttpRequest, sha256: str, name: str) -> Asset | None:
    """The asset, when it belongs to something on offer to this person, or to something they have begun."""
    files = EditionFile.objects.filter(asset=sha256, path=f"assets/{name}").select_related("asset")
    by_edition = {file.edition_id: file.asset for file in files}
    if not by_edition:
        return None
    asset = next(iter(by_edition.values()))
    person = request.user if request.user.is_authenticated else None
    if person and Enrolment.objects.filter(person=person, edition__in=by_edition).exists():
        return asset
    listings = Listing.objects.visible().filter(edition__in=by_edition).select_related("edition__withdrawal")
    return asset if any(may_enter(person, listing, at=timezone.now()) for listing in listings) else None


def _answer(request: HttpRequest, asset: Asset) -> HttpResponseBase:
    if _etag(asset) in re.split(r"\s*,\s*", request.headers.get("If-None-Match", "")):
        return HttpResponseNotModified()
    wanted = _range(request, asset)
    if wanted is None:
        return _send(asset, 0, asset.size)
    start, end = wanted
    if start >= asset.size or end < start:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{asset.size}"})
    response = _send(asset, start, end - start + 1)
    response.status_code = 206
    response["Content-Range"] = f"bytes {start}-{end}/{asset.size}"
    return response


def _range(request: HttpRequest, asset: Asset) -> tuple[int, int] | None:
    """First and last byte; None for all of it: no range, one that is not understood, several, or of another content."""
    match = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if request.headers.get("If-Range", _etag(asset)) != _etag(asset) or match is None or match[0] == "bytes=-":
        return None
    first, last = match[1][:18], match[2][:18]
    if not first:
        return (max(asset.size - int(last), 0), asset.size - 1) if int(last) else (asset.size, asset.size)
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last), asset.size - 1) if last else asset.size - 1


def _send(asset: Asset, start: int, length: int) -> StreamingHttpResponse:
    response = StreamingHttpResponse(stream(asset, start, length) if length else ())
    response["Content-Length"] = str(length)
    return response


def _etag(asset: Asset) -> str:
    return f'"{asset.sha256}"'
