"""What every page inherits: the sheet, the base template and the components, held to WCAG 2.2 AA and to their budget."""

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.template import TemplateSyntaxError, engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import resolve
from playwright.sync_api import Page, expect

from attune.web.public.components import components
from tests.browser import Browser, fresh_page, violations
from tests.web.stand import Stand, open_stand, person_of

STATIC = Path(__file__).parents[2] / "attune" / "web" / "static"
WEB = STATIC.parent
WIDTHS = (1280, 640, 360, 320)  # 640: a window of 1280 at 200 % zoom; 320: WCAG 1.4.10
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
  .filter(e => e.checkVisibility() && !e.closest('p, li:not([class]) > span, sup, td') && !e.closest('.skip'))
  .map(e => [(e.closest('label') ?? e).getBoundingClientRect(), e.outerHTML.slice(0, 90)])
  .filter(([box]) => box.height < %d).map(([box, html]) => Math.round(box.height) + ' ' + html)"""

ALL_FIT = "[...document.querySelectorAll('.button, .choice, .tag, h1, h2')].every(e => e.scrollWidth <= e.clientWidth + 1)"
RING = """(() => { const at = document.activeElement; const style = getComputedStyle(at.closest('.choice') ?? at);
  const isSeen = style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2;
  return at === document.body || isSeen || at.outerHTML.slice(0, 90) })()"""


@pytest.fixture(scope="module")
def stand() -> Iterator[Stand]:
    with open_stand() as opened:
        yield opened


@pytest.fixture
def pages(browser: Browser) -> Callable[..., Any]:
    return lambda **context: fresh_page(browser, **context)


def rendered(person: object, path: str = "/") -> str:
    request = RequestFactory().get(path)
    request.user = person  # type: ignore[assignment]
    return render_to_string("base.html", {}, request)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_on_the_components_page(pages: Callable[..., Any], stand: Stand, scheme: str, width: int) -> None:
    with pages(color_scheme=scheme, viewport={"width": width, "height": 800}) as page:
        page.goto(f"{stand.url}/components/")
        for details in page.locator("details").all():
            details.evaluate("one => { one.open = true }")
        assert violations(page) == []


@pytest.mark.parametrize("path", ["/404", "/500", "/csrf", "/refused"])
def test_axe_finds_nothing_on_the_pages_of_a_no(page: Page, stand: Stand, path: str) -> None:
    page.goto(stand.url + path)
    assert violations(page) == []


def test_axe_finds_nothing_while_paused(page: Page, stand: Stand) -> None:
    page.goto(f"{stand.url}/question/1")
    page.keyboard.press("Alt+p")
    assert violations(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_window(pages: Callable[..., Any], stand: Stand, width: int) -> None:
    with pages(viewport={"width": width, "height": 700}) as page:
        page.goto(f"{stand.url}/components/")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(ALL_FIT)


def test_text_spacing_may_be_widened(pages: Callable[..., Any], stand: Stand) -> None:
    """WCAG 1.4.12: nothing is cut off with these distances."""
    wide = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
    with pages(viewport={"width": 320, "height": 700}, bypass_csp=True) as page:
        page.goto(f"{stand.url}/components/")
        page.add_style_tag(content=wide)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("width", [1280, 360])
def test_targets_are_44_pixels_high(pages: Callable[..., Any], stand: Stand, width: int) -> None:
    with pages(viewport={"width": width, "height": 700}) as page:
        page.goto(f"{stand.url}/components/")
        assert page.evaluate(SMALL_TARGETS % 44) == []


def test_the_menu_works_without_javascript(pages: Callable[..., Any], stand: Stand) -> None:
    with pages(viewport={"width": 360, "height": 700}, java_script_enabled=False) as page:
        page.goto(f"{stand.url}/components/")
        link = page.get_by_role("link", name="My training")
        expect(link).to_be_hidden()
        page.locator(".menu > summary").click()
        expect(link).to_be_visible()


def test_the_menu_stands_open_on_a_wide_screen(page: Page, stand: Stand) -> None:
    page.goto(f"{stand.url}/components/")
    expect(page.get_by_role("link", name="My training")).to_be_visible()
    expect(page.locator(".menu > summary")).to_be_hidden()


def test_by_keyboard_the_first_stop_leads_to_the_content_and_every_stop_shows_a_ring(page: Page, stand: Stand) -> None:
    page.goto(f"{stand.url}/components/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(RING) is True


def test_errors_take_the_focus_and_lead_to_their_fields(page: Page, stand: Stand) -> None:
    page.goto(f"{stand.url}/components/")
    page.get_by_role("link", name="Work e-mail: ").click()
    field = page.locator("#sent_email")
    expect(field).to_be_focused()
    assert page.evaluate("document.activeElement.getAttribute('aria-describedby')") == "sent_email_helptext sent_email_error"
    expect(field).to_have_attribute("aria-invalid", "true")


def test_every_name_that_a_description_points_to_is_there(page: Page, stand: Stand) -> None:
    page.goto(f"{stand.url}/components/")
    missing = page.evaluate(
        "[...document.querySelectorAll('[aria-describedby], [aria-labelledby]')].flatMap(e =>"
        " [e.getAttribute('aria-describedby'), e.getAttribute('aria-labelledby')].filter(Boolean).join(' ').split(' '))"
        ".filter(id => !document.getElementById(id))"
    )
    assert missing == []


def test_a_page_with_an_error_says_so_in_its_title() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert "<title>Error: " in render_to_string("base.html", {"refusal": "Please choose a date."}, request)
    assert "<title>Error: " not in render_to_string("base.html", {}, request)


def test_free_text_says_that_it_is_no_place_for_names_or_cases() -> None:
    request = RequestFactory().get("/components/")
    request.user = AnonymousUser()
    page = components(request).content.decode()
    assert page.count("<textarea") - page.count('class="reflection"') == page.count("No names, please, and no details of a case")


def test_the_frame_of_a_page_is_light() -> None:
    assert len(rendered(AnonymousUser()).encode()) < 4096
    assert len(rendered(person_of(1)).encode()) < 4096


def test_every_address_of_the_frame_is_one_of_ours(settings: Any) -> None:
    settings.IS_DEMO = True
    ruth = person_of(3)
    ruth.held_roles = frozenset({"staff"})  # type: ignore[union-attr]
    addresses = set(re.findall(r'(?:href|action)="(/[^"#]*)"', rendered(ruth) + rendered(AnonymousUser())))
    pages = {address for address in addresses if not address.startswith("/static/")}
    assert {"/outbox/", "/staff/requests/", "/account/logout/", "/account/login/", "/updates/"} <= pages
    for address in pages:
        assert resolve(address), address


def test_the_frame_asks_the_database_nothing_for_a_visitor(client: Any) -> None:
    """No `db` mark: a query would be refused."""
    assert client.get("/components/").status_code == 200


def test_person_marks_differ_and_give_nobody_away() -> None:
    marks = [re.search(r'data-person="([0-9a-f]{16})"', rendered(person_of(key))) for key in (1, 2)]
    assert marks[0] and marks[1] and marks[0][1] != marks[1][1]
    assert "data-person" not in rendered(AnonymousUser())


def test_the_sheet_the_scripts_and_the_font_keep_to_their_weight() -> None:
    assert len(gzip.compress((STATIC / "css" / "attune.css").read_bytes())) <= 12_000
    assert len(gzip.compress(b"".join(file.read_bytes() for file in (STATIC / "js").glob("*.js")))) <= 6_000
    assert sum(file.stat().st_size for file in (STATIC / "fonts").glob("*.woff2")) <= 35_000


def test_no_page_carries_styles_or_scripts_of_its_own() -> None:
    """The policy forbids them; here it is seen before a browser refuses."""
    templates = list((WEB / "templates").rglob("*.html"))
    assert templates
    for file in templates:
        text = re.sub(r"{%.*?%}", "", file.read_text())
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\bsrc=)", text), file
        assert not re.search(r'(?:src|href)="https?://', re.sub(r'<a\b[^>]*>', "", text)), file


def test_every_file_that_a_template_names_is_there() -> None:
    for file in (WEB / "templates").rglob("*.html"):
        for name in re.findall(r"{% static '([^']+)' %}", file.read_text()):
            assert finders.find(name), f"{file} asks for {name}"


def test_an_icon_that_does_not_exist_is_found_when_the_template_is_read() -> None:
    with pytest.raises(TemplateSyntaxError, match="There is no icon named 'dragon'"):
        engines["django"].from_string('{% icon "dragon" %}')
    assert "<svg" in engines["django"].from_string('{% icon "lesson" %}').render()
    assert "<svg" in engines["django"].from_string("{% icon kind %}").render({"kind": "scenario"})


def test_every_component_is_shown_and_every_component_is_used() -> None:
    """One template, one name; what no page uses is taken away."""
    texts = {file: file.read_text() for file in (WEB / "templates").rglob("*.html")}
    used = {file: set(re.findall(r'"components/(\w+)\.html"', text)) for file, text in texts.items()}
    parts = {file.stem for file in (WEB / "templates" / "components").glob("*.html")}
    sample = WEB / "templates" / "components_page.html"
    frame = WEB / "templates" / "base.html"
    inner = {file.stem: names for file, names in used.items() if file.parent.name == "components"}
    shown = used[sample] | used[frame]
    shown |= {name for part in shown for name in inner.get(part, ())}
    assert parts - shown == set()
    elsewhere = set().union(*(names for file, names in used.items() if file != sample))
    for file in WEB.rglob("*.py"):  # what is drawn once and kept is named there
        elsewhere |= set(re.findall(r'"components/(\w+)\.html"', file.read_text()))
    assert parts - elsewhere == set()
