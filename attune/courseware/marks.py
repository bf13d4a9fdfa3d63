"""What an author is told about Markdown: links, citations, terms, headings, and what is not part of it."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from attune.courseware.blocks import look_over_block
from attune.courseware.margin import Margin, shown
from attune.courseware.markdown import DEEPEST, Parsed, parse
from attune.courseware.shelf import Shelf

FIELD_HEADING = 3  # the highest heading within a value of a structured file
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_ADDRESS = re.compile(r"https?://[^\s/]+|mailto:[^\s@]+@[^\s@]+", re.IGNORECASE)
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:", re.MULTILINE)
_COMPONENT = re.compile(r"\.\./([a-z][a-z0-9-]{0,79})/")


@dataclass(slots=True)
class _Look:
    """One walk through the tokens of one text."""

    margin: Margin
    shelf: Shelf
    first_line: int | None
    anchors: Collection[str]
    heading: int  # the level of the last heading
    around: list[str] = field(default_factory=list)

    def at(self, token: Token) -> Margin:
        return self.margin if token.map is None else self.at_line(token.map[0])

    def at_line(self, line: int) -> Margin:
        return self.margin if self.first_line is None else self.margin.at(f"line {line + self.first_line}")


def look_over(
    markdown: str,
    margin: Margin,
    shelf: Shelf,
    *,
    top: int = FIELD_HEADING,
    first_line: int | None = None,
) -> None:
    """Note everything that is wrong with a text whose highest heading is of level `top`.

    `first_line` is the number of its first line within the file, if places are told by line.
    """
    look_over_tokens(parse(markdown), margin, shelf, top=top, first_line=first_line, anchors=())


def look_over_tokens(
    parsed: Parsed,
    margin: Margin,
    shelf: Shelf,
    *,
    top: int,
    first_line: int | None,
    anchors: Collection[str],
) -> None:
    """The same for a text that is parsed already; `anchors` are the ids that #links may go to."""
    look = _Look(margin, shelf, first_line, anchors, top - 1)
    for line, sentence in parsed.faults:
        look.at_line(line).wrong(sentence)
    for index, token in enumerate(parsed.tokens):
        _look_at(look, parsed.tokens, index, token, top)


def _look_at(look: _Look, tokens: Sequence[Token], index: int, token: Token, top: int) -> None:
    if token.level > DEEPEST:
        look.at(token).wrong("Lists, quotations and blocks are nested too deeply here.")
    if token.type == "block_open":
        look_over_block(tokens, index, look.around, look.at(token), look.shelf)
        look.around.append(token.meta["name"])
    elif token.type == "block_close":
        look.around.pop()
    elif token.type == "heading_open":
        _look_at_heading(look, token, tokens[index + 1], top)
    elif token.type == "html_block":
        look.at(token).wrong("HTML is not allowed. Write Markdown, or put `…` around code.")
    elif token.type == "inline":
        _look_at_inline(look, token)


def _look_at_heading(look: _Look, token: Token, inline: Token, top: int) -> None:
    level, margin = int(token.tag[1:]), look.at(token)
    if not inline.content.strip():
        margin.wrong("This heading has no words.")
    if level < top:
        margin.wrong(f"Headings start with {'#' * top} here.")
    elif level > look.heading + 1:
        margin.wrong(f"This heading leaves out a level: {'#' * (look.heading + 1)} comes next.")
    elif level == 2 and token.level > 0:
        margin.wrong("A heading ## starts a section and cannot stand within a block, a list or a quotation.")
    look.heading = max(level, top)


def _look_at_inline(look: _Look, token: Token) -> None:
    margin = look.at(token)
    if _DEFINITION.search(token.content):
        margin.wrong("Write the address into the link itself: [words](https://…). Definitions below are not possible.")
    children = token.children or []
    for index, child in enumerate(children):
        if child.type == "citation":
            look.shelf.cite(child.content, margin)
        elif child.type == "html_inline":
            margin.wrong(f"HTML is not allowed: {shown(child.content, 30)}")
        elif child.type == "image":
            margin.wrong("Pictures come through the block ::: figure alone.")
        elif child.type == "link_open":
            _look_at_link(look, str(child.attrGet("href") or ""), margin)
            if children[index + 1].type == "link_close":
                margin.wrong("This link has no words.")
        elif child.type == "text" and "[^" in child.content:
            margin.wrong("A citation is written [^ID], such as [^M1-04].")
        elif child.type == "text" and child.content.startswith(":::"):
            margin.wrong("A line with ::: stands at the margin, outside lists and quotations.")


def _look_at_link(look: _Look, href: str, margin: Margin) -> None:
    scheme = _SCHEME.match(href)
    component = _COMPONENT.fullmatch(href)
    if scheme and scheme[1].lower() == "term":
        look.shelf.define(href[5:], margin)
    elif scheme:
        if not _ADDRESS.match(href):
            margin.wrong(f"A link cannot go to “{shown(href)}”: only https, http, mailto and term are possible.")
    elif href.startswith("assets/"):
        look.shelf.take(href, margin)
    elif href.startswith("#"):
        if href[1:] not in look.anchors:
            margin.wrong(f"There is no section “{shown(href[1:])}” in this text.")
    elif component is None or component[1] not in look.shelf.components:
        margin.wrong(f"A link cannot go to “{shown(href)}”: write https://…, term:ID, assets/FILE, #SECTION or ../COMPONENT/.")
