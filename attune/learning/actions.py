"""Begin, play, add up. What these return is committed."""

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction

from attune.catalogue.models import Listing
from attune.courseware.model import Component, Evaluation, Module, Series
from attune.journal.actions import record
from attune.kit import Refused, require
from attune.learning.completion import Explanation, Line
from attune.learning.evaluations import keep_answers
from attune.learning.models import Attempt, Completion, Enrolment, Happening
from attune.learning.policy import may_enrol, may_play
from attune.learning.queries import Progress, Record, Row, enrolment_in, explain_series_of, progress
from attune.library.queries import read_edition
from attune.people.models import Person
from attune.players import Happened, State, act, replay

KEY = re.compile(r"[0-9A-Za-z-]{8,64}")
OPENS_ATTEMPT = frozenset({"drawn", "began", "went-back"})  # a new round of questions, a new way through a conversation


@dataclass(frozen=True, slots=True)
class Played:
    """What a deed led to. `completions` are those that it brought about: the module's, then the series'."""

    state: State
    progress: Progress
    happenings: tuple[Happened, ...] = ()
    completions: tuple[Completion, ...] = ()

    @property
    def is_newly_complete(self) -> bool:
        return bool(self.completions)


@dataclass(frozen=True, slots=True)
class Difference:
    """A completion that is not what the happenings add up to."""

    enrolment_id: int
    sentence: str
    is_mended: bool = False


def enrol(*, person: Person, listing: Listing, by: Person, at: datetime) -> Enrolment:
    """Begin a work, on the edition that is on offer now; with a module, its series. Once: the second time gives the first."""
    if held := _latest(person, listing):
        return held
    require(may_enrol(by, person, listing, at=at))
    with transaction.atomic():
        if listing.series is not None:
            _enrol(person, listing.series, by, at)
        return _enrol(person, listing, by, at)


def play(
    *,
    enrolment: Enrolment,
    component_id: str,
    deed: str,
    fields: Mapping[str, Sequence[str]],
    key: str,
    by: Person,
    at: datetime,
    chance: random.Random,
) -> Played:
    """Do something in a component. `key` names this deed: sent again, it gives the state as it is.

    Raises Refused: 404 not one's own, or no such component; 403 no longer allowed; 422 not understood; 409 out of date.
    """
    held = Enrolment.objects.visible_to(by).filter(pk=enrolment.pk, ended_at=None).for_play().select_for_update(of=("self",))
    return _play(held.first, component_id, deed, fields, key, by, at, chance)


def play_in(
    *,
    series: str,
    module: str,
    component_id: str,
    deed: str,
    fields: Mapping[str, Sequence[str]],
    key: str,
    by: Person,
    at: datetime,
    chance: random.Random,
) -> Played:
    """As `play`, in one's own enrolment in a module (by id) of a series (by id): found and held in one statement."""
    find = partial(enrolment_in, by, series=series, module=module, is_held=True)
    return _play(find, component_id, deed, fields, key, by, at, chance)


def _play(
    find: Callable[[], Enrolment | None],
    component_id: str,
    deed: str,
    fields: Mapping[str, Sequence[str]],
    key: str,
    by: Person,
    at: datetime,
    chance: random.Random,
) -> Played:
    if not KEY.fullmatch(key):
        raise Refused("This page is incomplete. Please load it again and repeat what you did.", status=422)
    try:
        with transaction.atomic():
            return _sit_down(find(), component_id, by, at).play(deed, fields, key, at, chance)
    except IntegrityError:  # the same deed came through another door first
        with transaction.atomic():
            return _sit_down(find(), component_id, by, at).as_it_stands()


def recompute(*, enrolments: Iterable[Enrolment], at: datetime) -> list[Difference]:
    """Add everything up again. Expected: no difference.

    A completion that is missing is made; one that should not be there is reported and stays, for a certificate may hang on it.
    """
    found = []
    for enrolment in enrolments:
        with transaction.atomic():
            if difference := _recompute(enrolment, at):
                found.append(difference)
    return found


@dataclass(frozen=True, slots=True)
class _Sitting:
    """A person, in a component, with everything that happened before."""

    enrolment: Enrolment
    component: Component
    before: Progress

    def play(
        self, deed: str, fields: Mapping[str, Sequence[str]], key: str, at: datetime, chance: random.Random
    ) -> Played:
        if self.before.record.has(key):
            return self.as_it_stands()
        past = self.before.record.of(self.component)
        state = self.before.states[self.component.id]
        happenings = act(self.component, state, deed, fields, chance=chance)
        if not happenings:
            return self.as_it_stands()
        rows = _append(self.enrolment, self.component, past, happenings, key, at)
        if isinstance(self.component, Evaluation):
            keep_answers(edition_id=self.enrolment.edition_id, evaluation=self.component, fields=fields, at=at)
        after = self._after(rows)
        return Played(after.states[self.component.id], after, happenings, _complete_when_due(after, at))

    def as_it_stands(self) -> Played:
        return Played(self.before.states[self.component.id], self.before)

    def _after(self, rows: tuple[Row, ...]) -> Progress:
        record_after = Record({**self.before.record.by_component, self.component.id: rows})
        after = Progress(self.enrolment, self.before.module, record_after)
        # Only this component has moved: the others need no second replay.
        after.__dict__["states"] = {
            **self.before.states, self.component.id: replay(self.component, [row.happened for row in rows]),
        }  # fmt: skip
        return after


def _sit_down(enrolment: Enrolment | None, component_id: str, by: Person, at: datetime) -> _Sitting:
    """With an enrolment that is held until the transaction ends, so that two deeds come one after the other."""
    if enrolment is None:
        raise Refused("You have not begun this module. Open it from your training, and begin.", status=404)
    require(may_play(by, enrolment, at=at))
    before = progress(enrolment)
    component = before.module.component(component_id)
    if component is None:
        raise Refused("This module has no such part. Go on from your training.", status=404)
    return _Sitting(enrolment, component, before)


def _append(
    enrolment: Enrolment,
    component: Component,
    past: tuple[Row, ...],
    happenings: tuple[Happened, ...],
    key: str,
    at: datetime,
) -> tuple[Row, ...]:
    """Write the happenings down, each in its attempt; the key stands on the first. Gives the whole record."""
    rows = list(past)
    for happened in happenings:
        last = rows[-1] if rows else None
        if last is None or happened.kind in OPENS_ATTEMPT:
            number = last.attempt + 1 if last else 1
            attempt = Attempt.objects.create(enrolment=enrolment, component=component.id, number=number, started_at=at)
            place = (attempt.pk, number, component.id, 1)
        else:
            place = (last.attempt_id, last.attempt, component.id, last.number + 1)
        rows.append(Row(enrolment.pk, *place, happened.kind, dict(happened.body), at, key))
        key = ""
    Happening.objects.bulk_create(
        Happening(
            attempt_id=row.attempt_id, number=row.number, kind=row.kind, body=row.body, at=row.at, key=row.key
        )
        for row in rows[len(past) :]
    )
    return tuple(rows)


def _complete_when_due(now: Progress, at: datetime) -> tuple[Completion, ...]:
    """The module's completion if it has just come about, and its series' with it."""
    if not now.is_complete or hasattr(now.enrolment, "completion"):
        return ()
    module = _complete(now.enrolment, now.explanation, at)
    series = _complete_series(now.enrolment, at)
    return (module, series) if series else (module,)


def _complete_series(enrolment: Enrolment, at: datetime) -> Completion | None:
    """Held first: of two modules that are completed at once, the second sees the first."""
    above = enrolment.work.listing.series_id
    if above is None:
        return None
    series = (
        Enrolment.objects.visible_to(enrolment.person)
        .filter(work__listing=above, ended_at=None, completion=None)
        .select_for_update(of=("self",))
        .first()
    )
    explanation = explain_series_of(series, _titles(series)) if series else None
    return _complete(series, explanation, at) if series and explanation and explanation.is_complete else None


def _complete(enrolment: Enrolment, explanation: Explanation, at: datetime) -> Completion:
    completion = Completion.objects.create(
        enrolment=enrolment,
        completed_at=explanation.completed_at or at,
        explanation=[_line(line) for line in explanation.lines],
    )
    record(deed="complete", noun=enrolment, by=enrolment.person, at=at, detail={"edition": enrolment.edition_id})
    return completion


def _line(line: Line) -> dict[str, object]:
    return {
        "id": line.id, "title": line.title, "is_required": line.is_required, "is_met": line.is_met, "sentence": line.sentence,
    }  # fmt: skip


def _latest(person: Person, listing: Listing) -> Enrolment | None:
    return Enrolment.objects.filter(person=person, work_id=listing.work_id, ended_at=None).order_by("-number").first()


def _enrol(person: Person, listing: Listing, by: Person, at: datetime) -> Enrolment:
    """The open enrolment in this work, made if there is none; two tabs get the same."""
    if held := _latest(person, listing):
        return held
    ended = Enrolment.objects.filter(person=person, work_id=listing.work_id).exclude(ended_at=None).count()
    try:
        with transaction.atomic():
            enrolment = Enrolment.objects.create(
                person=person, work_id=listing.work_id, edition_id=listing.edition_id, number=ended + 1, started_at=at
            )
            record(deed="enrol", noun=enrolment, by=by, at=at, detail={"edition": listing.edition_id})
            return enrolment
    except IntegrityError:
        if held := _latest(person, listing):  # another tab was first
            return held
        raise


def _titles(enrolment: Enrolment) -> dict[str, str]:
    return dict(Listing.objects.filter(series__work_id=enrolment.work_id).values_list("work__slug", "title"))


def _recompute(enrolment: Enrolment, at: datetime) -> Difference | None:
    work = read_edition(enrolment.edition_id)
    explanation = _explain(enrolment, work)
    completion = Completion.objects.filter(enrolment=enrolment).first()
    if explanation.is_complete and completion is None:
        _complete(enrolment, explanation, at)
        return Difference(enrolment.pk, "Everything that counts was done, and no completion was written.", is_mended=True)
    if completion is None:
        return None
    if not explanation.is_complete:
        return Difference(enrolment.pk, "A completion was written, and not everything that counts was done.")
    if explanation.completed_at != completion.completed_at:
        return Difference(enrolment.pk, "The completion carries another date than the last thing that it needed.")
    return None


def _explain(enrolment: Enrolment, work: Series | Module) -> Explanation:
    return progress(enrolment).explanation if isinstance(work, Module) else explain_series_of(enrolment, _titles(enrolment))
