"""A learner's way through a module, page by page, with the answers that fit. For journeys and for the pictures.

Everything is a click on what the page shows, so it works with and without JavaScript; `look` is told the name
of each kind of page as it is met.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

from attune.courseware import Check, Module, Question, Scenario, files_of, read, split

COURSES = Path(__file__).parents[1] / "courses"
Look = Callable[[str, Page], None]
MOST = 200  # pages of one module; more means that the way leads in a circle


def nothing(name: str, page: Page) -> None:
    """For those who only want to arrive."""


@cache
def module_of(series: str, module: str) -> Module:
    """The module as its folder says."""
    work = read(split(files_of(COURSES / series)).modules[module]).work
    assert isinstance(work, Module)
    return work


def take_module(page: Page, base_url: str, series: str, module: str, look: Look = nothing) -> None:
    """Begin, and go on until the module says that it is complete."""
    address = f"{base_url}/learn/{series}/{module}/"
    page.goto(address)
    if page.get_by_role("button", name="Begin").count():
        look("module-begin", page)
        page.get_by_role("button", name="Begin").click()
    course = module_of(series, module)
    for _ in range(MOST):
        page.goto(address)
        component = course_component(course, page)
        if component is None:
            return
        STEPS[component.kind](page, component, look)
    raise AssertionError(f"{module} is not complete after {MOST} pages: {page.url}")


def course_component(course: Module, page: Page):  # type: ignore[no-untyped-def]
    """The component whose page this is; None on any other page."""
    place = urlsplit(page.url).path.strip("/").split("/")[-1]
    return next((component for component in course.components if component.id == place), None)


def press(page: Page) -> None:
    """The button or link at the foot of the page: on. Done when other content stands there, with or without a new page."""
    page.evaluate("document.getElementById('main').dataset.before = 'yes'")
    page.locator(".foot > .button").last.click()
    page.locator("#main[data-before]").wait_for(state="detached")
    page.locator("#main").wait_for()
    page.wait_for_load_state()


def _lesson(page: Page, lesson, look: Look) -> None:  # type: ignore[no-untyped-def]
    look("lesson", page)
    press(page)


def _check(page: Page, check: Check, look: Look) -> None:
    look("check-begin", page)
    press(page)
    for _ in range(len(check.questions)):
        question = check.question(page.locator("input[name=question]").input_value())
        assert question is not None
        answer(page, question)
        look(f"check-{question.kind}", page)
        press(page)
        look("check-feedback", page)
        press(page)
        if not page.locator("input[name=question]").count():
            break
    look("check-result", page)


def answer(page: Page, question: Question) -> None:
    """Fill in what is right."""
    for option in question.options if question.kind in ("single", "multiple") else ():
        if option.is_right:
            page.check(f"input[name=option][value='{option.id}']")
    for place, option in enumerate(question.options if question.kind == "order" else (), 1):
        page.select_option(f"select[name='order-{option.id}']", str(place))
    for pair in question.pairs:
        page.select_option(f"select[name='pair-{pair.id}']", pair.id)
    if question.accepted:
        page.fill("input[name=text]", question.accepted[0])


def _scenario(page: Page, scenario: Scenario, look: Look) -> None:
    if not page.locator("input[name=node]").count():
        look("conversation-begin", page)
        press(page)
    while page.locator("input[name=node]").count():
        node = scenario.node(page.locator("input[name=node]").input_value())
        assert node is not None
        best = min(node.choices, key=lambda choice: ("strong", "weak", "harm").index(choice.quality))
        page.check(f"input[name=choice][value='{best.id}']")
        look("conversation-turn", page)
        press(page)
        look("conversation-consequence", page)
        press(page)
    look("conversation-end", page)


def _evaluation(page: Page, evaluation, look: Look) -> None:  # type: ignore[no-untyped-def]
    for group in page.locator("fieldset.choices").all():
        group.locator("input").last.check()
    look("evaluation", page)
    press(page)


def _acknowledgement(page: Page, acknowledgement, look: Look) -> None:  # type: ignore[no-untyped-def]
    page.check("input[name=statement]")
    look("acknowledgement", page)
    press(page)


STEPS: dict[str, Callable[[Page, object, Look], None]] = {
    "lesson": _lesson,
    "check": _check,  # type: ignore[dict-item]
    "scenario": _scenario,  # type: ignore[dict-item]
    "evaluation": _evaluation,
    "acknowledgement": _acknowledgement,
}
