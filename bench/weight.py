"""What a visit weighs: the page and everything it asks for, as a browser with an empty, then with a full cache."""

import http.client
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bench.pages import PAGES, Note

FIRST_KB, SECOND_KB = 100.0, 15.0
ASKED_FOR = re.compile(r'<(?:link|script|img|source)\b[^>]*?\b(?:href|src)="([^"]+)"')
IN_STYLES = re.compile(r"url\([\"']?([^\"')]+)")
WEIGHED = ("home", "series page", "module page", "lesson page", "learner's home")


@dataclass(frozen=True)
class Weight:
    """Kilobytes over the wire, heads included, compressed as the server sends them."""

    page: str
    first_kb: float
    second_kb: float
    requests: int


def weigh(base_url: str, note: Note) -> list[Weight]:
    """The first visit asks for all; the second only for what the server did not say may be kept (RFC 9111 §5.2)."""
    found = []
    for page in PAGES:
        if page.name in WEIGHED:
            path, cookie = page.paths(note)[0], page.cookies(note)[0]
            found.append(_weigh(page.name, base_url, path, cookie))
    return found


def _weigh(name: str, base_url: str, path: str, cookie: str) -> Weight:
    sizes: dict[str, tuple[int, bool]] = {}
    to_ask = [path]
    while to_ask:
        address = to_ask.pop()
        if address in sizes or address.startswith(("data:", "#")) or urlsplit(address).hostname:
            continue
        size, is_kept, text = _ask(base_url, address, cookie)
        sizes[address] = (size, is_kept)
        if address == path:
            to_ask += [urljoin(address, one) for one in _wanted(text)]
        elif address.endswith(".css"):
            to_ask += [urljoin(address, one) for one in IN_STYLES.findall(text)]
    first = sum(size for size, _ in sizes.values())
    second = sum(size for size, is_kept in sizes.values() if not is_kept)
    return Weight(name, round(first / 1000, 1), round(second / 1000, 1), len(sizes))


def _wanted(page: str) -> list[str]:
    """Links to other pages and feeds are not asked for; styles, scripts, icons, fonts and pictures are."""
    skipped = re.compile(r'rel="(?:alternate|canonical|next|prev|help|license|search)"')
    return [match[1] for match in ASKED_FOR.finditer(page) if not skipped.search(match[0])]


def _ask(base_url: str, address: str, cookie: str) -> tuple[int, bool, str]:
    parts = urlsplit(base_url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        for encoding in ("br, gzip", "identity"):  # the second time only to read it
            connection.request("GET", address, headers={"Accept-Encoding": encoding, **({"Cookie": cookie} if cookie else {})})
            answer = connection.getresponse()
            body = answer.read()
            if encoding != "identity":
                head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders()) + 19
                size, is_kept = head + len(body), "max-age=" in (answer.getheader("Cache-Control") or "")
    finally:
        connection.close()
    if answer.status != 200:
        raise SystemExit(f"{address} answered {answer.status}")
    return size, is_kept and "no-" not in (answer.getheader("Cache-Control") or ""), body.decode("utf-8", "replace")
