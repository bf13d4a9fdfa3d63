"""What authors write becomes calm, sanitised markup with the names that the style sheet knows."""

from attune.courseware import Check, Html, Lesson, Module, Scenario, Series, read
from attune.courseware.rendering import Desk, render
from tests.courseware.small import changed, module_files, series_files

VIDEO = "::: video assets/a.mp4 captions=assets/a.es.vtt transcript=assets/a.md\nA greeting.\n:::\n"


def html_of(markdown: str) -> str:
    return render(markdown, Desk({}, lambda path: f"/files/{path}", has_sections=True)).html


def module() -> Module:
    work = read(module_files(), asset_url=lambda path: f"/files/{path}").work
    assert isinstance(work, Module)
    return work


def lesson() -> Lesson:
    component = module().components[0]
    assert isinstance(component, Lesson)
    return component


def test_a_lesson_is_divided_at_its_headings() -> None:
    first, second = lesson().sections
    assert (first.id, first.title, first.minutes) == ("who-goes", "Who goes", 3)
    assert (second.id, second.title, second.minutes) == ("where-and-when", "Where and when", None)
    assert first.body.html.startswith("<p>An opening paragraph.</p>")
    assert first.body.plain.startswith("An opening paragraph.\nTwo people go. They know the team.\nA closer look")


def test_citations_are_numbered_by_section_in_the_order_in_which_they_come() -> None:
    first, second = lesson().sections
    assert first.sources == ("M2-01", "M2-05")
    assert second.sources == ("M2-05",)
    assert first.body.html.count('<sup class="source"><a href="#source-M2-01" aria-label="Source 1">1</a></sup>') == 2
    assert '<a href="#source-M2-05" aria-label="Source 2">2</a>' in first.body.html
    assert '<a href="#source-M2-05" aria-label="Source 1">1</a>' in second.body.html


def test_elsewhere_citations_are_numbered_by_component() -> None:
    scenario, check = module().components[1:3]
    assert isinstance(scenario, Scenario)
    assert isinstance(check, Check)
    assert scenario.sources == ("M2-01", "M2-05")
    assert 'aria-label="Source 2">2<' in scenario.debrief.html
    assert check.sources == ("M2-01",)


def test_terms_are_linked_and_listed() -> None:
    first = lesson().sections[0]
    assert '<a class="term" href="#term-mdt">team</a>' in first.body.html
    assert first.terms == ("mdt",)
    assert "People who work together." in module().glossary["mdt"].definition.html


def test_blocks_have_the_names_that_the_style_sheet_knows() -> None:
    html = "".join(section.body.html for section in lesson().sections)
    for part in (
        '<aside class="aside" role="note"><h3>In practice</h3>',
        '<div class="pair"><section class="do"><h3>Do</h3>',
        '<section class="dont"><h3>Don’t</h3>',
        '<blockquote class="voice"><p>Being asked mattered.</p>\n<footer>',
        '<div class="pause"><p>',
        '<details class="advisory"><summary>What this part talks about</summary><p>About grief.</p>',
        '<figure class="figure"><img src="/files/assets/steps.svg" alt="Three steps in a row" width="200" height="100"',
        "<figcaption><p>The steps.</p>\n</figcaption></figure>",
        '<div class="table" role="group" aria-label="Table" tabindex="0"><table>',
        '<th scope="col">Who</th>',
    ):
        assert part in html


def test_what_is_typed_into_a_reflection_cannot_be_sent() -> None:
    html = lesson().sections[1].body.html
    assert '<textarea rows="3" autocomplete="off" data-never-sent="">' in html
    assert " name=" not in html


def test_a_video_has_captions_and_its_transcript_to_read() -> None:
    files = changed(module_files(), "1-before-you-go.md", "::: pause", f"{VIDEO}\n::: pause") | {
        "assets/a.mp4": b"\x00\x00\x00\x18ftypmp42",
        "assets/a.es.vtt": b"WEBVTT\n",
        "assets/a.md": b"She says: **welcome**.",
    }
    reading = read(files, asset_url=lambda path: f"/files/{path}")
    assert reading.problems == ()
    assert isinstance(reading.work, Module)
    first = reading.work.components[0]
    assert isinstance(first, Lesson)
    html = first.sections[1].body.html
    assert '<figure class="video"><video controls="" preload="metadata" src="/files/assets/a.mp4">' in html
    assert '<track kind="captions" src="/files/assets/a.es.vtt" srclang="es" label="Español" default="">' in html
    assert "<figcaption><p>A greeting.</p>\n</figcaption>" in html
    assert "<summary>Transcript</summary><p>She says: <strong>welcome</strong>.</p>" in html


def test_links_within_a_lesson_go_to_the_page_of_the_section() -> None:
    files = changed(module_files(), "1-before-you-go.md", "An opening", "[Later](#where-and-when), an opening")
    work = read(files).work
    assert isinstance(work, Module)
    first = work.components[0]
    assert isinstance(first, Lesson)
    assert '<a href="?section=where-and-when">Later</a>' in first.sections[0].body.html


def test_html_knows_that_it_is_done() -> None:
    html = lesson().sections[0].body.html
    assert isinstance(html, Html)
    assert html.__html__() == html


def test_a_series_has_its_about_page() -> None:
    work = read(series_files()).work
    assert isinstance(work, Series)
    assert "<h2>From what</h2>" in work.about.html
    assert work.about.sources == ("M2-05",)


def test_what_is_hostile_is_disarmed_even_where_nobody_checked() -> None:
    html = html_of(
        "<script>alert(1)</script>\n\n[x](javascript:alert)\n\n[y](data:text/html,x)\n\n"
        '<img src=x onerror=alert(1)>\n\n::: figure javascript:alert "x"\n:::\n\n::: " onload="alert\n:::\n'
    )
    for hostile in ("<script", 'href="javascript', 'href="data:', "<img src=x", 'src="javascript', 'onload="alert'):
        assert hostile not in html


def test_straight_quotes_stay_straight() -> None:
    assert html_of('She said "no" -- and left...') == '<p>She said "no" -- and left...</p>\n'
