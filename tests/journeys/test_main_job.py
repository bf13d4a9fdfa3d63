"""The main job, whole: found, subscribed, let in, learned, practised, passed, certified, verified. In a real browser."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import fresh_page, sign_in
from tests.journeys.steps import (
    MODULES,
    SERIES,
    approve,
    ask_to_be_let_in,
    certificate_numbers,
    fits,
    looks_right,
    make_account,
    subscribe,
)
from tests.server import Server
from tests.walk import take_module


def whole_way(page: Page, server: Server, browser: Browser, look) -> str:
    """One person, from the public page to three certificates. Gives the number of the series' certificate."""
    page.goto(server.base_url)
    look("home", page)
    subscribe(page, server, "kim.tanaka@elsewhere.example")
    make_account(page, server, "Kim Tanaka", "kim.tanaka@harborcounty.example")
    ask_to_be_let_in(page, server, "Harbor County Sheriff's Office")
    look("asked", page)
    with fresh_page(browser) as staff:
        sign_in(staff, server, "Ruth Adeyemi")
        approve(staff, server, "Kim Tanaka")
    page.goto(f"{server.base_url}/me/")
    look("let-in", page)
    for module in MODULES:
        take_module(page, server.base_url, SERIES, module, look)
        page.goto(f"{server.base_url}/learn/{SERIES}/{module}/why/")
        look("complete", page)
    numbers = certificate_numbers(page, server)
    assert len(numbers) == 3, "one for each module and one for the series"
    look("transcript", page)
    for number in numbers:
        page.goto(f"{server.base_url}/certificates/{number}/")
        look("certificate", page)
    return numbers[0]


def is_verified(browser: Browser, server: Server, number: str) -> None:
    """A stranger with the number, typed as people type."""
    with fresh_page(browser) as stranger:
        stranger.goto(f"{server.base_url}/verify/")
        stranger.get_by_label("Certificate number").fill(number.lower().replace("-", " "))
        stranger.get_by_role("button", name="Verify").click()
        stranger.get_by_role("heading", name="This certificate is valid").wait_for()
        assert "Kim Tanaka" in stranger.inner_text("main")
        looks_right(stranger)


def nothing_to_recompute(server: Server) -> None:
    done = server.place.attune("recompute")
    assert done.returncode == 0, done.stdout + done.stderr
    assert server.rows("SELECT count(*) FROM learning_completion") == [(3,)]


def test_with_a_browser_and_axe_on_every_page(page: Page, server: Server, browser: Browser):
    number = whole_way(page, server, browser, lambda name, where: looks_right(where))
    is_verified(browser, server, number)
    nothing_to_recompute(server)


def test_without_javascript_on_a_small_screen(browser: Browser, server: Server):
    with fresh_page(browser, java_script_enabled=False, viewport={"width": 320, "height": 640}) as plain:
        number = whole_way(plain, server, browser, lambda name, where: fits(where))
        pdf = plain.request.get(f"{server.base_url}/certificates/{number}.pdf")
        assert pdf.body().startswith(b"%PDF-")
    is_verified(browser, server, number)
    nothing_to_recompute(server)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_stands_axe_in_both_schemes_on_a_phone(browser: Browser, server: Server, scheme: str):
    with fresh_page(browser, color_scheme=scheme, viewport={"width": 360, "height": 740}) as phone:
        for path in ("/", "/series/", f"/series/{SERIES}/", f"/series/{SERIES}/{MODULES[0]}/", "/updates/", "/verify/",
                     "/about/", "/privacy/", "/accessibility/", "/account/login/", "/account/signup/",
                     "/account/password/reset/", "/components/", "/nowhere/"):  # fmt: skip
            phone.goto(server.base_url + path)
            looks_right(phone)
        sign_in(phone, server, "Dana Reyes")
        take_module(phone, server.base_url, SERIES, MODULES[0], lambda name, where: looks_right(where))
