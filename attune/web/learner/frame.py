"""What stands around every page of the player: the outline, where am I, what is next."""

from dataclasses import dataclass
from functools import cached_property

from attune.courseware.model import Component, Module, Series, Source, Term
from attune.learning.models import Enrolment
from attune.learning.queries import Progress
from attune.library.queries import read_edition
from attune.web.learner.addresses import component_address, overview_address, why_address

KINDS = {
    "lesson": "Lesson",
    "check": "Check",
    "scenario": "Conversation",
    "evaluation": "Evaluation",
    "acknowledgement": "Acknowledgement",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the outline."""

    title: str
    href: str
    kind: str
    is_done: bool
    is_here: bool


@dataclass(frozen=True, slots=True)
class Stand:
    """A module, and how far the person is."""

    title: str
    href: str
    done: int
    total: int
    is_begun: bool
    is_complete: bool


@dataclass(frozen=True, slots=True)
class Cited:
    """A source with the number that the page's text gives it."""

    number: int
    source: Source


@dataclass(frozen=True)
class Frame:
    """The module around a component."""

    series_id: str
    progress: Progress
    component: Component | None = None

    @property
    def module(self) -> Module:
        return self.progress.module

    @property
    def enrolment(self) -> Enrolment:
        return self.progress.enrolment

    @cached_property
    def series(self) -> Series | None:
        above = self.enrolment.work.listing.series
        work = read_edition(above.edition_id) if above else None
        return work if isinstance(work, Series) else None

    @property
    def place(self) -> str:
        modules = self.series.modules if self.series else ()
        if self.module.id not in modules:
            return "Module"
        return f"Module {modules.index(self.module.id) + 1} of {len(modules)}"

    @property
    def overview(self) -> str:
        return overview_address(self.series_id, self.module.id)

    @property
    def why(self) -> str:
        return why_address(self.series_id, self.module.id)

    def address(self, component: Component | None = None, **query: str) -> str:
        chosen = component or self.component
        return component_address(self.series_id, self.module.id, chosen.id, **query) if chosen else self.why

    @property
    def items(self) -> tuple[Item, ...]:
        states = self.progress.states
        return tuple(
            Item(
                title=each.title,
                href=self.address(each),
                kind=each.kind,
                is_done=states[each.id].is_done,
                is_here=each is self.component,
            )
            for each in self.module.components
        )

    @property
    def next_href(self) -> str:
        """What comes after this component: the next one that is not done, else the page that says what is missing."""
        following = self.progress.next_after(self.component.id if self.component else None)
        return self.why if following is None or following is self.component else self.address(following)

    @property
    def eyebrow(self) -> str:
        """“Lesson · 9 minutes”."""
        if self.component is None:
            return ""
        minutes = self.component.minutes
        return f"{KINDS[self.component.kind]} · {minutes} minute{'' if minutes == 1 else 's'}"

    def cited(self, ids: tuple[str, ...], numbering: tuple[str, ...] | None = None) -> list[Cited]:
        """The sources with these ids, each with its place in `numbering` (else in `ids`), in order of number."""
        order = numbering if numbering is not None else ids
        numbers = {source_id: number for number, source_id in enumerate(order, 1)}
        known = self.module.sources
        wanted = [each for each in dict.fromkeys(ids) if each in known]
        return sorted(
            (Cited(numbers.get(each, len(order) + 1), known[each]) for each in wanted), key=lambda cited: cited.number
        )

    def terms(self, ids: tuple[str, ...]) -> list[Term]:
        return [self.module.glossary[each] for each in ids if each in self.module.glossary]
