"""What people type into a line or a paragraph: tidied, or refused with a sentence. Pure: text in, text out."""

import unicodedata

from attune.kit import Refused

LINE_BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
# Cf holds the characters that turn text around (bidi controls); these two it also holds spell words in some scripts.
JOINERS = "\u200c\u200d"

HIDDEN = "contains characters that cannot be seen. Please type it again rather than paste it."


def has_hidden_characters(text: str) -> bool:
    """Null bytes, control characters, bidi controls and half characters: nothing a person types on purpose."""
    return any(
        unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co") and character not in JOINERS
        for character in text
        if character not in "\n\r\t"
    )


def line(text: str, *, what: str, at_most: int, at_least: int = 0) -> str:
    """One line, spaces tidied. `what` begins the sentence of a refusal: "Your name"."""
    if any(character in LINE_BREAKS for character in text.strip()):
        raise Refused(f"{what} goes on one line.", status=422)
    return _checked(" ".join(text.split()), what, at_most, at_least)


def paragraph(text: str, *, what: str, at_most: int, at_least: int = 0) -> str:
    """Some lines, with one kind of line break."""
    return _checked(text.replace("\r\n", "\n").replace("\r", "\n").strip(), what, at_most, at_least)


def _checked(text: str, what: str, at_most: int, at_least: int) -> str:
    if has_hidden_characters(text):
        raise Refused(f"{what} {HIDDEN}", status=422)
    text = unicodedata.normalize("NFC", text)
    if len(text) > at_most:
        raise Refused(f"{what} is {len(text):,} characters long; at most {at_most:,} fit.", status=422)
    if len(text) < at_least:
        raise Refused(f"{what} is missing." if not text else f"{what} is too short.", status=422)
    return text
