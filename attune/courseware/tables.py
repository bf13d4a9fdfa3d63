"""Structured files: TOML into typed values, with a sentence for everything that is not as it should be.

TOML 1.0.0 (toml.io/en/v1.0.0). A value that is missing or wrong is noted and read as an empty one, so that
the rest is looked at too.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

from attune.courseware.margin import Margin, listed, shown
from attune.courseware.marks import look_over
from attune.courseware.model import EMPTY, Text
from attune.courseware.shelf import Shelf

ID = re.compile(r"[a-z][a-z0-9-]{0,79}")
SOURCE_ID = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,79}")
TEXT_LIMIT = 20_000  # characters of Markdown in one value
STRUCTURED_LIMIT = 512 * 1024  # bytes of one structured file
MOST_ENTRIES = 1_000  # of one list or table
_TOO_DEEP = re.compile(r"^[ \t\[]*(?:[\w\"'-]+[ \t]*\.[ \t]*){8}", re.MULTILINE)
_AT_LINE = re.compile(r"\s*\(at (line \d+).*\)$|\s*\(at end of document\)$")
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_Word = TypeVar("_Word", bound=str)
_Value = TypeVar("_Value")

_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "true or false"),
    (str, "a text"),
    ((int, float), "a number"),
    (date, "a date"),
    (list, "a list"),
    (dict, "a table"),
)


def text_of(content: bytes, margin: Margin) -> str | None:
    """A text file's words: UTF-8, with or without a byte order mark, any line ends, composed (NFC)."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        margin.at(f"line {line}").wrong("This is not UTF-8 text. Save the file as UTF-8.")
        return None
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    hidden = _HIDDEN.search(text)
    if hidden:
        line = text.count("\n", 0, hidden.start()) + 1
        margin.at(f"line {line}").wrong("There is an invisible control character here. Please delete it.")
        return None
    return text


def parse_toml(text: str, margin: Margin, *, first_line: int = 1) -> dict[str, object] | None:
    """The tables of a text, or None with a note that names the line."""
    deep = _TOO_DEEP.search(text)
    if deep:
        line = text.count("\n", 0, deep.start()) + first_line
        margin.at(f"line {line}").wrong("This key has too many parts.")
        return None
    try:
        return tomllib.loads(text)
    except RecursionError:
        margin.wrong("The lists in this file are nested too deeply.")
    except ValueError as error:
        _note_syntax(str(error), text, margin, first_line)
    return None


def table_of(content: bytes, margin: Margin, shelf: Shelf) -> "Table | None":
    """A structured file as a table, or None with a note."""
    if len(content) > STRUCTURED_LIMIT:
        margin.wrong(f"This file is larger than {STRUCTURED_LIMIT // 1024} kB.")
        return None
    text = text_of(content, margin)
    values = None if text is None else parse_toml(text, margin)
    return None if values is None else Table(values, margin, shelf)


class Table:
    """One table of a structured file. Every key is asked for once; `finish` notes those that nobody asked for."""

    def __init__(self, values: Mapping[str, object], margin: Margin, shelf: Shelf) -> None:
        self.margin = margin
        self.shelf = shelf
        self.values = values
        self._asked: set[str] = set()

    def ids_within(self) -> tuple[str, ...]:
        """The keys, where a file is a table of entries by id."""
        return tuple(self.values)

    def text(self, key: str, *, limit: int = 300, is_needed: bool = True) -> str:
        """Plain words on one line."""
        value = self._get(key, str, is_needed=is_needed)
        return "" if value is None else self._plain(key, value, limit, is_needed=is_needed)

    def markdown(self, key: str, *, is_needed: bool = True) -> Text:
        """Markdown, looked over."""
        value = self._get(key, str, is_needed=is_needed)
        if value is None:
            return EMPTY
        markdown = tidy(value)
        if not markdown and is_needed:
            self.margin.wrong(f"`{key}` is empty.")
        if len(markdown) > TEXT_LIMIT:
            self.margin.wrong(f"`{key}` is longer than {TEXT_LIMIT:,} characters.")
            return EMPTY
        if _HIDDEN.search(markdown):
            self.margin.wrong(f"`{key}` holds an invisible control character. Please delete it.")
            return EMPTY
        look_over(markdown, self.margin.at(key), self.shelf)
        return Text(markdown)

    def identifier(self, key: str = "id") -> str:
        """An id; "" with a note when it is none."""
        value = self._get(key, str, is_needed=True)
        return value if value is not None and is_id(value, self.margin) else ""

    def whole(self, key: str, low: int, high: int, *, is_needed: bool = True) -> int | None:
        """A whole number between two others."""
        value = self._get(key, int, is_needed=is_needed)
        if value is not None and not low <= value <= high:
            self.margin.wrong(f"`{key}` must be a whole number from {low} to {high}.")
            return None
        return value

    def yes(self, key: str, *, usual: bool) -> bool:
        """true or false."""
        value = self._get(key, bool, is_needed=False)
        return usual if value is None else value

    def day(self, key: str) -> date | None:
        """A date without time."""
        value = self._get(key, date, is_needed=False)
        if isinstance(value, datetime):
            self.margin.wrong(f"`{key}` must be a day, such as 2027-11-22, without a time.")
            return None
        return value

    def word(self, key: str, allowed: Sequence[_Word], *, usual: _Word | None = None) -> _Word:
        """One of the allowed words."""
        value = self._get(key, str, is_needed=usual is None)
        for each in allowed:
            if each == value:
                return each
        if value is not None:
            self.margin.wrong(f"`{key}` is “{shown(value)}”; it must be {listed([*allowed])}.")
        return allowed[0] if usual is None else usual

    def ids(self, key: str, *, pattern: re.Pattern[str] = ID) -> tuple[str, ...]:
        """A list of ids, none twice."""
        values = self.texts(key, limit=80)
        for value in values:
            if not pattern.fullmatch(value):
                self.margin.wrong(f"“{shown(value)}” in `{key}` is not an id.")
        for value in repeated(values):
            self.margin.wrong(f"“{shown(value)}” stands twice in `{key}`.")
        return tuple(dict.fromkeys(value for value in values if pattern.fullmatch(value)))

    def sources(self, key: str = "sources") -> tuple[str, ...]:
        """A list of source ids, each of which the shelf has."""
        cited = self.ids(key, pattern=SOURCE_ID)
        for source in cited:
            self.shelf.cite(source, self.margin)
        return cited

    def texts(self, key: str, *, limit: int = 300) -> tuple[str, ...]:
        """A list of plain words."""
        values = self._get(key, list, is_needed=False) or []
        texts = [self._plain(f"{key}", each, limit) for each in values[:MOST_ENTRIES] if isinstance(each, str)]
        if len(texts) != len(values):
            self.margin.wrong(f"`{key}` must be a list of at most {MOST_ENTRIES:,} texts.")
        return tuple(texts)

    def tables(self, key: str, name: str, *, by_id: bool = False) -> Iterator["Table"]:
        """The tables of an array (`[[questions]]`), each with a place: "question 3", or by id "node reception"."""
        values = self._get(key, list, is_needed=False) or []
        if len(values) > MOST_ENTRIES:
            self.margin.wrong(f"There are more than {MOST_ENTRIES:,} tables [[{key}]].")
        for number, value in enumerate(values[:MOST_ENTRIES], 1):
            if not isinstance(value, dict):
                self.margin.at(f"{name} {number}").wrong(f"This must be a table, written under [[{key}]].")
                continue
            label = value.get("id") if by_id else None
            is_labelled = isinstance(label, str) and ID.fullmatch(label)
            yield Table(value, self.margin.at(f"{name} {label if is_labelled else number}"), self.shelf)

    def table(self, key: str) -> "Table | None":
        """The table `[key]`, if there is one."""
        value = self._get(key, dict, is_needed=False)
        return None if value is None else Table(value, self.margin.at(key), self.shelf)

    def finish(self) -> None:
        """Note the keys that the format does not know."""
        for key in self.values:
            if key not in self._asked:
                self.margin.wrong(f"The format does not know `{shown(key)}` here. Is it a slip of the pen?")

    def _get(self, key: str, kind: type[_Value], *, is_needed: bool) -> "_Value | None":
        self._asked.add(key)
        if key not in self.values:
            if is_needed:
                self.margin.wrong(f"`{key}` is missing.")
            return None
        value = self.values[key]
        if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
            return value
        self.margin.wrong(f"`{key}` must be {_kind_name(kind)}, and is {_kind_of(value)}.")
        return None

    def _plain(self, key: str, value: str, limit: int, *, is_needed: bool = True) -> str:
        text = re.sub(r"[ \t\n\r]+", " ", unicodedata.normalize("NFC", value)).strip(" ")
        if is_needed and not text:
            self.margin.wrong(f"`{key}` is empty.")
        if len(text) > limit:
            self.margin.wrong(f"`{key}` is longer than {limit} characters.")
        if _HIDDEN.search(text):
            self.margin.wrong(f"`{key}` holds an invisible control character. Please delete it.")
            return ""
        if "[^" in text:
            self.margin.wrong(f"`{key}` is plain text: a citation [^…] is not possible here.")
        return text


def tidy(markdown: str) -> str:
    """Composed, with plain line ends, without blank lines around it."""
    text = unicodedata.normalize("NFC", markdown.replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub(r"\A(?:[ \t]*\n)+", "", text.rstrip(" \t\n")).rstrip(" \t\n")


def is_id(value: str, margin: Margin) -> bool:
    """Whether it is an id; notes it otherwise."""
    if ID.fullmatch(value):
        return True
    margin.wrong(f"“{shown(value)}” is not an id: lower-case letters, digits and hyphens, a letter first, at most 80.")
    return False


def repeated(values: Sequence[str]) -> tuple[str, ...]:
    """Those that stand more than once, each once."""
    seen: set[str] = set()
    again = dict.fromkeys(value for value in values if value in seen or seen.add(value))  # type: ignore[func-returns-value]
    return tuple(again)


def note_repeated(values: Sequence[str], noun: str, margin: Margin) -> None:
    """Note every id that two things share."""
    for value in repeated([value for value in values if value]):
        margin.wrong(f"Two {noun} have the id “{value}”.")


def _note_syntax(message: str, text: str, margin: Margin, first_line: int) -> None:
    found = _AT_LINE.search(message)
    said = message[: found.start()] if found else "Invalid value"
    at_end = text.count("\n") + 1
    line = int(found[1].split()[1]) if found and found[1] else at_end
    place = f"line {line + first_line - 1}"
    margin.at(place).wrong(f"This is not valid TOML: {shown(said[:1].lower() + said[1:], 120)}.")


def _kind_name(kind: type) -> str:
    return "a whole number" if kind is int else next(name for each, name in _KINDS if _is_of(kind, each))


def _is_of(kind: type, each: type | tuple[type, ...]) -> bool:
    return kind is each or (isinstance(each, tuple) and kind in each)


def _kind_of(value: object) -> str:
    return next((name for kind, name in _KINDS if isinstance(value, kind)), "something else, such as a time of day")
