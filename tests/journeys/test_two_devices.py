"""Begun at the desk, gone on with on the phone: the same place, and nothing twice."""

from playwright.sync_api import Browser

from tests.browser import fresh_page, sign_in
from tests.journeys.steps import MODULES, SERIES
from tests.server import Server
from tests.walk import answer, module_of, press


def test_the_phone_goes_on_where_the_desk_stopped(browser: Browser, server: Server):
    module = module_of(SERIES, MODULES[0])
    address = f"{server.base_url}/learn/{SERIES}/{MODULES[0]}/"
    lesson, check = module.components[0], next(each for each in module.components if each.kind == "check")
    with fresh_page(browser) as desk, fresh_page(browser, viewport={"width": 360, "height": 740}) as phone:
        sign_in(desk, server, "Dana Reyes")
        sign_in(phone, server, "Dana Reyes")
        desk.goto(address)
        desk.get_by_role("button", name="Begin").click()
        desk.locator(".foot").wait_for()
        press(desk)  # the first section is read
        phone.goto(address)
        phone.get_by_role("heading", name=lesson.sections[1].title).wait_for()

        desk.goto(f"{address}{check.id}/")
        press(desk)  # the round is drawn
        phone.goto(f"{address}{check.id}/")
        question = check.question(phone.locator("input[name=question]").input_value())
        assert desk.locator("input[name=question]").input_value() == question.id
        answer(phone, question)
        press(phone)
        answer(desk, question)  # the same answer from the page that is still open at the desk
        press(desk)
        assert server.rows("SELECT count(*) FROM learning_happening WHERE kind = 'answered'") == [(1,)]
