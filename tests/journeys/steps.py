"""What people do on the way from the public page to a verified certificate, each step as the person would do it."""

import re
import time
from email import policy
from email.parser import BytesParser

from playwright.sync_api import Page

from tests.browser import violations
from tests.server import Server

SERIES = "csam-survivors"
MODULES = ("understanding-csam-and-its-impacts", "making-first-contact")
PASSWORD = "a-lantern-over-quiet-water"
MAIL_SECONDS = 30


def mail_to(server: Server, address: str, pattern: str) -> re.Match[str]:
    """Waits for a mail to `address` whose text matches; the newest that does."""
    until = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < until:
        for file in sorted(server.outbox.glob("*.eml"), reverse=True):
            letter = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
            text = letter.get_content()
            if letter["To"] == address and (found := re.search(pattern, text)):
                return found
        time.sleep(0.2)
    raise AssertionError(f"no mail to {address} with {pattern} within {MAIL_SECONDS} seconds")


def looks_right(page: Page) -> None:
    """No finding of axe, one heading of the first level, a title that gives nothing away, nothing wider than the window."""
    if page.evaluate("() => typeof window.axe") != "object":
        page.wait_for_load_state("networkidle")
    found = violations(page)
    assert found == [], f"{page.url}: {found}"
    assert page.locator("h1").count() == 1, page.url
    assert "abuse" not in page.title().lower() and "csam" not in page.title().lower(), page.title()
    fits(page)


def fits(page: Page) -> None:
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than its window of {page.viewport_size}"


def subscribe(page: Page, server: Server, address: str) -> str:
    """Asks for updates, confirms from the mail; gives the address that ends them."""
    page.goto(f"{server.base_url}/series/{SERIES}/")
    page.get_by_role("link", name="Get updates by e-mail").first.click()
    page.get_by_label("E-mail", exact=False).first.fill(address)
    page.get_by_role("button", name="Send me a link to confirm").click()
    page.goto(mail_to(server, address, r"https?://\S+/updates/confirm/\S+").group())
    page.get_by_role("button", name="Yes, send me updates").click()
    page.get_by_role("heading", name="You get updates").wait_for()
    return address


def make_account(page: Page, server: Server, name: str, address: str) -> None:
    page.goto(f"{server.base_url}/series/{SERIES}/")
    page.get_by_role("link", name="Ask to be let in").first.click()
    if "/signup/" not in page.url:
        page.get_by_role("link", name="Make one").click()
    page.get_by_label("Your name").fill(name)
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    code = mail_to(server, address, r"(?m)^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$").group(1)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url(lambda url: "/confirm-email/" not in url)


def ask_to_be_let_in(page: Page, server: Server, agency: str) -> None:
    page.goto(f"{server.base_url}/me/access/")
    page.get_by_label("Agency").fill(agency)
    page.get_by_label("Role").select_option("detective")
    page.get_by_role("button", name="Ask to be let in").click()
    page.get_by_text("Your request is sent.").first.wait_for()


def approve(page: Page, server: Server, name: str) -> None:
    """As staff, already signed in."""
    page.goto(f"{server.base_url}/staff/requests/")
    page.get_by_role("link", name=name).click()
    page.get_by_role("button", name="Approve").click()
    page.get_by_text("Decided.").wait_for()


def certificate_numbers(page: Page, server: Server) -> list[str]:
    """Of the person who is signed in, newest first; the page never needs the worker for it."""
    page.goto(f"{server.base_url}/me/transcript/")
    links = page.locator("a[href^='/certificates/']").all()
    return list(dict.fromkeys(link.get_attribute("href").split("/")[2].removesuffix(".pdf") for link in links))
