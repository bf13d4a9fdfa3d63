"""What machines ask for: crawlers, and whoever watches whether the program runs."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from attune.catalogue.queries import shelf
from attune.library.models import Asset

STANDING = ("/", "/series/", "/about/", "/privacy/", "/accessibility/", "/updates/")
ROBOTS = """User-agent: *
Disallow: /account/
Disallow: /certificates/
Disallow: /files/
Disallow: /learn/
Disallow: /me/
Disallow: /outbox/
Disallow: /staff/
Disallow: /updates/confirm/
Disallow: /updates/end/
Disallow: /verify/

Sitemap: {origin}/sitemap.xml
"""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """RFC 9309. What is personal is not for crawlers; certificates are verified by those who hold the number."""
    return _plain(ROBOTS.format(origin=settings.ORIGIN))


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """sitemaps.org 0.9."""
    urls = "".join(f"<url><loc>{escape(settings.ORIGIN + address)}</loc>{changed}</url>\n" for address, changed in _addresses())
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    return HttpResponse(text, content_type="application/xml")


@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers. It asks nobody else: a slow database is no reason to end it."""
    return _plain("alive\n")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Database and file storage answer, and the storage has what the database says; else 503 with a word."""
    try:
        asset = Asset.objects.order_by("pk").first()
        if asset and default_storage.size(asset.storage_name) != asset.size:
            return _plain("not ready: a stored file has another size\n", status=503)
    except Exception as trouble:  # noqa: BLE001  # whatever a database or a storage raises, it is not ready
        return _plain(f"not ready: {type(trouble).__name__}\n", status=503)
    return _plain("ready\n")


def _addresses() -> Iterator[tuple[str, str]]:
    for address in STANDING:
        yield address, ""
    for entry in shelf():
        place = f"{entry.series_slug}/{entry.slug}" if entry.series_slug else entry.slug
        yield f"/series/{place}/", f"<lastmod>{entry.listing.edition.published_at:%Y-%m-%d}</lastmod>"


def _plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-cache"})
