"""The public pages as a person meets them: in a real browser, wide and narrow, light and dark, by keyboard, without scripts."""

import pytest

from tests.browser import fresh_page, violations

ADDRESSES = (
    "/", "/series/", "/series/?text=first+contact", "/series/?text=xyzzy", "/series/csam-survivors/",
    "/series/csam-survivors/making-first-contact/", "/about/", "/privacy/", "/accessibility/",
)  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser, shared_server, scheme):
    with fresh_page(browser, viewport={"width": 1280, "height": 900}, color_scheme=scheme) as page:
        for address in ADDRESSES:
            page.goto(shared_server.base_url + address)
            page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
            assert violations(page) == [], address
            assert page.context.cookies() == []


@pytest.mark.browser
def test_nothing_has_to_be_scrolled_sideways(browser, shared_server):
    with fresh_page(browser, viewport={"width": 320, "height": 640}) as page:
        for address in ADDRESSES:
            page.goto(shared_server.base_url + address)
            page.locator("main details").evaluate_all("all => all.forEach(one => one.open = true)")
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


@pytest.mark.browser
def test_from_the_front_door_to_a_module_by_keyboard_without_scripts(browser, shared_server):
    with fresh_page(browser, java_script_enabled=False) as page:
        page.goto(shared_server.base_url)
        press_until(page, "Series")
        page.get_by_label("Search the training").focus()
        page.keyboard.type("a reporter calls")
        page.keyboard.press("Enter")
        page.wait_for_url("**/series/?text=a+reporter+calls*")
        press_until(page, "Making First Contact and Victim Communication in CSAM Cases")
        assert page.url.endswith("/series/csam-survivors/making-first-contact/")
        advisory = page.locator("details.advisory")
        assert advisory.get_attribute("open") is None
        advisory.locator("summary").focus()
        page.keyboard.press("Enter")
        assert advisory.get_attribute("open") is not None
        press_until(page, "Ask to be let in")
        assert "/account/login/" in page.url


def press_until(page, words):
    """Tab to the link with these words, and open it."""
    before = page.url
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(":focus").count() and page.locator(":focus").inner_text().strip() == words:
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: url != before)
            return
    raise AssertionError(f"no link {words!r} was reached by Tab")
