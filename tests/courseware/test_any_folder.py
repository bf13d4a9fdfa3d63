"""Any folder either reads or is explained; what reads can be written and read again."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attune.courseware import Files, Module, Series, files_of, fingerprint, read, write
from attune.courseware.folders import below
from attune.courseware.markdown import parse
from attune.courseware.rendering import Desk, render
from tests.courseware.small import module_files, series_files
from tests.courseware.works import damaged_folders, modules, series, strange_folders

COURSES = Path(__file__).parents[2] / "courses"
BUILT_IN = files_of(COURSES / "csam-survivors") if COURSES.is_dir() else {}
PATIENT = settings(deadline=None, suppress_health_check=list(HealthCheck))


def is_read_or_explained(files: Files) -> None:
    reading = read(files)
    assert (reading.work is None) == any(problem.is_blocking for problem in reading.problems)
    for problem in reading.problems:
        assert problem.sentence[-1] in ".:…/›)" or problem.sentence.strip()
        assert "Traceback" not in problem.sentence
        assert str(problem).isprintable()
        str(problem).encode()
    if reading.work is not None:
        assert read(write(reading.work)).work == reading.work


@PATIENT
@given(strange_folders())
def test_any_bytes(files: Files) -> None:
    is_read_or_explained(files)


@PATIENT
@given(damaged_folders(module_files()) | damaged_folders(series_files()))
def test_any_slip_in_a_small_course(files: Files) -> None:
    is_read_or_explained(files)


@pytest.mark.skipif(not BUILT_IN, reason="the built-in series is not beside this checkout")
@settings(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_slip_in_the_built_in_series(data: st.DataObject) -> None:
    is_read_or_explained(data.draw(damaged_folders(BUILT_IN)))


@settings(deadline=None, max_examples=50, suppress_health_check=list(HealthCheck))
@given(modules() | series())
def test_writing_and_reading_again_is_the_identity(work: Module | Series) -> None:
    files = write(work)
    reading = read(files)
    assert [str(problem) for problem in reading.problems if problem.is_blocking] == []
    assert reading.work == work
    assert fingerprint(write(reading.work)) == fingerprint(files)


MARKS = st.lists(
    st.sampled_from(
        (
            *("::: aside\n", ":::\n", "::: voice x\n", "```\n", "~~~", "> ", "- ", "1. ", "    ", "\t", "## ", "#", "---\n"),
            *("===\n", "|", "|-|-|\n", "\n", "\n\n", "[^M1]", "[", "](", "term:", "http://", ")", "<b>", "<!--", "-->"),
            *("&amp;", "\\", "`", "**", "_", "a", "\x00", "\u2028", "é", "![", "{#x}", "assets/x.svg", '"t"', "figure "),
        )
    ),
    max_size=40,
).map("".join)


@settings(deadline=None, max_examples=300)
@given(MARKS | st.text())
def test_any_markdown_renders_to_something_harmless(markdown: str) -> None:
    parse(markdown)
    html = render(markdown, Desk({}, lambda path: f"/files/{path}")).html
    for word in ("<script", "javascript:", "onerror", "style=", "<iframe", " name="):
        assert word not in html.replace("&lt;", "")


@pytest.mark.skipif(not BUILT_IN, reason="the built-in series is not beside this checkout")
def test_the_built_in_series_is_the_same_after_writing() -> None:
    reading = read(BUILT_IN)
    assert [str(problem) for problem in reading.problems if problem.is_blocking] == []
    assert isinstance(reading.work, Series)
    for work in (reading.work, *reading.modules.values()):
        assert read(write(work)).work == work
    assert set(reading.modules) == {each for each in reading.work.modules if below(BUILT_IN, f"{each}/")}
