"""Where somebody stands: read-only, two statements at most."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from attune.catalogue.queries import shelf
from attune.courseware.model import Component, Module, Series
from attune.learning.completion import Explanation, explain, explain_series, moment_done
from attune.learning.models import Completion, Enrolment, EnrolmentQuerySet, Happening
from attune.library.queries import read_edition
from attune.people.models import Person
from attune.people.prepared import Prepared
from attune.players import Happened, State, replay


class Row(NamedTuple):
    """A happening as it lies in the record."""

    enrolment_id: int
    attempt_id: int
    attempt: int
    component: str
    number: int
    kind: str
    body: dict[str, object]
    at: datetime
    key: str

    @property
    def happened(self) -> Happened:
        return Happened(self.kind, self.body)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that happened in one enrolment, by component, in order."""

    by_component: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)

    def of(self, component: Component) -> tuple[Row, ...]:
        return self.by_component.get(component.id, ())

    def state(self, component: Component) -> State:
        return replay(component, [row.happened for row in self.of(component)])

    def done_at(self, component: Component) -> datetime | None:
        """When the component became done, in the site's time zone."""
        moment = moment_done(component, [(row.happened, row.at) for row in self.of(component)])
        return timezone.localtime(moment) if moment else None

    def has(self, key: str) -> bool:
        """Whether the deed that was sent with this key has happened already."""
        return any(row.key == key for rows in self.by_component.values() for row in rows)

    @property
    def last_at(self) -> datetime | None:
        return max((rows[-1].at for rows in self.by_component.values()), default=None)


@dataclass(frozen=True)
class Progress:
    """Where a person stands in a module."""

    enrolment: Enrolment
    module: Module
    record: Record

    @cached_property
    def states(self) -> dict[str, State]:
        return {component.id: self.record.state(component) for component in self.module.components}

    @cached_property
    def explanation(self) -> Explanation:
        moments = {each.id: self.record.done_at(each) for each in self.module.components}
        return explain(self.module, self.states, {key: at for key, at in moments.items() if at})

    @property
    def is_complete(self) -> bool:
        return all(self.states[each.id].is_done for each in self.module.components if each.is_required)

    @property
    def is_begun(self) -> bool:
        return bool(self.record.by_component)

    @property
    def done(self) -> int:
        """How many components are done."""
        return sum(state.is_done for state in self.states.values())

    @property
    def saved_at(self) -> datetime | None:
        """When the last thing was recorded."""
        return self.record.last_at

    @property
    def next_component(self) -> Component | None:
        """What to go on with: the first component that is not done, in the author's order."""
        return self.next_after(None)

    def next_after(self, component_id: str | None) -> Component | None:
        """The first component not done behind `component_id`, else from the beginning."""
        components = self.module.components
        ids = [each.id for each in components]
        place = ids.index(component_id) + 1 if component_id in ids else 0
        in_order = (*components[place:], *components[:place])
        return next((each for each in in_order if not self.states[each.id].is_done), None)


def progress(enrolment: Enrolment) -> Progress:
    """Where the person stands in this module. One statement, whatever happened."""
    module = read_edition(enrolment.edition_id)
    if not isinstance(module, Module):
        raise TypeError("progress is told of a module; a series is complete when its modules are")
    return Progress(enrolment, module, records_of([enrolment.pk]).get(enrolment.pk, Record()))


def progress_of(enrolments: Iterable[Enrolment]) -> list[Progress]:
    """The same for several modules, still in one statement."""
    enrolments = list(enrolments)
    records = records_of([each.pk for each in enrolments])
    told = []
    for enrolment in enrolments:
        module = read_edition(enrolment.edition_id)
        if isinstance(module, Module):
            told.append(Progress(enrolment, module, records.get(enrolment.pk, Record())))
    return told


def _happened(where: Q) -> "QuerySet[Happening, tuple[Any, ...]]":
    columns = ("attempt_id", "attempt__number", "attempt__component", "number", "kind", "body", "at", "key")
    return (
        Happening.objects.filter(where).order_by("attempt__number", "number").values_list("attempt__enrolment_id", *columns)
    )


_happened_in = Prepared(lambda enrolment: _happened(Q(attempt__enrolment=enrolment)))


def records_of(enrolment_ids: Collection[int]) -> dict[int, Record]:
    """What happened in each of the enrolments."""
    if not enrolment_ids:
        return {}
    is_one = len(enrolment_ids) == 1  # as on every page of the player
    rows = _happened_in.ask(*enrolment_ids) if is_one else _happened(Q(attempt__enrolment__in=enrolment_ids))
    sorted_rows: dict[int, dict[str, list[Row]]] = {}
    for row in map(Row._make, rows):
        sorted_rows.setdefault(row.enrolment_id, {}).setdefault(row.component, []).append(row)
    return {
        enrolment: Record({component: tuple(each) for component, each in by_component.items()})
        for enrolment, by_component in sorted_rows.items()
    }


ENROLMENT = tuple(field.attname for field in Enrolment._meta.concrete_fields)
COMPLETION = ("id", "enrolment_id", "completed_at")

_latest_in = Prepared(
    lambda person, work: Enrolment.objects.filter(person_id=person, work_id=work, ended_at=None)
    .order_by("-number")
    .values_list(*ENROLMENT, *(f"completion__{column}" for column in COMPLETION))[:1],
    keys=2,
)
_held_by = Prepared(
    lambda person: Enrolment.objects.filter(person_id=person, ended_at=None)
    .order_by("started_at", "pk")
    .values_list("pk", "work_id", "edition_id", "number", "completion")
)


def enrolment_in(person: Person, *, series: str, module: str, is_held: bool = False) -> Enrolment | None:
    """A person's latest enrolment in a module (by id) that stands in a series (by id), with the listing of its work.

    What is on offer lies in memory, so one statement without a join to the catalogue finds it; `is_held` locks the row
    until the transaction ends. What is no longer on offer is found by its joins: it may be finished.
    """
    shown = next((each for each in shelf() if each.slug == module and each.series_slug == series), None)
    own = Enrolment.objects.visible_to(person).filter(ended_at=None)
    if shown is None:
        rows = own.filter(work__slug=module, work__listing__series__work__slug=series).for_play()
        return (rows.select_for_update(of=("self",)) if is_held else rows).first()
    if is_held:
        rows = own.filter(work_id=shown.listing.work_id).select_related("completion").order_by("-number")
        enrolment = rows.select_for_update(of=("self",)).first()
    else:
        enrolment = _with_completion(_latest_in.ask(person.pk, shown.listing.work_id))
    if enrolment is not None:
        enrolment.work = shown.listing.work
    return enrolment


def _with_completion(rows: list[tuple[Any, ...]]) -> Enrolment | None:
    if not rows:
        return None
    width = len(ENROLMENT)
    enrolment = Enrolment.from_db("default", ENROLMENT, rows[0][:width])
    if rows[0][width] is None:
        enrolment._state.fields_cache["completion"] = None
    else:
        Completion.from_db("default", COMPLETION, rows[0][width:]).enrolment = enrolment  # each now knows the other
    return enrolment


class Held(NamedTuple):
    """What a person has begun and not ended: what is under way, and the works (by key) of what is complete."""

    under_way: tuple[Enrolment, ...]
    complete: frozenset[int]


def held_by(person: Person) -> Held:
    """One statement of bare columns: somebody may have completed fifty things."""
    columns = ("pk", "work_id", "edition_id", "number")
    rows = _held_by.ask(person.pk)
    under_way = (dict(zip(columns, row[:-1], strict=True)) for row in rows if row[-1] is None)
    return Held(
        tuple(Enrolment(person=person, **each) for each in under_way),
        frozenset(row[1] for row in rows if row[-1] is not None),
    )


def enrolments_of(person: Person) -> EnrolmentQuerySet:
    """Everything a person has begun and not ended, with work, edition and completion, in the order of beginning."""
    return (
        Enrolment.objects.visible_to(person)
        .filter(ended_at=None)
        .select_related("work", "edition", "completion")
        .order_by("started_at", "pk")
    )


def completed_modules(person: Person, modules: Collection[str]) -> dict[str, datetime]:
    """Which of these modules (by id) a person has ever completed, and when first, in the site's time zone."""
    moments = (
        Completion.objects.filter(enrolment__person=person, enrolment__work__slug__in=modules)
        .order_by("-completed_at")
        .values_list("enrolment__work__slug", "completed_at")
    )
    return {module: timezone.localtime(at) for module, at in moments}


def explain_series_of(enrolment: Enrolment, titles: Mapping[str, str]) -> Explanation:
    """Why this enrolment in a series is, or is not, complete. One statement."""
    series = read_edition(enrolment.edition_id)
    if not isinstance(series, Series):
        raise TypeError("a module is explained by progress(enrolment).explanation")
    return explain_series(series, titles, completed_modules(enrolment.person, series.modules))
