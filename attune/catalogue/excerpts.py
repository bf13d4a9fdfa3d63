"""The sentence that shows why something was found, with the words marked. Pure."""

import re
from collections.abc import Iterable, Sequence
from html import escape

from attune.catalogue.search import words_of
from attune.courseware import Html

_WORD = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"(ings?|ers?|ors?|ies|ed|es|s|y)$")


def excerpt(texts: Sequence[str], terms: Iterable[Sequence[str]]) -> Html:
    """Of the texts, the one with most of the words (the first of equals), with these in `<mark>`; escaped."""
    wanted = {_stem(word) for words in terms for word in words}
    best = max(texts, key=lambda text: len(wanted & {_stem(word) for word in words_of(text)}), default="")
    return Html(_marked(best, wanted))


def _marked(text: str, wanted: set[str]) -> str:
    parts, end = [], 0
    for match in _WORD.finditer(text):
        if wanted & {_stem(word) for word in words_of(match[0])}:
            parts += [escape(text[end : match.start()]), f"<mark>{escape(match[0])}</mark>"]
            end = match.end()
    return "".join([*parts, escape(text[end:])])


def _stem(word: str) -> str:
    # Rough on purpose: this only marks words, the database has decided what is found.
    stem = _ENDING.sub("", word)
    return stem if len(stem) > 2 else word
