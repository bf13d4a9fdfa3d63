"""Every rule of the format has its sentence, with the file and the place."""
# ruff: noqa: E501 -- tables of slips and sentences are read across

from datetime import date

import pytest

from attune.courseware import Module, Problem, Series, read
from tests.courseware.small import DRAWING, changed, module_files, series_files

LESSON, CHECK, TALK, EVALUATION = (
    "1-before-you-go.md",
    "3-what-would-you-say.check.toml",
    "2-at-a-workplace.scenario.toml",
    "4-tell-us.evaluation.toml",
)


def told(files: dict[str, bytes]) -> list[str]:
    reading = read(files)
    assert (reading.work is None) == any(problem.is_blocking for problem in reading.problems)
    return [str(problem) for problem in reading.problems]


def test_the_small_module_and_series_read_without_a_word() -> None:
    module, series = read(module_files()), read(series_files())
    assert isinstance(module.work, Module)
    assert isinstance(series.work, Series)
    assert module.problems == series.problems == ()
    assert series.modules["first-contact"] == module.work


WRONG = [
    # file, old words, new words, what is told
    (LESSON, "minutes = 8", "minutes = 'eight'", "1-before-you-go.md, head: `minutes` must be a whole number, and is a text."),
    (LESSON, "minutes = 8", "minutes = true", "head: `minutes` must be a whole number, and is true or false."),
    (LESSON, "minutes = 8", "minutes = 0", "head: `minutes` must be a whole number from 1 to 600."),
    (LESSON, 'title = "Before', 'tilte = "Before', "head: The format does not know `tilte` here. Is it a slip of the pen?"),
    (LESSON, 'title = "Before', 'tilte = "Before', "head: `title` is missing."),
    (LESSON, "title =", "title", "1-before-you-go.md, line 2: This is not valid TOML"),
    (LESSON, "+++\ntitle", "title", "line 1: A lesson begins with a line +++"),
    (LESSON, "Two people go.[^M2-01]", "Two people go.[^M9-99]", "line 10: It cites the source M9-99, which sources.toml does not have."),
    (LESSON, "Two people go.[^M2-01]", "Two people go.[^ M2-01]", "line 10: A citation is written [^ID]"),
    (LESSON, "term:mdt", "term:team", "line 10: It uses the term “team”, which glossary.toml does not have."),
    (LESSON, "(term:mdt)", "(javascript:alert)", "A link cannot go to “javascript:alert”"),
    (LESSON, "(term:mdt)", "(//elsewhere.example)", "A link cannot go to “//elsewhere.example”"),
    (LESSON, "(term:mdt)", "(file:///etc/passwd)", "A link cannot go to “file:///etc/passwd”"),
    (LESSON, "(term:mdt)", "(#nowhere)", "There is no section “nowhere” in this text."),
    (LESSON, "(term:mdt)", "(../nowhere/)", "A link cannot go to “../nowhere/”"),
    (LESSON, "(term:mdt)", "(assets/none.pdf)", "The file assets/none.pdf is not there."),
    (LESSON, "[team](", "[](", "This link has no words."),
    (LESSON, "[team](term:mdt)", "![team](assets/steps.svg)", "Pictures come through the block ::: figure alone."),
    (LESSON, "Two people go.", "<b>Two</b> people go.", "line 10: HTML is not allowed: <b>"),
    (LESSON, "Two people go.", "<script>alert(1)</script>\n", "line 10: HTML is not allowed."),
    (LESSON, "Two people go.", "[here]: https://example.org\n", "Write the address into the link itself"),
    (LESSON, "### A closer", "#### A closer", "line 12: This heading leaves out a level: ### comes next."),
    (LESSON, "### A closer", "# A closer", "line 12: Headings start with ## here."),
    (LESSON, "Ask first.", "## Ask first", "A heading ## starts a section and cannot stand within a block"),
    (LESSON, "## Where and when", "## Where [and](term:mdt) when", "The heading of a section is plain words"),
    (LESSON, "## Where and when", "## Where and when {#who-goes}", "Two sections have the id “who-goes”."),
    (LESSON, "{#who-goes minutes=3}", "{#Who_Goes}", "line 8: “Who_Goes” is not an id"),
    (LESSON, "## Where and when", "## Empty\n\n## Where and when", "The section “Empty” has no text."),
    (LESSON, "::: aside", "::: asdie", "There is no block “asdie”."),
    (LESSON, "::: voice M2-05", "::: voice", "A block “voice” names the id of its source"),
    (LESSON, "::: voice M2-05", "::: voice M2-99", "It cites the source M2-99"),
    (LESSON, 'steps.svg "Three steps in a row"', "steps.svg", "A figure names its file and an alternative text"),
    (LESSON, 'steps.svg "Three steps in a row"', 'steps.svg " "', "A figure names its file and an alternative text"),
    (LESSON, "assets/steps.svg", "assets/none.svg", "The file assets/none.svg is not there."),
    (LESSON, "assets/steps.svg", "../steps.svg", "is not a file in assets/"),
    (LESSON, "::: figure assets/steps.svg", "::: video assets/steps.svg", "A video names its file, captions and transcript"),
    (LESSON, "Stop here for a moment.", "", "The block “pause” is empty."),
    (LESSON, "::: dont\n- Leave details on voicemail\n:::\n", "", "A block “pair” holds a block “do” and then a block “dont”"),
    (LESSON, "::: pause", "::: do", "The block “do” stands directly in a block “pair”."),
    (LESSON, "::: advisory", "::: pause now", "Nothing stands behind ::: pause on its line."),
    (LESSON, "Being asked mattered.\n:::", "Being asked mattered.", "The block “voice” is never closed"),
    (LESSON, "An opening paragraph.", "An opening paragraph.\n\n:::", "line 8: This ::: closes a block that was never opened."),
    (LESSON, "An opening paragraph.", "- one\n\n  ::: pause\n  x\n  :::", "A line with ::: stands at the margin"),
    (LESSON, "An opening paragraph.", "An opening\u202e paragraph.", "line 6: There is an invisible control character here."),
    (LESSON, "An opening paragraph.", ">" * 40 + " deep", "nested too deeply"),
    (CHECK, 'text = "One person"', 'text = "Two people"', "question 1: Two lines say the same: “Two people”."),
    (CHECK, "right = true\n", "", "question 1: Exactly one option must be right (`right = true`), and none is."),
    (CHECK, 'text = "One person"', 'text = "One person"\nright = true', "question 1: Exactly one option must be right (`right = true`), and 2 is."),
    (CHECK, 'text = "Pressure"', 'text = "Pressure"\nright = true', "question 2: At least one option must be right (`right = true`), and at least one wrong."),
    (CHECK, 'feedback = "Not alone."', "", "question 1, option 2: `feedback` is missing."),
    (CHECK, 'feedback = "Not alone."', 'feedback = " "', "question 1, option 2: `feedback` is empty."),
    (CHECK, 'feedback = "Say who you are first."', "", "question 3: `feedback` is missing."),
    (CHECK, 'text = "Say who you are"', 'text = "Say who you are"\nright = true', "question 3, option 1: The format does not know `right` here."),
    (CHECK, 'id = "what-helps"', 'id = "who-goes"', "Two questions have the id “who-goes”."),
    (CHECK, 'id = "one"', 'id = "two"', "question 1: Two options have the id “two”."),
    (CHECK, "draw = 4", "draw = 9", "`draw` is 9, but there are only 5 questions."),
    (CHECK, "pass_percent = 80", "pass_percent = 101", "`pass_percent` must be a whole number from 1 to 100."),
    (CHECK, 'kind = "single"', 'kind = "one"', "question 1: `kind` is “one”; it must be single, multiple, order, match or short."),
    (CHECK, 'sources = ["M2-01"]', 'sources = ["M9-01"]', "question 1, option 1: It cites the source M9-01"),
    (CHECK, 'sources = ["M2-01"]', 'sources = "M2-01"', "question 1, option 1: `sources` must be a list, and is a text."),
    (CHECK, 'accepted = ["CSAM", "child sexual abuse material"]', 'accepted = ["?"]', "question 5: `accepted` must list at least one right answer."),
    (CHECK, 'right = "Supports"', 'right = "Leads"', "question 4: All pairs have the same right half."),
    (CHECK, 'text = "Two people"', 'text = "Two people[^M2-01]"', "`text` is plain text: a citation [^…] is not possible here."),
    (CHECK, 'intro = "Nothing is timed."', 'intro = "## Big"', "intro: Headings start with ### here."),
    (TALK, 'to = "room"', 'to = "rooom"', "node reception, choice 1: It leads to “rooom”, which is no node."),
    (TALK, 'start = "reception"', 'start = "lobby"', "`start` is “lobby”, which is no node."),
    (TALK, 'why = "It gives her away."', "", "node reception, choice 3: `why` is missing."),
    (TALK, 'consequence = "Others hear it."', "", "node reception, choice 3: `consequence` is missing."),
    (TALK, 'to = "end"\nquality = "strong"', 'to = "end"\nquality = "weak"', "There is no path of strong choices alone from the start to an end."),
    (TALK, 'to = "end"', 'to = "reception"', "node end: No path from the start comes here."),
    (TALK, 'to = "end"', 'to = "reception"', "node room: No path from here comes to an end."),
    (TALK, "is_end = true\n", "", "node end: A node has 1 to 6 choices, or is an end"),
    (TALK, 'outcome = "She may call again."', "", "node end: `outcome` is missing."),
    (TALK, 'principles = ["choice"]', 'principles = ["chance"]', "“chance” is not a principle"),
    (TALK, 'id = "room"\nsays', 'id = "end"\nsays', "Two nodes have the id “end”."),
    (EVALUATION, 'low = "Not at all"\n', "", "question 1: `low` is missing."),
    (EVALUATION, 'kind = "comment"', 'kind = "comment"\nlow = "x"', "question 3: The format does not know `low` here."),
    ("module.toml", '"before-you-go"', '"nowhere"', "objective 1: There is no component “nowhere” in this module."),
    ("module.toml", 'questions = ["who-goes"]', 'questions = ["nothing"]', "objective 1: There is no question “nothing” in this module."),
    ("module.toml", 'roles = ["officer"]', 'roles = ["captain"]', "“captain” is not a role"),
    ("module.toml", "2027-11-22", "2027-11-22T10:00:00", "`review_by` must be a day"),
    ("module.toml", "2027-11-22", '"soon"', "`review_by` must be a date, and is a text."),
    ("module.toml", "all-required", "all", "completion: `rule` is “all”; it must be all-required."),
    ("module.toml", 'id = "first-contact"', 'id = "first-contact"\nrequires = ["first-contact"]', "A module cannot require itself."),
    ("sources.toml", 'grade = "M"', 'grade = "A"', "sources.toml, M2-01: `grade` is “A”; it must be P, M or S."),
    ("sources.toml", "https://example.org/law", "example.org", "sources.toml, M2-01: `url` must be an address"),
    ("sources.toml", "[M2-05]", "['M2 05']", "“M2 05” is not an id."),
    ("glossary.toml", "[^M2-05]", "[^M7-01]", "glossary.toml, mdt, definition: It cites the source M7-01"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "old", "new", "sentence"), WRONG)
def test_what_is_wrong_is_told_with_its_place(path: str, old: str, new: str, sentence: str) -> None:
    assert any(sentence in each for each in told(changed(module_files(), path, old, new)))


IN_A_SERIES = [
    ("series.toml", 'modules = ["first-contact"]', 'modules = ["first-contact", "second"]', "The module “second” has no folder."),
    ("series.toml", 'modules = ["first-contact"]', 'modules = ["second"]', "`modules` in series.toml does not name this module."),
    ("series.toml", 'id = "contact"', 'id = "other"', "first-contact/module.toml: The series has no topic “contact”."),
    ("series.toml", '"vetted"\nroles = ["officer", "detective"]', '"roles"', "`roles` must name at least one role"),
    ("series.toml", '"1.5"', '"long"', "credit 1: `hours` is a number in quotation marks"),
    ("series.toml", 'id = "small-series"', 'id = "first-contact"', "The series and a module have the same id."),
    ("about.md", "Who made it.", "# Who", "about.md, line 1: Headings start with ## here."),
    ("first-contact/module.toml", 'id = "first-contact"', 'id = "contact"', "The id is “contact”, but the folder is named first-contact/"),
    ("first-contact/module.toml", 'roles = ["officer"]', 'requires = ["third"]', "`requires` names “third”, which is no module of the series."),
]  # fmt: skip


@pytest.mark.parametrize(("path", "old", "new", "sentence"), IN_A_SERIES)
def test_what_is_wrong_in_a_series_is_told(path: str, old: str, new: str, sentence: str) -> None:
    assert any(sentence in each for each in told(changed(series_files(), path, old, new)))


def test_everything_is_told_at_once() -> None:
    files = changed(module_files(), LESSON, "term:mdt", "term:team")
    files = changed(files, CHECK, 'feedback = "Not alone."', "")
    files = changed(files, TALK, 'to = "room"', 'to = "rooom"')
    files["sources.toml"] += b"x"
    assert {problem.file for problem in read(files).problems} >= {LESSON, CHECK, TALK, "sources.toml"}


def test_files_that_the_format_does_not_know_are_told() -> None:
    files = {**module_files(), "2-x.chek.toml": b"", "assets/tool.exe": b"", "assets/a b.svg": b"", "A/B/C/D/E.md": b""}
    assert {problem.file for problem in read(files).problems} == set(files) - set(module_files())


@pytest.mark.parametrize("missing", ["module.toml", LESSON, "sources.toml", "glossary.toml", "assets/steps.svg"])
def test_a_missing_file_is_told(missing: str) -> None:
    assert told({path: content for path, content in module_files().items() if path != missing})


@pytest.mark.parametrize("missing", ["series.toml", "about.md", "first-contact/module.toml"])
def test_a_file_missing_from_a_series_is_told(missing: str) -> None:
    assert told({path: content for path, content in series_files().items() if path != missing})


def test_what_needs_a_look_does_not_block() -> None:
    files = changed(module_files(), "module.toml", 'questions = ["who-goes"]', "")
    files = changed(files, "module.toml", 'components = ["before-you-go", "at-a-workplace"]', "")
    files["assets/unused.svg"] = files["assets/steps.svg"]
    files["sources.toml"] += b'[M9-09]\ntitle = "T"\npublisher = "P"\ngrade = "S"\nurl = "https://example.org"\n'
    reading = read(files, today=date(2028, 1, 1))
    assert reading.work is not None
    assert reading.problems == (
        Problem("assets/unused.svg", "", "No text uses this file.", is_blocking=False),
        Problem("module.toml", "", "This was to be reviewed by 2027-11-22.", is_blocking=False),
        Problem("module.toml", "objective 1", "No component teaches it.", is_blocking=False),
        Problem("module.toml", "objective 1", "No question tests it.", is_blocking=False),
        Problem("sources.toml", "M9-09", "No text cites this source.", is_blocking=False),
    )


def test_a_module_cannot_require_one_that_comes_later() -> None:
    files = series_files()
    second = {path.replace("first-contact/", "second/"): content for path, content in files.items() if "/" in path}
    files = changed(files | second, "series.toml", '["first-contact"]', '["first-contact", "second"]')
    files = changed(files, "second/module.toml", 'id = "first-contact"', 'id = "second"')
    assert told(files) == []
    later = changed(files, "first-contact/module.toml", 'roles = ["officer"]', 'requires = ["second"]')
    assert told(later) == ["first-contact/module.toml: `requires` names “second”, which comes later in the series."]


def lesson_of(text: str) -> str:
    return f'+++\ntitle = "T"\nminutes = 1\n+++\n{text}'


TOO_MUCH: list[tuple[str, str | bytes, str]] = [
    (LESSON, lesson_of("a " * 60_000), "1-before-you-go.md: This lesson is larger than 100 kB."),
    (LESSON, lesson_of("## A\n\na\n\n" * 61), "There are more than 60 sections."),
    (LESSON, lesson_of(f"## {'A' * 201}\n\na"), "line 5: This heading is longer than 200 characters."),
    (LESSON, lesson_of("## {#own}\n\na"), "line 5: This heading has an id but no words."),
    (LESSON, lesson_of("##\n\na"), "line 5: This heading has no words."),
    (LESSON, lesson_of("- ## A\n\na"), "A heading ## starts a section and cannot stand within a block"),
    (LESSON, lesson_of(""), "has no text."),
    (LESSON, lesson_of("a").replace("minutes", "title"), "line 3: This is not valid TOML: cannot overwrite a value"),
    (LESSON, lesson_of("a").encode() + b"\n\n\xff", "line 7: This is not UTF-8 text."),
    (LESSON, lesson_of("::: aside\na\n\n::: aside\nb\n:::\n:::"), "A block “aside” cannot stand within another."),
    (LESSON, lesson_of("::: aside\n\n> ::: pause\n\n:::"), "A line with ::: stands at the margin"),
    (LESSON, lesson_of("::: video a.mp4 captions=b.vtt\n:::"), "A video names its file, captions and transcript"),
    (LESSON, lesson_of("::: video assets/a.png captions=assets/a.mp4 transcript=assets/a.vtt\n:::"), "The file of a transcript ends in .md"),
    (CHECK, "title = 'T'\nminutes = 1\npass_percent = 80", "A check has at least one question, under [[questions]]."),
    (CHECK, "questions = [1]", "question 1: This must be a table, written under [[questions]]."),
    (CHECK, "questions = 1", "`questions` must be a list, and is a number."),
    (CHECK, f"questions = [{'{}, ' * 1_001}]", "There are more than 1,000 tables [[questions]]."),
    (CHECK, f"intro = '{'a' * 20_001}'", "`intro` is longer than 20,000 characters."),
    (CHECK, 'intro = "a\\u202Eb"', "`intro` holds an invisible control character."),
    (CHECK, 'title = "a\\u0000b"', "`title` holds an invisible control character."),
    (CHECK, f"title = '{'a' * 201}'", "`title` is longer than 200 characters."),
    (CHECK, "title = ''", "`title` is empty."),
    (CHECK, "title = 07:30:00", "`title` must be a text, and is something else"),
    (CHECK, "title = 2026-01-01", "`title` must be a text, and is a date."),
    (CHECK, "title = {}", "`title` must be a text, and is a table."),
    (CHECK, "# " + "a" * 600_000, "This file is larger than 512 kB."),
    (CHECK, f"a = {'[' * 5_000}", "nested too deeply"),
    (CHECK, "a.b.c.d.e.f.g.h.i = 1", "line 1: This key has too many parts."),
    (CHECK, "a = 'b", "line 1: This is not valid TOML"),
    (CHECK, b"\xff", "line 1: This is not UTF-8 text."),
    (CHECK, "[[questions]]\nid = 'q'\nkind = 'single'\ntext = 'T'\n[[questions.options]]\nid = 'a'\ntext = 'A'\nright = 1", "`right` must be true or false, and is a number."),
    (CHECK, "[[questions]]\nkind = 'short'\naccepted = ['a', 1]", "question 1: `accepted` must be a list of at most 1,000 texts."),
    (CHECK, "[[questions]]\nkind = 'match'\n[[questions.pairs]]\nid = 'a'", "question 1: There must be 2 to 12 pairs, and there are 1."),
    (TALK, "title = 'T'", "A conversation has at least one node, under [[nodes]]."),
    (TALK, "start = 'a'\n[[nodes]]\nid = 'a'\nis_end = true\n[[nodes.choices]]\nto = 'a'", "node a: An end has no choices."),
    (EVALUATION, "title = 'T'", "An evaluation has 1 to 40 questions, under [[questions]]."),
    (EVALUATION, "[[questions]]\nkind = 'choice'", "question 1: There must be at least 2 options."),
    ("module.toml", "roles = ['officer', 'officer']", "“officer” stands twice in `roles`."),
    ("module.toml", "topics = ['A b']", "“A b” in `topics` is not an id."),
    ("module.toml", "advisory = 1", "`advisory` must be a table, and is a number."),
    ("6-before-you-go.md", lesson_of("a"), "module.toml: Two components have the id “before-you-go”."),
    ("5-more.md", lesson_of("a"), "module.toml: Two components have the number 5"),
    ("6-more.check.toml", module_files()[CHECK], "Two checks have a question “who-goes”"),
    ("series.toml", "", "module.toml: A folder holds a series or a module; this one holds both."),
    ("assets/STEPS.svg", DRAWING, "The name differs from assets/steps.svg in capitals only."),
    ("assets/steps.svg", b"\xff", "assets/steps.svg, line 1: This is not UTF-8 text."),
    ("assets/steps.svg", b"<svg/>", "The outermost element must be <svg"),
    ("assets/steps.svg", DRAWING + b" " * 600_000, "This drawing is larger than 512 kB."),
    ("assets/a.md", b"a" * 300_000, "assets/a.md: This file is larger than 200 kB."),
    ("assets/a.md", b"a [b](c)", "assets/a.md, line 1: A link cannot go to “c”"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "content", "sentence"), TOO_MUCH)
def test_what_is_too_much_too_little_or_of_the_wrong_kind_is_told(path: str, content: str | bytes, sentence: str) -> None:
    files = {**module_files(), path: content.encode() if isinstance(content, str) else content}
    assert any(sentence in each for each in told(files))


def test_a_module_needs_components_and_one_that_is_required() -> None:
    bare = {path: content for path, content in module_files().items() if not path[0].isdigit()}
    assert "module.toml: The module has no components." in told(bare)
    files = {**bare, "1-a.md": lesson_of("a").replace("minutes", "required = false\nminutes").encode()}
    assert any("At least one component must be required." in each for each in told(files))


@pytest.mark.parametrize(
    ("path", "content", "sentence"),
    [
        ("about.md", b" \n", "about.md: This file is empty."),
        ("about.md", b"a" * 100_000, "about.md: This file is longer than 80,000 bytes."),
        ("about.md", b"\xff", "about.md, line 1: This is not UTF-8 text."),
        ("series.toml", b"=", "series.toml, line 1: This is not valid TOML"),
        ("series.toml", b"modules = []", "series.toml: `modules` must name at least one module."),
        ("more.txt", b"", "more.txt: The format does not know this file here."),
        ("first-contact/sources.toml", b"", "Sources and terms stand beside series.toml"),
        ("more/x.md", b"", "more/module.toml: This file is missing."),
    ],
)
def test_what_does_not_belong_in_a_series_is_told(path: str, content: bytes, sentence: str) -> None:
    assert any(sentence in each for each in told({**series_files(), path: content}))


def test_at_most_five_hundred_problems_are_told_and_one_that_blocks_is_among_them() -> None:
    files = module_files()
    files["sources.toml"] += b"".join(
        b'[M9-%d]\ntitle = "T"\npublisher = "P"\ngrade = "S"\nurl = "https://example.org"\n' % each for each in range(600)
    )
    assert len(told(files)) == 500
    files[LESSON] = lesson_of("a [b](c)").encode()
    assert read(files).work is None
