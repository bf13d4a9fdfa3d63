"""sources.toml and glossary.toml: what texts may cite, and what a module of its own takes along of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from attune.courseware.margin import Margin, shown
from attune.courseware.model import Files, Grade, Source, Term
from attune.courseware.shelf import Shelf
from attune.courseware.tables import ID, SOURCE_ID, Table, table_of

SOURCES, GLOSSARY = "sources.toml", "glossary.toml"
GRADES: tuple[Grade, ...] = ("P", "M", "S")
_ADDRESS = re.compile(r"https?://[^\s/]+\S*")


@dataclass(frozen=True, slots=True)
class References:
    """All entries, or None where a file cannot be read; and what each term's definition refers to."""

    sources: dict[str, Source] | None = field(default_factory=dict)
    glossary: dict[str, Term] | None = field(default_factory=dict)
    behind: dict[str, Shelf] = field(default_factory=dict)

    def follow(self, shelf: Shelf) -> None:
        """Put on the shelf what the terms in use refer to themselves."""
        waiting = list(shelf.defined)
        while waiting:
            behind = self.behind.get(waiting.pop())
            if behind is not None:
                waiting.extend(term for term in behind.defined if term not in shelf.defined)
                shelf.defined.update(behind.defined)
                shelf.cited.update(behind.cited)

    def sources_for(self, shelf: Shelf) -> dict[str, Source]:
        """The sources that were cited."""
        return {key: source for key, source in (self.sources or {}).items() if key in shelf.cited}

    def terms_for(self, shelf: Shelf) -> dict[str, Term]:
        """The terms that were used."""
        return {key: term for key, term in (self.glossary or {}).items() if key in shelf.defined}

    def note_unused(self, shelves: Iterable[Shelf], margin: Margin) -> None:
        """Remark on entries that no text refers to."""
        cited: set[str] = set()
        defined: set[str] = set()
        for shelf in shelves:
            cited.update(shelf.cited)
            defined.update(shelf.defined)
        for source in self.sources or ():
            if source not in cited:
                margin.of(SOURCES).at(source).remark("No text cites this source.")
        for term in self.glossary or ():
            if term not in defined:
                margin.of(GLOSSARY).at(term).remark("No text uses this term.")


def read_references(files: Files, margin: Margin) -> References:
    """Both files; either may be left out."""
    sources = _read_sources(files, margin.of(SOURCES))
    table = _file(files, GLOSSARY, margin.of(GLOSSARY), Shelf(sources=None, terms=None))
    if table is None:
        return References(sources, None)
    glossary: dict[str, Term] = {}
    behind: dict[str, Shelf] = {}
    for key in table.ids_within():
        shelf = Shelf(sources=sources, terms=table.ids_within())
        entry = _entry(table, key, shelf, is_known=bool(ID.fullmatch(key)))
        if entry is not None:
            glossary[key], behind[key] = _read_term(key, entry), shelf
    return References(sources, glossary, behind)


def _read_sources(files: Files, margin: Margin) -> dict[str, Source] | None:
    table = _file(files, SOURCES, margin, Shelf())
    if table is None:
        return None
    entries = {key: _entry(table, key, table.shelf, is_known=bool(SOURCE_ID.fullmatch(key))) for key in table.ids_within()}
    return {key: _read_source(key, entry) for key, entry in entries.items() if entry is not None}


def _file(files: Files, name: str, margin: Margin, shelf: Shelf) -> Table | None:
    if name not in files:
        return Table({}, margin, shelf)
    return table_of(files[name], margin, shelf)


def _entry(table: Table, key: str, shelf: Shelf, *, is_known: bool) -> Table | None:
    entry = table.table(key)
    if not is_known:
        table.margin.wrong(f"“{shown(key)}” is not an id.")
        return None
    return None if entry is None else Table(entry.values, entry.margin, shelf)


def _read_source(key: str, table: Table) -> Source:
    source = Source(
        id=key,
        title=table.text("title", limit=600),
        publisher=table.text("publisher"),
        date=table.text("date", limit=100, is_needed=False),
        grade=table.word("grade", GRADES),
        url=table.text("url", limit=1_000),
        note=table.text("note", limit=4_000, is_needed=False),
    )
    if source.url and not _ADDRESS.fullmatch(source.url):
        table.margin.wrong("`url` must be an address that begins with https:// or http://.")
    table.finish()
    return source


def _read_term(key: str, table: Table) -> Term:
    term = Term(key, table.text("term", limit=200), table.markdown("definition"), table.sources())
    table.finish()
    return term
