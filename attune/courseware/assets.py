"""Files that a module brings along: of known kinds, what their names say, and drawings that only draw."""

import re
from xml.etree import ElementTree

from attune.courseware.margin import Margin, shown
from attune.courseware.marks import look_over
from attune.courseware.shelf import ASSET, Shelf
from attune.courseware.tables import text_of

_STARTS: dict[str, tuple[bytes, ...]] = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "webp": (b"RIFF",),
    "pdf": (b"%PDF-",),
    "webm": (b"\x1a\x45\xdf\xa3",),
    "vtt": (b"WEBVTT", b"\xef\xbb\xbfWEBVTT"),
}
_KINDS = ("svg", *_STARTS, "mp4", "md")
_SVG = "{http://www.w3.org/2000/svg}"
_DRAWS = frozenset(
    (
        *("svg", "g", "defs", "title", "desc", "metadata", "path", "rect", "circle", "ellipse", "line", "polyline"),
        *("polygon", "text", "tspan", "textPath", "use", "symbol", "marker", "linearGradient", "radialGradient"),
        *("stop", "clipPath", "mask", "pattern", "style"),
    )
)
_INNER_URL = re.compile(r"url\(\s*[\"']?\s*(?!#)", re.IGNORECASE)
_SVG_LIMIT = 512 * 1024  # bytes
_TRANSCRIPT_LIMIT = 200_000  # bytes


def look_over_assets(shelf: Shelf, margin: Margin, *, folder: str = "") -> None:
    """Note what is wrong with the assets on the shelf, and which of them no text uses."""
    for path, content in shelf.assets.items():
        here = margin.of(folder + path)
        ending = path.rsplit(".", 1)[-1].lower()
        if not ASSET.fullmatch(path) or ending not in _KINDS:
            here.wrong(f"Files in assets/ end in {', '.join(_KINDS)}.")
        elif ending == "svg":
            _look_over_drawing(content, here)
        elif ending == "md":
            _look_over_transcript(content, here, shelf)
        elif not _is_what_it_says(content, ending):
            here.wrong(f"This is not a {ending.upper()} file, though its name says so.")
    for path in shelf.assets:
        if path not in shelf.used:
            margin.of(folder + path).remark("No text uses this file.")


def _is_what_it_says(content: bytes, ending: str) -> bool:
    if ending == "mp4":
        return content[4:8] == b"ftyp"
    return content.startswith(_STARTS[ending]) and (ending != "webp" or content[8:12] == b"WEBP")


def _look_over_transcript(content: bytes, margin: Margin, shelf: Shelf) -> None:
    if len(content) > _TRANSCRIPT_LIMIT:
        margin.wrong(f"This file is larger than {_TRANSCRIPT_LIMIT // 1000} kB.")
        return
    text = text_of(content, margin)
    if text is not None:
        look_over(text, margin, shelf, first_line=1)


def _look_over_drawing(content: bytes, margin: Margin) -> None:
    if len(content) > _SVG_LIMIT:
        margin.wrong(f"This drawing is larger than {_SVG_LIMIT // 1024} kB.")
        return
    text = text_of(content, margin)
    if text is None:
        return
    if re.search(r"<!DOCTYPE|<!ENTITY|<\?xml-stylesheet", text, re.IGNORECASE):
        margin.wrong("A drawing has no DOCTYPE, no entities and no style sheet of its own. Please take them out.")
        return
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 -- no DTD: checked above
    except (ElementTree.ParseError, ValueError) as error:
        margin.wrong(f"This is not a well-formed SVG file: {shown(str(error))}.")
        return
    if root.tag != f"{_SVG}svg":
        margin.wrong('The outermost element must be <svg xmlns="http://www.w3.org/2000/svg">.')
    for element in root.iter():
        _look_over_element(element, margin)


def _look_over_element(element: ElementTree.Element, margin: Margin) -> None:
    name = str(element.tag)
    bare = name.removeprefix(_SVG)
    if name.startswith(_SVG) and bare not in _DRAWS:
        margin.wrong(f"A drawing may not hold <{shown(bare)}>.")
    elif not name.startswith(_SVG):
        margin.wrong(f"A drawing may not hold elements of another kind, such as <{shown(name)}>.")
    for key, value in element.attrib.items():
        bare_key = key.rsplit("}", 1)[-1].lower()
        if bare_key.startswith("on"):
            margin.wrong(f"A drawing may not react to events: take out {shown(bare_key)}.")
        elif bare_key in ("href", "src") and not value.startswith("#"):
            margin.wrong("A drawing may refer only to its own parts (#name).")
        elif _reaches_out(value):
            margin.wrong("A drawing may not load anything from elsewhere.")
    if bare == "style" and _reaches_out(element.text or ""):
        margin.wrong("A drawing may not load anything from elsewhere.")


def _reaches_out(value: str) -> bool:
    return bool(_INNER_URL.search(value)) or "@import" in value.lower() or "\\" in value
