"""Full-text search, the same on SQLite (FTS5) and PostgreSQL (tsvector).

Python cuts text and query into the same accent-folded words, so that the engines only stem, match and rank.
All words and "phrases" must occur. Nothing of what is typed reaches an engine as syntax.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.db import connection

QUERY_LIMIT = 200  # characters that are looked at
TERM_LIMIT = 12
PARTS = ("title", "summary", "objectives", "body")
_WORDS = re.compile(r"[^\W_]+")
_TERMS = re.compile(r'"([^"]*)"?|([^\s"]+)')
# What PostgreSQL's English dictionary passes over; without it FTS5 would ask for each of them.
_SMALL_WORDS = frozenset(
    "i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it its "
    "itself they them their theirs themselves what which who whom this that these those am is are was were be been being have "
    "has had having do does did doing a an the and but if or because as until while of at by for with about against between "
    "into through during before after above below to from up down in out on off over under again further then once here there "
    "when where why how all any both each few more most other some such no nor not only own same so than too very s t can will "
    "just don should now".split()
)


@dataclass(frozen=True, slots=True)
class Text:
    """What can be found of a listing, most telling first."""

    title: str
    summary: str
    objectives: str
    body: str


def words_of(text: str) -> list[str]:
    """Lower-case words without accents: letters and digits alone."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _WORDS.findall("".join(sign for sign in plain if not unicodedata.combining(sign)))


def terms_of(query: str) -> list[list[str]]:
    """The words, and the phrases as several words, that must all occur; empty when there is nothing to look for."""
    found: list[list[str]] = []
    for phrase, word in _TERMS.findall(query[:QUERY_LIMIT].replace("\0", " ")):
        words = words_of(phrase or word)
        if not set(words) <= _SMALL_WORDS and words not in found:
            found.append(words)
    return found[:TERM_LIMIT]


def write(listing_id: int, text: Text) -> None:
    """Lets the listing be found by `text`, instead of by what it was found by before."""
    columns = [" ".join(words_of(getattr(text, part))) for part in PARTS]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalogue_search WHERE rowid = %s", [listing_id])
        cursor.execute(_WRITE[connection.vendor], [listing_id, *columns])


def matches(terms: list[list[str]]) -> list[int]:
    """Ids of the listings in which every term occurs, the best first."""
    phrases = " ".join(f'"{" ".join(words)}"' for words in terms)
    with connection.cursor() as cursor:
        cursor.execute(_MATCH[connection.vendor], [phrases])
        return [row[0] for row in cursor.fetchall()]


_WRITE = {
    "sqlite": "INSERT INTO catalogue_search (rowid, title, summary, objectives, body) VALUES (%s, %s, %s, %s, %s)",
    "postgresql": """
        INSERT INTO catalogue_search (rowid, document) VALUES (%s,
            setweight(to_tsvector('english', %s), 'A') || setweight(to_tsvector('english', %s), 'B') ||
            setweight(to_tsvector('english', %s), 'C') || setweight(to_tsvector('english', %s), 'D'))
    """,
}
_MATCH = {
    "sqlite": """
        SELECT rowid FROM catalogue_search WHERE catalogue_search MATCH %s
        ORDER BY bm25(catalogue_search, 10.0, 4.0, 2.0, 1.0), rowid
    """,
    "postgresql": """
        SELECT rowid FROM catalogue_search, websearch_to_tsquery('english', %s) AS wanted WHERE document @@ wanted
        ORDER BY ts_rank('{0.1, 0.2, 0.4, 1.0}', document, wanted, 1) DESC, rowid
    """,
}
