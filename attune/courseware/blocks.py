"""The `:::` blocks: what stands on their first line, and what may stand within."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from attune.courseware.margin import Margin, shown
from attune.courseware.markdown import BLOCKS
from attune.courseware.shelf import Shelf

_FIGURE = re.compile(r'(\S+)[ \t]+"(.*)"')
_VIDEO_PART = re.compile(r"(captions|transcript)=(\S+)")
_PLAIN = ("pair", "do", "dont", "pause", "reflection")
_MAY_BE_EMPTY = ("figure", "video")
_ENDINGS = {
    "figure": (".svg", ".png", ".jpg", ".jpeg", ".webp"),
    "video": (".mp4", ".webm"),
    "captions": (".vtt",),
    "transcript": (".md",),
}


@dataclass(frozen=True, slots=True)
class Figure:
    path: str
    alternative: str


@dataclass(frozen=True, slots=True)
class Video:
    path: str
    captions: str
    transcript: str

    @property
    def language(self) -> str:
        """Of the captions, from the file's name: welcome.en.vtt."""
        parts = self.captions.rsplit("/", 1)[-1].split(".")
        return parts[-2].lower() if len(parts) > 2 and re.fullmatch(r"[A-Za-z]{2,3}", parts[-2]) else "en"


def figure_of(argument: str) -> Figure | None:
    """`assets/timeline.svg "Alternative text"`"""
    match = _FIGURE.fullmatch(argument)
    return Figure(match[1], " ".join(match[2].split())) if match and match[2].strip() else None


def video_of(argument: str) -> Video | None:
    """`assets/welcome.mp4 captions=assets/welcome.en.vtt transcript=assets/welcome.md`"""
    path, *rest = argument.split() or [""]
    parts = [_VIDEO_PART.fullmatch(each) for each in rest]
    named = {match[1]: match[2] for match in parts if match}
    if not path or len(parts) != 2 or len(named) != 2:
        return None
    return Video(path, named["captions"], named["transcript"])


def sources_of(argument: str) -> tuple[str, ...]:
    """The ids on the first line of a `voice`."""
    return tuple(dict.fromkeys(argument.split()))


def look_over_block(tokens: Sequence[Token], index: int, around: Sequence[str], margin: Margin, shelf: Shelf) -> None:
    """Note what is wrong with the block that opens at `index`, within the blocks `around`."""
    name, argument = tokens[index].meta["name"], tokens[index].meta["argument"]
    if name not in BLOCKS:
        margin.wrong(f"There is no block “{shown(name)}”. The blocks are {', '.join(BLOCKS)}.")
        return
    if argument and name in _PLAIN:
        margin.wrong(f"Nothing stands behind ::: {name} on its line.")
    if tokens[index + 1].type == "block_close" and name not in _MAY_BE_EMPTY:
        margin.wrong(f"The block “{name}” is empty.")
    if name in ("do", "dont") and list(around[-1:]) != ["pair"]:
        margin.wrong(f"The block “{name}” stands directly in a block “pair”.")
    if name in around:
        margin.wrong(f"A block “{name}” cannot stand within another.")
    if name == "pair":
        _look_over_pair(tokens, index, margin)
    elif name == "voice":
        _look_over_voice(argument, margin, shelf)
    elif name in ("figure", "video"):
        _look_over_files(name, argument, margin, shelf)


def _look_over_pair(tokens: Sequence[Token], index: int, margin: Margin) -> None:
    inside: list[str] = []
    for token in tokens[index + 1 :]:
        if token.level == tokens[index].level + 1 and token.nesting >= 0:
            inside.append(str(token.meta.get("name", "")) if token.type == "block_open" else "")
        elif token.level <= tokens[index].level:
            break
    if inside != ["do", "dont"]:
        margin.wrong("A block “pair” holds a block “do” and then a block “dont”, and nothing else.")


def _look_over_voice(argument: str, margin: Margin, shelf: Shelf) -> None:
    cited = sources_of(argument)
    if not cited:
        margin.wrong("A block “voice” names the id of its source on its line: ::: voice M1-16")
    for source in cited:
        shelf.cite(source, margin)


def _look_over_files(name: str, argument: str, margin: Margin, shelf: Shelf) -> None:
    figure, video = figure_of(argument), video_of(argument)
    if name == "figure" and figure is None:
        margin.wrong('A figure names its file and an alternative text: ::: figure assets/name.svg "What it shows"')
    elif name == "video" and video is None:
        margin.wrong(
            "A video names its file, captions and transcript: ::: video assets/a.mp4 captions=assets/a.en.vtt transcript=assets/a.md"
        )
    elif name == "figure" and figure:
        _take("figure", figure.path, margin, shelf)
    elif video:
        _take("video", video.path, margin, shelf)
        _take("captions", video.captions, margin, shelf)
        _take("transcript", video.transcript, margin, shelf)


def _take(role: str, path: str, margin: Margin, shelf: Shelf) -> None:
    shelf.take(path, margin)
    endings = _ENDINGS[role]
    if not path.lower().endswith(endings):
        margin.wrong(f"The file of a {role} ends in {', '.join(endings)}; {shown(path)} does not.")
