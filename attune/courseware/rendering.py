"""Markdown into HTML: citations numbered, terms linked, blocks drawn, and at last sanitised by nh3.

What comes out holds no script, no style, no event, no form field with a name, and no address but
http, https, mailto and what `asset_url` gives.
"""

import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from html import escape

import nh3
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from attune.courseware.blocks import figure_of, sources_of, video_of
from attune.courseware.markdown import PARSER, parse
from attune.courseware.model import Files, Html, Text

AssetUrl = Callable[[str], str]
_BLOCK_TAGS = {"aside", "blockquote", "dd", "details", "div", "figure", "section"}
_TAGS = {
    *_BLOCK_TAGS,
    *("a", "br", "code", "em", "figcaption", "footer", "h2", "h3", "h4", "h5", "h6", "hr", "img", "label"),
    *("li", "ol", "p", "pre", "source", "span", "strong", "summary", "sup", "table", "tbody", "td"),
    *("textarea", "th", "thead", "tr", "track", "ul", "video"),
}
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class"},
    "a": {"href", "title", "aria-label"},
    "aside": {"role", "aria-label"},
    "div": {"tabindex", "role", "aria-label"},
    "img": {"src", "alt", "width", "height", "loading"},
    "ol": {"start"},
    "textarea": {"rows", "autocomplete", "data-never-sent"},
    "th": {"scope"},
    "track": {"kind", "src", "srclang", "label", "default"},
    "video": {"controls", "preload", "src"},
}
_VIEW_BOX = re.compile(rb"""viewBox\s*=\s*["']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+(\d{1,5})(?:\.\d+)?[\s,]+(\d{1,5})""")
_LANGUAGES = {"en": "English", "es": "Español", "fr": "Français", "de": "Deutsch", "pt": "Português"}


@dataclass(slots=True)
class Desk:
    """What rendering one page needs: numbers given to sources so far, files, and how files are addressed."""

    assets: Files
    asset_url: AssetUrl
    has_sections: bool = False
    numbers: dict[str, int] = field(default_factory=dict)
    terms: dict[str, None] = field(default_factory=dict)

    def number(self, source: str) -> int:
        """1 for the first source that the page cites, and so on."""
        return self.numbers.setdefault(source, len(self.numbers) + 1)

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(self.numbers)


def render(markdown: str, desk: Desk) -> Text:
    """The text with its HTML, plain words, sources and terms."""
    if not markdown:
        return Text("")
    tokens = parse(markdown).tokens
    own = Desk(desk.assets, desk.asset_url, desk.has_sections, desk.numbers)
    cited: dict[str, None] = {}
    html = _RENDERER.render(tokens, PARSER.options, {"desk": own, "cited": cited})
    return Text(markdown, html=Html(_clean(html)), plain=plain_of(tokens), sources=tuple(cited), terms=tuple(own.terms))


def plain_of(tokens: Sequence[Token]) -> str:
    """The words alone, a line for each paragraph."""
    lines = (
        "".join(
            " " if child.type in ("softbreak", "hardbreak") else child.content
            for child in token.children or ()
            if child.type in ("text", "code_inline", "softbreak", "hardbreak")
        )
        for token in tokens
        if token.type == "inline"
    )
    return "\n".join(line for line in lines if line)


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        strip_comments=True,
    )


Env = MutableMapping[str, object]
_Rule = Callable[[RendererHTML, Sequence[Token], int, OptionsDict, Env], str]


def _desk(env: Env) -> Desk:
    desk = env["desk"]
    assert isinstance(desk, Desk)  # noqa: S101 -- render() put it there
    return desk


def _citation(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
    return _cite(tokens[index].content, env)


def _cite(source: str, env: Env) -> str:
    cited = env["cited"]
    assert isinstance(cited, dict)  # noqa: S101 -- render() put it there
    cited[source] = None
    number, target = _desk(env).number(source), escape(source)
    return f'<sup class="source"><a href="#source-{target}" aria-label="Source {number}">{number}</a></sup>'


def _link_open(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
    token, desk = tokens[index], _desk(env)
    href = str(token.attrGet("href") or "")
    if href.startswith("term:"):
        desk.terms[href[5:]] = None
        return f'<a class="term" href="#term-{escape(href[5:])}">'
    if href.startswith("assets/"):
        href = desk.asset_url(href)
    elif href.startswith("#") and desk.has_sections:
        href = f"?section={href[1:]}"
    title = token.attrGet("title")
    return f'<a href="{escape(href)}"' + (f' title="{escape(str(title))}">' if title else ">")


def _escaped(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
    """What is not part of the format is shown as it was written."""
    return escape(tokens[index].content)


def _cell_open(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
    return '<th scope="col">' if tokens[index].type == "th_open" else "<td>"


def _table_open(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
    return '<div class="table" role="group" aria-label="Table" tabindex="0"><table>'


def _table_close(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
    return "</table></div>"


def _block_open(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
    name, argument = tokens[index].meta["name"], tokens[index].meta["argument"]
    if name == "aside":
        return f'<aside class="aside" role="note">{_title(argument, env)}'
    if name == "advisory":
        return f'<details class="advisory"><summary>{escape(argument or "What this part talks about")}</summary>'
    if name in ("do", "dont"):
        return f'<section class="{name}">{_title("Do" if name == "do" else "Don’t", env)}'
    if name == "figure":
        return _figure(argument, _desk(env)) + _caption_open(tokens, index)
    if name == "video":
        return _video(argument, _desk(env)) + _caption_open(tokens, index)
    return '<blockquote class="voice">' if name == "voice" else f'<div class="{escape(name)}">'


def _block_close(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
    name, argument = tokens[index].meta["name"], tokens[index].meta["argument"]
    if name == "voice":
        marks = "".join(_cite(source, env) for source in sources_of(argument))
        return f"<footer>What survivors told, in our words{marks}</footer></blockquote>\n"
    if name == "reflection":
        return (
            "<label>Your thoughts stay in this browser and are never sent"
            '<textarea rows="3" autocomplete="off" data-never-sent=""></textarea></label></div>\n'
        )
    if name == "video":
        return _caption_close(tokens, index) + _transcript(argument, env) + "</figure>\n"
    if name == "figure":
        return _caption_close(tokens, index) + "</figure>\n"
    tag = {"aside": "aside", "advisory": "details", "do": "section", "dont": "section"}.get(name, "div")
    return f"</{tag}>\n"


def _title(words: str, env: Env) -> str:
    """A heading below the section's; where no section is, strong words, so that no level is left out."""
    if not words:
        return ""
    return f"<h3>{escape(words)}</h3>" if _desk(env).has_sections else f"<p><strong>{escape(words)}</strong></p>"


def _caption_open(tokens: Sequence[Token], index: int) -> str:
    return "" if tokens[index + 1].type == "block_close" else "<figcaption>"


def _caption_close(tokens: Sequence[Token], index: int) -> str:
    return "" if tokens[index - 1].type == "block_open" else "</figcaption>"


def _figure(argument: str, desk: Desk) -> str:
    figure = figure_of(argument)
    if figure is None:
        return '<figure class="figure">'
    size = _VIEW_BOX.search(desk.assets.get(figure.path, b"")[:4_000]) if figure.path.endswith(".svg") else None
    sides = f' width="{int(size[1])}" height="{int(size[2])}"' if size else ""
    source, words = escape(desk.asset_url(figure.path)), escape(figure.alternative)
    return f'<figure class="figure"><img src="{source}" alt="{words}"{sides} loading="lazy">'


def _video(argument: str, desk: Desk) -> str:
    video = video_of(argument)
    if video is None:
        return '<figure class="video">'
    source, captions = escape(desk.asset_url(video.path)), escape(desk.asset_url(video.captions))
    label = _LANGUAGES.get(video.language, video.language)
    return (
        f'<figure class="video"><video controls="" preload="metadata" src="{source}">'
        f'<track kind="captions" src="{captions}" srclang="{video.language}" label="{label}" default=""></video>'
    )


def _transcript(argument: str, env: Env) -> str:
    """The transcript's words, so that they can be read without the video and be found by search engines."""
    video = video_of(argument)
    words = _desk(env).assets.get(video.transcript, b"").decode("utf-8-sig", "replace") if video else ""
    if not words:
        return ""
    html = _RENDERER.render(parse(words.replace("\r\n", "\n")).tokens, PARSER.options, env)
    return f'<details class="transcript"><summary>Transcript</summary>{html}</details>'


def _build() -> RendererHTML:
    renderer = RendererHTML()
    rules: Mapping[str, _Rule] = {
        "citation": _citation,
        "link_open": _link_open,
        "html_inline": _escaped,
        "html_block": _escaped,
        "image": _escaped,
        "th_open": _cell_open,
        "td_open": _cell_open,
        "table_open": _table_open,
        "table_close": _table_close,
        "block_open": _block_open,
        "block_close": _block_close,
    }
    for name, rule in rules.items():
        renderer.rules[name] = rule.__get__(renderer)
    return renderer


_RENDERER = _build()
