"""Folders on the disk, fingerprints, and works that stand alone."""

import hashlib
import random
from pathlib import Path

import pytest

from attune.courseware import Module, Series, Unreadable, files_of, fingerprint, read, split, write
from attune.courseware import folders as limits
from tests.courseware.small import changed, module_files, series_files


def lay(folder: Path, files: dict[str, bytes]) -> Path:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def test_files_are_taken_as_they_are_but_for_what_editors_leave(tmp_path: Path) -> None:
    left = {".DS_Store": b"x", ".git/config": b"x", "first-contact/module.toml~": b"x", "__MACOSX/x": b"x"}
    assert files_of(lay(tmp_path, series_files() | left)) == series_files()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="one problem to mend") as caught:
        files_of(tmp_path / "none")
    assert [problem.sentence for problem in caught.value.problems] == ["There is no such folder."]
    assert caught.value.status == 422


def test_links_are_refused(tmp_path: Path) -> None:
    lay(tmp_path, module_files())
    (tmp_path / "assets" / "passwd.md").symlink_to("/etc/passwd")
    (tmp_path / "more").symlink_to("/etc")
    with pytest.raises(Unreadable) as caught:
        files_of(tmp_path)
    assert {problem.file for problem in caught.value.problems} == {"assets/passwd.md", "more"}


@pytest.mark.parametrize(("limit", "most"), [("MOST_FILES", 3), ("LARGEST_FILE", 500), ("LARGEST_FOLDER", 2_000)])
def test_what_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, most: int) -> None:
    lay(tmp_path, module_files())
    monkeypatch.setattr(limits, limit, most)
    with pytest.raises(Unreadable):
        files_of(tmp_path)
    assert read(module_files()).work is None


def test_the_fingerprint_is_the_sum_of_sorted_paths_and_sums() -> None:
    content = {"b": b"2", "a": b"1"}
    lines = "".join(f"{path}\0{hashlib.sha256(content[path]).hexdigest()}\n" for path in ("a", "b"))
    assert fingerprint(content) == hashlib.sha256(lines.encode()).hexdigest()


def test_the_same_files_have_the_same_fingerprint_in_any_order() -> None:
    items = list(module_files().items())
    random.Random(7).shuffle(items)
    assert fingerprint(dict(items)) == fingerprint(module_files())


@pytest.mark.parametrize("change", [("module.toml", b"\n"), ("assets/steps.svg", b" "), ("new.md", b"")])
def test_any_change_changes_the_fingerprint(change: tuple[str, bytes]) -> None:
    path, more = change
    files = module_files()
    assert fingerprint({**files, path: files.get(path, b"") + more}) != fingerprint(files)


def test_line_ends_and_marks_of_editors_do_not_change_what_is_read() -> None:
    files = module_files()
    texts = {path: content for path, content in files.items() if not path.startswith("assets/")}
    windows = files | {path: b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n") for path, text in texts.items()}
    assert read(windows).work == read(files).work
    assert fingerprint(windows) != fingerprint(files)


def test_letters_are_composed() -> None:
    decomposed = changed(module_files(), "module.toml", "How to begin.", "Cafe\u0301.")
    work = read(decomposed).work
    assert isinstance(work, Module)
    assert work.summary == "Caf\u00e9."


def test_a_series_splits_into_works_that_stand_alone() -> None:
    files = series_files()
    reading, parts = read(files), split(files)
    alone = read(parts.series).work
    assert isinstance(alone, Series)
    assert alone == reading.work
    assert set(alone.sources) == {"M2-05"}
    assert alone.glossary == {}
    assert list(parts.modules) == ["first-contact"]
    assert read(parts.modules["first-contact"]).work == reading.modules["first-contact"]


def test_a_source_changes_those_works_alone_that_cite_it() -> None:
    before = split(series_files())
    after = split(changed(series_files(), "sources.toml", "A law", "A newer law"))
    assert fingerprint(before.series) == fingerprint(after.series)
    assert fingerprint(before.modules["first-contact"]) != fingerprint(after.modules["first-contact"])


def test_a_source_that_a_term_cites_comes_along() -> None:
    files = series_files()
    lesson = "first-contact/1-before-you-go.md"
    files = changed(files, lesson, "[^M2-05][^M2-01]", "")
    module = read(files).modules["first-contact"]
    assert {"M2-01", "M2-05"} == set(module.sources)
    assert read(split(files).modules["first-contact"]).work == module


def test_what_cannot_be_read_cannot_be_split() -> None:
    with pytest.raises(Unreadable) as caught:
        split(changed(series_files(), "first-contact/module.toml", "title", "tilte"))
    assert caught.value.problems
    with pytest.raises(Unreadable):
        split(module_files())


def test_what_was_written_can_be_laid_on_the_disk_and_read(tmp_path: Path) -> None:
    work = read(module_files()).work
    assert isinstance(work, Module)
    assert read(files_of(lay(tmp_path, write(work)))).work == work


NOT_TO_BE_DRAWN = [
    (b"<script>alert(1)</script>", "A drawing may not hold <script>."),
    (b'<rect onclick="x()"/>', "take out onclick."),
    (b'<use href="https://example.org/a.svg#b"/>', "A drawing may refer only to its own parts"),
    (b'<use xmlns:x="http://www.w3.org/1999/xlink" x:href="a.svg#b"/>', "A drawing may refer only to its own parts"),
    (b'<image href="data:image/png;base64,AA"/>', "A drawing may not hold <image>."),
    (b"<foreignObject/>", "A drawing may not hold <foreignObject>."),
    (b'<rect fill="url(https://example.org/x)"/>', "A drawing may not load anything from elsewhere."),
    (b"<style>@import 'x.css';</style>", "A drawing may not load anything from elsewhere."),
    (b'<a href="#x"/>', "A drawing may not hold <a>."),
    (b'<p xmlns="http://www.w3.org/1999/xhtml"/>', "A drawing may not hold elements of another kind"),
    (b"<g>", "This is not a well-formed SVG file"),
    (b"<!DOCTYPE x>", "A drawing has no DOCTYPE"),
]


@pytest.mark.parametrize(("part", "sentence"), NOT_TO_BE_DRAWN)
def test_drawings_only_draw(part: bytes, sentence: str) -> None:
    files = module_files()
    files["assets/steps.svg"] = files["assets/steps.svg"].replace(b"<rect", part + b"<rect", 1)
    told = [str(problem) for problem in read(files).problems]
    assert any(each.startswith("assets/steps.svg: ") and sentence in each for each in told)


def test_drawings_may_use_their_own_parts() -> None:
    files = module_files()
    own = b'<defs><linearGradient id="g"/></defs><rect fill="url(#g)"/><use href="#g"/>'
    files["assets/steps.svg"] = files["assets/steps.svg"].replace(b"<rect", own + b"<rect", 1)
    assert read(files).problems == ()


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.pdf", "a.mp4", "a.webm", "a.vtt"])
def test_files_are_what_their_names_say(name: str) -> None:
    told = [str(problem) for problem in read({**module_files(), f"assets/{name}": b"<html>"}).problems]
    assert any("though its name says so" in each for each in told)
