"""By keyboard alone: no mouse, no script that clicks. What cannot be reached with Tab does not exist."""

from playwright.sync_api import Browser, Locator, Page

from tests.browser import fresh_page
from tests.journeys.steps import MODULES, SERIES
from tests.server import Server
from tests.walk import course_component, module_of

MOST_TABS = 80
# An outline or a ring on the thing itself, or on the card that holds it.
IS_SEEN = """one => [one, one.closest('label')].some(each => each
    && (getComputedStyle(each).outlineStyle !== 'none' || getComputedStyle(each).boxShadow !== 'none'))"""


def reach(page: Page, target: Locator) -> None:
    """Tab until `target` has the focus, and the focus can be seen."""
    handle = target.element_handle()
    for _ in range(MOST_TABS):
        if handle.evaluate("one => one === document.activeElement"):
            assert handle.evaluate(IS_SEEN), f"the focus on {handle.evaluate('one => one.outerHTML')[:120]} cannot be seen"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"not reached with {MOST_TABS} tabs at {page.url}: {handle.evaluate('one => one.outerHTML')[:200]}")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    reach(page, target)
    page.keyboard.press(key)


def on(page: Page) -> None:
    """The way on, at the foot of the page: a link, or a deed that is saved and then followed."""
    reach(page, page.locator(".foot > .button").last)
    page.evaluate("document.getElementById('main').dataset.before = 'yes'")
    page.keyboard.press("Enter")
    page.locator("#main[data-before]").wait_for(state="detached")
    page.wait_for_load_state()
    page.locator("#main").wait_for()


def choose(page: Page, name: str, value: str) -> None:
    """A radio in its group by arrow keys, a box by Space."""
    box = page.locator(f"input[name='{name}'][value='{value}']")
    if box.get_attribute("type") == "checkbox":
        press(page, box, "Space")
        return
    group = page.locator(f"input[name='{name}']")
    reach(page, group.first)
    page.keyboard.press("Space")
    for _ in range(group.count()):
        if box.is_checked():
            return
        page.keyboard.press("ArrowDown")
    assert box.is_checked()


def answer_question(page: Page, check) -> None:
    question = check.question(page.locator("input[name=question]").input_value())
    for option in question.options if question.kind in ("single", "multiple") else ():
        if option.is_right:
            choose(page, "option", option.id)
    for place, option in enumerate(question.options if question.kind == "order" else (), 1):
        reach(page, page.locator(f"select[name='order-{option.id}']"))
        page.keyboard.type(str(place))
    for pair in question.pairs:
        reach(page, page.locator(f"select[name='pair-{pair.id}']"))
        page.keyboard.type(pair.right[:24])
    if question.accepted:
        reach(page, page.locator("input[name=text]"))
        page.keyboard.type(question.accepted[0])
    on(page)


def play_page(page: Page, component) -> None:
    """Whatever this page of the player asks for."""
    match component.kind:
        case "check" if page.locator("input[name=question]").count():
            answer_question(page, component)
        case "scenario" if page.locator("input[name=node]").count():
            node = component.node(page.locator("input[name=node]").input_value())
            choose(page, "choice", next(each.id for each in node.choices if each.quality == "strong"))
        case "evaluation":
            for question in component.questions:
                if question.kind == "scale":
                    choose(page, f"answer-{question.id}", "4")
        case "acknowledgement":
            press(page, page.locator("input[name=statement]"), "Space")
    if page.locator(".foot > .button").count():
        on(page)


def test_a_learner_signs_in_takes_both_modules_and_signs_out(browser: Browser, server: Server):
    with fresh_page(browser) as page:
        dana = server.cast["Dana Reyes"]
        page.goto(server.base_url)
        press(page, page.get_by_role("navigation", name="Main").get_by_role("link", name="Sign in"))
        page.wait_for_url("**/account/login/**")
        reach(page, page.get_by_label("E-mail"))
        page.keyboard.type(dana.email)
        page.keyboard.press("Tab")
        page.keyboard.type(dana.password)
        page.keyboard.press("Enter")
        page.wait_for_url("**/me/")
        for name in MODULES:
            module = module_of(SERIES, name)
            page.goto(f"{server.base_url}/learn/{SERIES}/{name}/")
            press(page, page.get_by_role("button", name="Begin"))
            page.wait_for_url(lambda url, name=name: url.rstrip("/").split("/")[-1] != name)
            for _ in range(150):
                component = course_component(module, page)
                if component is None:
                    break
                play_page(page, component)
                page.goto(f"{server.base_url}/learn/{SERIES}/{name}/")
            assert component is None, f"{name} does not end"
        assert server.rows("SELECT count(*) FROM learning_completion") == [(3,)]
        press(page, page.locator("details.person > summary"))
        press(page, page.get_by_role("button", name="Sign out"))
        page.wait_for_url(f"{server.base_url}/")


def test_the_skip_link_comes_first_and_leads_to_the_content(page: Page, shared_server: Server):
    page.goto(shared_server.base_url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
