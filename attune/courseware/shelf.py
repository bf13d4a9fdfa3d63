"""What a text may refer to, and what it did refer to."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from attune.courseware.margin import Margin, shown
from attune.courseware.model import Files

ASSET = re.compile(r"assets/[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class Shelf:
    """The sources, terms, assets and components within reach; None where a broken file keeps us from knowing."""

    sources: Collection[str] | None = ()
    terms: Collection[str] | None = ()
    assets: Files = field(default_factory=dict)
    components: Collection[str] = ()
    cited: dict[str, None] = field(default_factory=dict)
    defined: dict[str, None] = field(default_factory=dict)
    used: dict[str, None] = field(default_factory=dict)

    def cite(self, source: str, margin: Margin) -> None:
        """A source is cited."""
        self.cited[source] = None
        if self.sources is not None and source not in self.sources:
            margin.wrong(f"It cites the source {shown(source)}, which sources.toml does not have.")

    def define(self, term: str, margin: Margin) -> None:
        """A term of the glossary is used."""
        self.defined[term] = None
        if self.terms is not None and term not in self.terms:
            margin.wrong(f"It uses the term “{shown(term)}”, which glossary.toml does not have.")

    def take(self, path: str, margin: Margin) -> None:
        """An asset is used."""
        self.used[path] = None
        if not ASSET.fullmatch(path):
            margin.wrong(f"“{shown(path)}” is not a file in assets/ (letters, digits, dots, hyphens).")
        elif path not in self.assets:
            margin.wrong(f"The file {path} is not there.")
