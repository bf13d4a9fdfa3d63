"""A small series of two modules on offer, and somebody who works through it. For the tests of learning and of its desk."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from attune import courseware
from attune.catalogue.actions import offer
from attune.catalogue.models import Listing
from attune.courseware.model import Component, Module, Question
from attune.learning.actions import Played, enrol, play
from attune.learning.models import Enrolment
from attune.library.actions import publish_edition
from attune.library.queries import read_edition
from attune.people.models import Person
from tests.courseware.small import changed, series_files

NINE = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
FIRST, SECOND = "first-contact", "staying-in-touch"
CHANCE = random.Random(7)

SECOND_MODULE = """
id = "staying-in-touch"
title = "Staying in touch"
plain_title = "Staying in touch"
summary = "How to go on."
requires = ["first-contact"]
"""
SECOND_LESSON = """+++
title = "Agree on how"
minutes = 5
+++

## Ask first

Ask how often.
"""


def two_modules() -> dict[str, bytes]:
    files = changed(series_files(), "series.toml", 'modules = ["first-contact"]', f'modules = ["{FIRST}", "{SECOND}"]')
    return files | {
        f"{SECOND}/module.toml": SECOND_MODULE.encode(),
        f"{SECOND}/1-agree-on-how.md": SECOND_LESSON.encode(),
    }


def put_on_offer(files: dict[str, bytes] | None = None, *, at: datetime = NINE) -> dict[str, Listing]:
    """The series and its modules, by id."""
    parts = courseware.split(files or two_modules())
    listings = {}
    for each in (parts.series, *parts.modules.values()):
        listing = offer(edition=publish_edition(files=each, by=None, at=at), by=None, at=at)
        listings[listing.work.slug] = Listing.objects.get(pk=listing.pk)
    return listings


def begin(person: Person, listing: Listing, *, at: datetime = NINE) -> Enrolment:
    return enrol(person=person, listing=listing, by=person, at=at)


def do(enrolment: Enrolment, component: str, deed: str, *, key: str = "", at: datetime = NINE, **fields: Any) -> Played:
    """One deed, with the fields as a form would send them (an underscore stands for a hyphen)."""
    return play(
        enrolment=enrolment, component_id=component, deed=deed, key=key or str(uuid4()), by=enrolment.person, at=at,
        chance=CHANCE, fields={name.replace("_", "-"): as_sent(value) for name, value in fields.items()},
    )  # fmt: skip


def as_sent(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]


def module_of(enrolment: Enrolment) -> Module:
    work = read_edition(enrolment.edition_id)
    assert isinstance(work, Module)
    return work


def right_answer(question: Question) -> dict[str, Any]:
    if question.kind in ("single", "multiple"):
        return {"option": [option.id for option in question.options if option.is_right]}
    if question.kind == "match":
        return {f"pair-{pair.id}": pair.id for pair in question.pairs}
    if question.kind == "order":
        return {f"order-{option.id}": number for number, option in enumerate(question.options, 1)}
    return {"text": question.accepted[0]}


def wrong_answer(question: Question) -> dict[str, Any]:
    if question.kind in ("single", "multiple"):
        return {"option": [next(option.id for option in question.options if not option.is_right)]}
    if question.kind == "match":
        return {f"pair-{pair.id}": other.id for pair, other in zip(question.pairs, question.pairs[::-1], strict=True)}
    if question.kind == "order":
        return {f"order-{option.id}": number for number, option in enumerate(question.options[::-1], 1)}
    return {"text": "something else"}


def answer_round(enrolment: Enrolment, check: Component, *, rightly: bool, at: datetime = NINE, deed: str = "start") -> Played:
    """A whole round of a check."""
    played = do(enrolment, check.id, deed, at=at)
    for question_id in played.state.drawn:
        question = check.question(question_id)
        fields = right_answer(question) if rightly else wrong_answer(question)
        played = do(enrolment, check.id, "answer", at=at, question=question_id, **fields)
    return played


def finish(enrolment: Enrolment, component: Component, *, at: datetime = NINE) -> Played:
    """Do a component as it should be done."""
    if component.kind == "lesson":
        return [do(enrolment, component.id, "read", at=at, section=each.id) for each in component.sections][-1]
    if component.kind == "check":
        return answer_round(enrolment, component, rightly=True, at=at)
    if component.kind == "evaluation":
        return do(enrolment, component.id, "send", at=at, answer_ready=4)
    if component.kind == "acknowledgement":
        return do(enrolment, component.id, "agree", at=at)
    return walk(enrolment, component, "strong", at=at)


def walk(enrolment: Enrolment, scenario: Component, quality: str, *, at: datetime = NINE, deed: str = "begin", **how: Any) -> Played:
    """From where the conversation stands to an end, by choices of that quality where there are any."""
    played = do(enrolment, scenario.id, deed, at=at, **how)
    while not played.state.is_ended:
        node = played.state.node
        choice = next((each for each in node.choices if each.quality == quality), node.choices[0])
        played = do(enrolment, scenario.id, "choose", at=at, node=node.id, choice=choice.id)
    return played


def finish_module(enrolment: Enrolment, *, at: datetime = NINE, but: str = "") -> Played:
    """Everything in order, a minute apart, save what `but` names. Gives what the last deed led to."""
    played = None
    for number, component in enumerate(module_of(enrolment).components):
        if component.id != but:
            played = finish(enrolment, component, at=at + timedelta(minutes=number))
    assert played is not None
    return played
