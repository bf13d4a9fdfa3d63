"""Markdown as a stream of tokens: CommonMark 0.31, tables, `:::` blocks, citations `[^ID]`.

The parser takes everything in, raw HTML and odd links too, so that `marks` can say what is not allowed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

BLOCKS = (
    "aside",
    "pair",
    "do",
    "dont",
    "voice",
    "pause",
    "advisory",
    "reflection",
    "figure",
    "video",
)
DEEPEST = 16  # levels of nesting, blocks and lists and quotations together
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)$")
_OPEN = re.compile(r":{3,}[ \t]*([^\s:].*?)[ \t]*$")
_CLOSE = re.compile(r":{3,}[ \t]*$")
_CITATION = re.compile(r"\[\^([A-Za-z][A-Za-z0-9-]{0,79})\]")


@dataclass(frozen=True, slots=True)
class Block:
    """A `:::` block: where it opens and closes (line numbers from 0), its name, and the rest of the line."""

    line: int
    close: int
    name: str
    argument: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """Tokens, and what is wrong with the blocks: pairs of line (from 0) and sentence."""

    tokens: Sequence[Token]
    faults: tuple[tuple[int, str], ...]


def parse(markdown: str) -> Parsed:
    """Never raises, whatever the text."""
    blocks, faults = find_blocks(markdown)
    tokens = PARSER.parse(markdown, {"blocks": {block.line: block for block in blocks}})
    return Parsed(tokens, tuple(faults))


def find_blocks(markdown: str) -> tuple[list[Block], list[tuple[int, str]]]:
    """Match the lines that open and close blocks, outside code, in one pass."""
    found: list[Block] = []
    faults: list[tuple[int, str]] = []
    opened: list[tuple[int, str, str]] = []
    fence = ""
    for number, line in enumerate(markdown.split("\n")):
        fence, is_code = _after_fence(fence, line)
        if is_code or not line.startswith(":::"):
            continue
        opening = _OPEN.match(line)
        if opening:
            name, _, argument = opening[1].partition(" ")
            opened.append((number, name, argument.strip()))
        elif _CLOSE.match(line) and opened:
            start, name, argument = opened.pop()
            found.append(Block(start, number, name, argument))
        else:
            faults.append((number, "This ::: closes a block that was never opened."))
    faults += [(start, f"The block “{name[:40]}” is never closed with a line :::.") for start, name, _ in opened]
    return found, faults


def _after_fence(fence: str, line: str) -> tuple[str, bool]:
    """The fence that is open after this line, and whether the line belongs to a fenced code block."""
    match = _FENCE.match(line)
    if not fence:
        is_opening = match is not None and not (match[1][0] == "`" and "`" in match[2])
        return (match[1] if match and is_opening else "", is_opening)
    is_closing = match is not None and match[1][0] == fence[0] and len(match[1]) >= len(fence) and not match[2].strip()
    return ("" if is_closing else fence, True)


def _block_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    block: Block | None = state.env.get("blocks", {}).get(start_line)
    if block is None or block.close >= end_line or state.sCount[start_line] < state.blkIndent:
        return False
    if silent:
        return True
    opening = state.push("block_open", "", 1)
    opening.map = [start_line, block.close + 1]
    opening.meta = {"name": block.name, "argument": block.argument}
    before = state.lineMax
    state.lineMax = block.close
    state.md.block.tokenize(state, start_line + 1, block.close)
    state.lineMax = before
    closing = state.push("block_close", "", -1)
    closing.meta = opening.meta
    state.line = block.close + 1
    return True


def _citation_rule(state: StateInline, silent: bool) -> bool:
    match = _CITATION.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content = match[1]
    state.pos = match.end()
    return True


def _build() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": DEEPEST + 4})
    parser.enable("table").disable("reference")
    parser.block.ruler.before("fence", "block", _block_rule, {"alt": ["paragraph", "reference", "blockquote", "list", "table"]})
    parser.inline.ruler.before("link", "citation", _citation_rule)
    # Every link becomes a token, so that the author is told of those that are not allowed.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


PARSER = _build()
