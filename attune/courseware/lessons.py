"""Lessons: front matter in TOML between lines of `+++`, then Markdown in sections."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from attune.courseware.margin import Margin
from attune.courseware.markdown import parse
from attune.courseware.marks import look_over_tokens
from attune.courseware.model import Advisory, Lesson, Section, Text
from attune.courseware.shelf import Shelf
from attune.courseware.tables import ID, Table, is_id, note_repeated, parse_toml, text_of, tidy

LESSON_LIMIT = 100 * 1024  # bytes
MOST_SECTIONS = 60
_FRONT = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_MARKS = re.compile(r"[ \t]*\{#([^\s{}]+)(?:[ \t]+minutes=(\d{1,3}))?\}$")


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading of level two: its first line and the line after it (from 0), and what it says."""

    line: int
    after: int
    id: str
    title: str
    minutes: int | None


def read_lesson(component_id: str, content: bytes, margin: Margin, shelf: Shelf) -> Lesson | None:
    """A lesson, or None where not even its head can be read."""
    if len(content) > LESSON_LIMIT:
        margin.wrong(f"This lesson is larger than {LESSON_LIMIT // 1024} kB. Make two of it.")
        return None
    text = text_of(content, margin)
    if text is None:
        return None
    front = _FRONT.match(text)
    if front is None:
        margin.at("line 1").wrong("A lesson begins with a line +++, its title and minutes in TOML, and a line +++.")
        return None
    values = parse_toml(front[1], margin, first_line=2)
    if values is None:
        return None
    head = Table(values, margin.at("head"), shelf)
    first_line = text.count("\n", 0, front.end()) + 1
    title = head.text("title", limit=200)
    lesson = Lesson(
        id=component_id,
        title=title,
        minutes=head.whole("minutes", 1, 600) or 1,
        sections=read_sections(text[front.end() :], title, margin, shelf, first_line=first_line),
        advisory=read_advisory(head),
        is_required=head.yes("required", usual=True),
    )
    head.finish()
    return lesson


def read_advisory(table: Table) -> Advisory | None:
    """The table [advisory] of a module or a lesson."""
    advisory = table.table("advisory")
    if advisory is None:
        return None
    read = Advisory(
        topics=advisory.text("topics", limit=600),
        form=advisory.text("form", limit=600),
        alternative=advisory.text("alternative", limit=600),
        minutes=advisory.whole("minutes", 1, 6_000, is_needed=False),
    )
    advisory.finish()
    return read


def read_sections(text: str, title: str, margin: Margin, shelf: Shelf, *, first_line: int) -> tuple[Section, ...]:
    """The body of a lesson, divided at its headings of level two and looked over."""
    parsed = parse(text)
    headings = _headings(parsed.tokens, margin, first_line)
    anchors = {heading.id for heading in headings}
    look_over_tokens(parsed, margin, shelf, top=2, first_line=first_line, anchors=anchors)
    note_repeated([heading.id for heading in headings], "sections", margin)
    if len(headings) > MOST_SECTIONS:
        margin.wrong(f"There are more than {MOST_SECTIONS} sections. Make two lessons of it.")
    lines = text.split("\n")
    opening = tidy("\n".join(lines[: headings[0].line] if headings else lines))
    if not headings:
        return (_section(_Heading(0, 0, "text", title, None), opening, margin, first_line),)
    ends = [heading.line for heading in headings[1:]] + [len(lines)]
    bodies = [tidy("\n".join(lines[heading.after : end])) for heading, end in zip(headings, ends, strict=True)]
    bodies[0] = tidy(f"{opening}\n\n{bodies[0]}")
    return tuple(_section(heading, body, margin, first_line) for heading, body in zip(headings, bodies, strict=True))


def _section(heading: _Heading, body: str, margin: Margin, first_line: int) -> Section:
    here = margin.at(f"line {first_line + heading.line}")
    if not body:
        here.wrong(f"The section “{heading.title[:60]}” has no text.")
    return Section(heading.id, heading.title, Text(body), heading.minutes)


def _headings(tokens: Sequence[Token], margin: Margin, first_line: int) -> list[_Heading]:
    """Headings of level two that stand in no block, list or quotation."""
    return [
        _heading(token, tokens[index + 1], margin.at(f"line {first_line + token.map[0]}"))
        for index, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h2" and token.level == 0 and token.map
    ]


def _heading(token: Token, inline: Token, margin: Margin) -> _Heading:
    """`## Who goes {#who-goes minutes=3}`: the words are taken as they are, without Markdown."""
    words = " ".join(inline.content.split())
    if any(child.type != "text" for child in inline.children or ()):
        margin.wrong("The heading of a section is plain words: no links, citations or emphasis.")
    marks = _MARKS.search(words)
    title = words[: marks.start()].strip() if marks else words
    if not title and words:
        margin.wrong("This heading has an id but no words.")
    if len(title) > 200:
        margin.wrong("This heading is longer than 200 characters.")
    own = marks[1] if marks and is_id(marks[1], margin) else slug_of(title)
    line, after = token.map or [0, 0]
    return _Heading(line, after, own, title, int(marks[2]) if marks and marks[2] else None)


def slug_of(title: str) -> str:
    """An id made from words."""
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:70].strip("-")
    return slug if ID.fullmatch(slug) else f"section-{slug}".rstrip("-")
