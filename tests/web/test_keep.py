"""keep.js: an answer is saved, or it is kept and sent again; never lost, never twice, never for somebody else."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.web.stand import Stand, open_stand

WAITING = "Not saved yet"


@pytest.fixture
def stand() -> Iterator[Stand]:
    with open_stand() as opened:
        yield opened


def answer(page: Page, words: str) -> None:
    page.fill("#words", words)
    page.click("[data-continue]")


def shelf(page: Page) -> str:
    return page.evaluate("localStorage.getItem('attune.keep') ?? '[]'")


def test_saved_is_said_when_it_is_and_the_next_page_takes_the_place(page: Page, stand: Stand) -> None:
    page.goto(f"{stand.url}/question/1")
    answer(page, "first")
    expect(page.locator("h1")).to_have_text("Question 2")
    expect(page.locator("[data-saved]")).to_contain_text("Saved")
    expect(page.locator("h1")).to_be_focused()
    assert page.url == f"{stand.url}/question/2"
    assert page.title() == "Question 2 · Attune"
    assert stand.answers == {"key-1": "first"}
    assert shelf(page) == "[]"
    answer(page, "second")
    expect(page.locator("h1")).to_have_text("Question 3")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Question 3")  # the server knows where the person is


def test_saved_is_not_said_before(page: Page, stand: Stand) -> None:
    stand.delay = 1
    page.goto(f"{stand.url}/question/1")
    answer(page, "slow")
    expect(page.locator("[data-saved]")).to_have_text("Saving…")
    assert "slow" in shelf(page)
    expect(page.locator("[data-saved]")).to_contain_text("Saved", timeout=5000)


def test_a_double_click_is_one_answer(page: Page, stand: Stand) -> None:
    stand.delay = 0.5
    page.goto(f"{stand.url}/question/1")
    page.fill("#words", "once")
    page.locator("[data-continue]").dblclick()
    expect(page.locator("h1")).to_have_text("Question 2")
    assert stand.posts == ["once"]


def test_a_plain_form_is_sent_once(page: Page, stand: Stand) -> None:
    stand.delay = 0.5
    page.goto(f"{stand.url}/question/1")
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.get_by_text("Send the plain form").dblclick()
    page.wait_for_timeout(300)
    assert len(stand.posts) == 1


@pytest.mark.parametrize("mood", ["gone", "ill"])
def test_what_was_not_accepted_is_kept_and_sent_again(page: Page, stand: Stand, mood: str) -> None:
    stand.mood = mood
    page.goto(f"{stand.url}/question/1")
    answer(page, "kept")
    expect(page.locator("[data-saved]")).to_contain_text(WAITING)
    assert page.input_value("#words") == "kept"
    stand.mood = "well"
    expect(page.locator("h1")).to_have_text("Question 2", timeout=8000)  # by itself, after a pause
    assert stand.answers == {"key-1": "kept"}


def test_the_connection_comes_back(page: Page, stand: Stand) -> None:
    page.goto(f"{stand.url}/question/1")
    page.context.set_offline(True)
    answer(page, "on the train")
    expect(page.locator("[data-saved]")).to_contain_text(WAITING)
    page.context.set_offline(False)
    expect(page.locator("h1")).to_have_text("Question 2")
    assert stand.answers == {"key-1": "on the train"}


def test_a_closed_page_sends_when_it_is_opened_again(page: Page, stand: Stand) -> None:
    stand.mood = "ill"
    page.goto(f"{stand.url}/question/1")
    answer(page, "later")
    expect(page.locator("[data-saved]")).to_contain_text(WAITING)
    stand.mood = "well"
    page.goto(f"{stand.url}/me/")
    expect(page.locator("[data-saved]")).to_contain_text("Saved")
    assert stand.answers == {"key-1": "later"}
    assert shelf(page) == "[]"


def test_signed_out_in_the_middle_keeps_the_answer_for_its_person_alone(page: Page, stand: Stand) -> None:
    page.goto(f"{stand.url}/question/1")
    stand.person = None
    answer(page, "mine")
    expect(page.locator("[data-saved]")).to_contain_text("you are signed out")
    expect(page.locator("[data-saved] a")).to_have_attribute("href", "/account/login/?next=%2Fquestion%2F1")
    stand.person = 2
    page.goto(f"{stand.url}/question/1")
    page.wait_for_timeout(500)
    assert stand.answers == {}
    stand.person = 1
    page.goto(f"{stand.url}/question/1")
    expect(page.locator("h1")).to_have_text("Question 2")
    assert stand.answers == {"key-1": "mine"}


def test_a_page_older_than_the_sign_in_is_loaded_again_and_nothing_is_lost(page: Page, stand: Stand) -> None:
    stand.mood = "stale"
    page.goto(f"{stand.url}/question/1")
    answer(page, "fresh token, please")
    expect(page.locator("h1")).to_have_text("Question 2")
    assert stand.answers == {"key-1": "fresh token, please"}


def test_a_no_shows_the_servers_page_and_is_not_tried_again(page: Page, stand: Stand) -> None:
    stand.mood = "422"
    page.goto(f"{stand.url}/question/1")
    answer(page, "")
    expect(page.locator(".lede")).to_have_text("Please write at least one word.")
    assert shelf(page) == "[]"
    assert len(stand.posts) == 1


def test_pause_covers_the_page_by_button_and_by_key(page: Page, stand: Stand) -> None:
    page.goto(f"{stand.url}/question/1")
    dialog = page.locator("dialog.pauses")
    page.click("[data-pause]")
    expect(dialog).to_contain_text("You are paused")
    expect(dialog.get_by_text("Come back later")).to_have_attribute("href", f"{stand.url}/me/?paused")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("[data-pause]")).to_be_focused()
    page.keyboard.press("p")
    expect(dialog).to_be_hidden()  # no letter alone does anything
    page.keyboard.press("Alt+p")
    expect(dialog).to_be_visible()
    dialog.get_by_text("Go on").click()
    expect(dialog).to_be_hidden()


def test_pause_does_not_say_saved_while_an_answer_waits(page: Page, stand: Stand) -> None:
    stand.mood = "ill"
    page.goto(f"{stand.url}/question/1")
    answer(page, "waits")
    expect(page.locator("[data-saved]")).to_contain_text(WAITING)
    page.keyboard.press("Alt+p")
    expect(page.locator("dialog.pauses")).to_contain_text("kept on this device")
    expect(page.locator("dialog.pauses")).not_to_contain_text("Everything you sent is saved")
