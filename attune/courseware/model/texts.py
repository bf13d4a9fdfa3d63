"""Texts, and what they refer to: sources and terms."""

from dataclasses import dataclass, field
from typing import Literal

Grade = Literal["P", "M", "S"]


class Html(str):
    """Markup that left the renderer and its sanitiser: templates print it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        """The protocol by which Django's templates know that nothing is left to escape."""
        return self


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown, and what the compiler made of it (empty until the work is compiled; read() compiles)."""

    markdown: str
    html: Html = field(default=Html(""), compare=False, repr=False)
    plain: str = field(default="", compare=False, repr=False)
    sources: tuple[str, ...] = field(default=(), compare=False, repr=False)  # ids, in order of citation
    terms: tuple[str, ...] = field(default=(), compare=False, repr=False)  # ids, in order of use

    def __bool__(self) -> bool:
        return bool(self.markdown)


EMPTY = Text("")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a claim comes from. Grade: P publisher's own page, M mirror of it, S secondary account."""

    id: str
    title: str
    publisher: str
    date: str
    grade: Grade
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of the glossary."""

    id: str
    term: str
    definition: Text
    sources: tuple[str, ...] = ()
