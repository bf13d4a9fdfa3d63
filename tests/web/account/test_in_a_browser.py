"""The whole way in, in a browser: sign up, ask, be asked, be let in. Each page stands axe and 320 pixels."""

import re
import time
from email import message_from_bytes
from email import policy as email_policy

from tests.browser import fresh_page, sign_in, sign_out, violations

EMAIL = "alex.moreau@lakeside.example"
WORK = "a.moreau@lakesidepd.example"


def newest_mail(server, to):
    """Waits a moment for the worker and the disk."""
    for _ in range(50):
        for file in sorted(server.outbox.glob("*.eml"), key=lambda file: file.stat().st_mtime, reverse=True):
            message = message_from_bytes(file.read_bytes(), policy=email_policy.default)
            if to in message["to"]:
                return message.get_body().get_content()
        time.sleep(0.2)
    raise AssertionError(f"no mail to {to}")


def stands(page):
    """Nothing for axe to say, wide and narrow, and nothing runs out of a narrow page."""
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})


def test_from_sign_up_to_being_let_in(page, browser, server):
    page.goto(f"{server.base_url}/account/signup/")
    stands(page)
    page.click("main form button")
    page.wait_for_selector("[data-summary]")
    stands(page)
    assert page.title().startswith("Error:")
    page.fill("#id_name", "Alex Moreau")
    page.fill("#id_email", EMAIL)
    page.fill("#id_password1", "seven-quiet-rivers-run")
    page.click("main form button")
    page.wait_for_url("**/confirm-email/")
    stands(page)
    page.fill("#id_code", re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", newest_mail(server, EMAIL), re.MULTILINE).group(0))
    page.press("#id_code", "Enter")
    page.wait_for_url("**/me/")

    page.goto(f"{server.base_url}/me/access/")
    stands(page)
    page.fill("#id_agency", "Lakeside Police Department")
    page.select_option("#id_role", "officer")
    page.fill("#id_work_email", WORK)
    page.click("text=Ask to be let in")
    page.wait_for_url("**mail=sent")
    stands(page)
    page.goto(re.search(r"http\S+", newest_mail(server, WORK)).group(0))
    stands(page)
    page.click("text=Yes, this address is mine")
    page.wait_for_selector("text=Your work e-mail is confirmed")

    with fresh_page(browser) as desk:
        sign_in(desk, server, "Ruth Adeyemi")
        desk.goto(f"{server.base_url}/staff/requests/")
        stands(desk)
        desk.click("text=Alex Moreau")
        stands(desk)
        here = desk.url
        desk.click("summary:has-text('Ask a question first')")
        desk.fill("#ask_question", "Which unit do you serve in?")
        desk.click("text=Send the question")
        desk.wait_for_selector("text=The question is sent")
        stands(desk)

        page.goto(f"{server.base_url}/me/access/")
        stands(page)
        page.fill("#id_answer", "Patrol, second district.")
        page.click("text=Send the answer")
        page.wait_for_selector("text=Your request is with the staff")
        stands(page)

        desk.goto(here)
        assert desk.locator("text=Patrol, second district.").count() == 1
        desk.check("#approve_is_new")
        desk.fill("#approve_place", "Lakeside")
        desk.check("#approve_owns_domain")
        desk.press("#approve_place", "Enter")
        desk.wait_for_selector("text=Approved by Ruth Adeyemi")
        stands(desk)

    page.goto(f"{server.base_url}/me/access/")
    assert page.locator("text=You are let in until").count() == 1
    stands(page)
    for address in ("password/change", "email", "logout"):
        page.goto(f"{server.base_url}/account/{address}/")
        stands(page)
    sign_out(page)
    for address in ("login", "password/reset", "inactive"):
        page.goto(f"{server.base_url}/account/{address}/")
        stands(page)
