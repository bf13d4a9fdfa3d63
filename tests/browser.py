"""A real browser for the journeys, and what every page of every journey must stand."""

import contextlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.server import Server

__all__ = ["Browser", "Page", "chromium", "fresh_page", "only_ours", "sign_in", "sign_out", "violations"]

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
WORDS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
OURS = ("127.0.0.1", "localhost")


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("NO CHROMIUM ON THIS MACHINE: THE JOURNEYS IN A BROWSER ARE SKIPPED (apt-get install chromium)")
    with sync_playwright() as player:
        opened = player.chromium.launch(executable_path=path, args=list(WORDS), headless=True)
        try:
            yield opened
        finally:
            opened.close()


@contextlib.contextmanager
def fresh_page(browser: Browser, **context: Any) -> Iterator[Page]:
    """A page in a context of its own. `context` are Playwright's words for it (viewport, color_scheme ...).

    `page.seen` lists every address asked for, `page.complaints` every error the console showed. A test that
    provokes an error on purpose empties `page.complaints` itself.
    """
    opened = browser.new_context(**{"locale": "en-US", "reduced_motion": "reduce", **context})
    page = opened.new_page()
    page.set_default_timeout(10_000)
    page.seen, page.complaints = [], []  # type: ignore[attr-defined]
    page.on("request", lambda request: page.seen.append(request.url))  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.complaints.append(str(error)))  # type: ignore[attr-defined]
    page.on("console", lambda line: _note(page, line))
    try:
        yield page
        only_ours(page)
        assert page.complaints == [], f"the browser complained: {page.complaints}"  # type: ignore[attr-defined]
    finally:
        opened.close()


def _note(page: Page, line: Any) -> None:
    """Errors count, save those that only repeat a status the test looks at itself."""
    if line.type == "error" and not re.search(r"status of (4\d\d|5\d\d)|ERR_(CONNECTION|INTERNET|FAILED|EMPTY)", line.text):
        page.complaints.append(line.text)  # type: ignore[attr-defined]


def only_ours(page: Page) -> None:
    """No page asks anybody but this server for anything."""
    strangers = sorted({url for url in page.seen if urlsplit(url).hostname not in OURS  # type: ignore[attr-defined]
                        and urlsplit(url).scheme in ("http", "https", "ws", "wss")})  # fmt: skip
    assert strangers == [], f"requests to third parties: {strangers}"


def sign_in(page: Page, server: Server, name: str) -> None:
    """Through the door, as a member of the cast, for instance "Dana Reyes"."""
    member = server.cast[name]
    page.goto(f"{server.base_url}/account/login/")
    page.fill("input[name=login]", member.email)
    page.fill("input[name=password]", member.password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/account/login/" not in url)


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 A and AA and its own best practice, one sentence each; [] is what we want."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
    found = page.evaluate(
        "async () => (await axe.run(document, {resultTypes: ['violations'], runOnly: "
        "['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']})).violations"
    )
    return [
        f"{one['id']}: {one['help']} at {node['target']} ({node.get('failureSummary', '').strip()})"
        for one in found
        for node in one["nodes"]
    ]
