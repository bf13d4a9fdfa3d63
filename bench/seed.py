"""Fills a prepared place with a thousand people, twenty modules and fifty thousand completions.

One person takes every module by the rooms' own actions; what happened is then copied, row by row, to the others.
Writes what the clients need to know (addresses, cookies) as JSON: `python -m bench.seed FILE`.
"""

import importlib
import json
import random
import shutil
import sys
import tempfile
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

import tomli_w  # noqa: E402
from allauth.account.models import EmailAddress  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.db.models import Exists, OuterRef  # noqa: E402

from attune.catalogue.models import Listing  # noqa: E402
from attune.commands.import_course import import_course  # noqa: E402
from attune.commands.prepare import COURSES  # noqa: E402
from attune.courseware.model import Module  # noqa: E402
from attune.credentials.actions import issue_certificate  # noqa: E402
from attune.credentials.models import Certificate  # noqa: E402
from attune.credentials.numbers import draw_number  # noqa: E402
from attune.learning import actions as learning  # noqa: E402
from attune.learning.models import Attempt, Completion, Enrolment, Happening  # noqa: E402
from attune.learning.queries import progress  # noqa: E402
from attune.library.queries import read_edition  # noqa: E402
from attune.people.models import Agency, Clearance, Person, ServiceRole, VettingDecision, VettingRequest  # noqa: E402
from tests.play import next_deed  # noqa: E402

PERSONS, MODULES, ROUNDS, LAST_ROUND_MODULES = 1000, 20, 2, 10  # 1000 * (2 * 20 + 10) = 50,000 completions
WAITING = 40
RUNNERS = 250  # people with every module open anew, who send answers
THE_DAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BUILT_IN = "csam-survivors"
MORE = "bench-series"


def main(target: Path) -> None:
    chance = random.Random(20260302)
    with tempfile.TemporaryDirectory() as folder:
        import_course(more_modules(Path(folder)), by=None, at=THE_DAY)
    people = add_people()
    first = take_everything(people[0], chance)
    copy_enrolments(people, first)
    copy_certificates(chance)
    add_open_enrolments(people, first)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    target.write_text(json.dumps(note(people), indent=1))


def more_modules(folder: Path) -> Path:
    """A series of eighteen modules, each a copy of a built-in one under another id."""
    shutil.copytree(COURSES / BUILT_IN, folder / MORE)
    series = tomllib.loads((folder / MORE / "series.toml").read_text())
    originals = series["modules"]
    names = []
    for number in range(MODULES - len(originals)):
        original = originals[number % len(originals)]
        names.append(f"{original}-{number:02}")
        shutil.copytree(folder / MORE / original, folder / MORE / names[-1])
        _rename(folder / MORE / names[-1] / "module.toml", names[-1], number)
    for original in originals:
        shutil.rmtree(folder / MORE / original)
    series |= {"id": MORE, "title": "Eighteen more modules", "plain_title": "Eighteen more modules", "modules": names}
    (folder / MORE / "series.toml").write_text(tomli_w.dumps(series))
    return folder / MORE


def _rename(file: Path, name: str, number: int) -> None:
    module = tomllib.loads(file.read_text())
    module |= {"id": name, "title": f"{module['title']} ({number})", "plain_title": f"{module['plain_title']} ({number})"}
    module.pop("requires", None)
    file.write_text(tomli_w.dumps(module))


@transaction.atomic
def add_people() -> list[Person]:
    """A thousand vetted officers, and some whose request waits."""
    agency, ruth = Agency.objects.get(), Person.objects.get(name="Ruth Adeyemi")
    people = Person.objects.bulk_create(
        Person(email=f"officer{number}@harborcounty.example", name=f"Officer {number}", password="!", joined_at=THE_DAY)
        for number in range(PERSONS + WAITING)
    )
    EmailAddress.objects.bulk_create(EmailAddress(user=one, email=one.email, verified=True, primary=True) for one in people)
    requests = VettingRequest.objects.bulk_create(
        VettingRequest(
            person=one, agency=agency, agency_name=agency.name, role=ServiceRole.OFFICER, work_email=one.email,
            work_email_confirmed_at=THE_DAY, made_at=THE_DAY, closed_at=THE_DAY if number < PERSONS else None,
        )
        for number, one in enumerate(people)
    )  # fmt: skip
    decisions = VettingDecision.objects.bulk_create(
        VettingDecision(request=one, is_approved=True, by=ruth, at=THE_DAY) for one in requests[:PERSONS]
    )
    Clearance.objects.bulk_create(
        Clearance(
            person=one.request.person, decision=one, agency=agency, role=one.request.role, granted_at=THE_DAY,
            expires_at=THE_DAY + timedelta(days=3650),
        )
        for one in decisions
    )  # fmt: skip
    return people[:PERSONS]


def take_everything(person: Person, chance: random.Random) -> list[Enrolment]:
    """Every module from its first page to its completion, by the actions that pages call."""
    taken = []
    listings = Listing.objects.exclude(series=None).select_related("series", "work").order_by("series_id", "position")
    for listing in sorted(listings, key=lambda one: (one.series.work_id, one.position)):
        enrolment = learning.enrol(person=person, listing=listing, by=person, at=THE_DAY)
        _take(enrolment, person, chance)
        taken.append(enrolment)
    assert Completion.objects.filter(enrolment__in=taken).count() == MODULES
    for completion in Completion.objects.filter(enrolment__person=person):
        issue_certificate(completion=completion, at=THE_DAY, chance=chance)
    return taken


def _take(enrolment: Enrolment, person: Person, chance: random.Random) -> None:
    module = read_edition(enrolment.edition_id)
    assert isinstance(module, Module)
    for component in module.components:
        state = progress(enrolment).states[component.id]
        while deed := next_deed(component, state):
            key = f"seed-{chance.getrandbits(60):x}"
            state = learning.play(
                enrolment=enrolment, component_id=component.id, deed=deed[0], fields=deed[1], key=key,
                by=person, at=THE_DAY, chance=chance,
            ).state  # fmt: skip


@transaction.atomic
def copy_enrolments(people: list[Person], first: list[Enrolment]) -> None:
    """What happened to the first person happened to all, and to all again: a renewal ends the enrolment before it."""
    late = {one.pk for one in first[:LAST_ROUND_MODULES]}
    series = list(Enrolment.objects.filter(person=people[0]).exclude(pk__in=[one.pk for one in first]))
    Enrolment.objects.bulk_create(
        [
            Enrolment(person=one, work_id=of.work_id, edition_id=of.edition_id, number=number, started_at=THE_DAY)
            for one in people
            for number in range(1, ROUNDS + 2)
            for of in (*first, *(series if number == 1 else ()))
            if (number <= ROUNDS or of.pk in late) and not (one == people[0] and number == 1)
        ],
        batch_size=2000,
    )
    _copy_records(people[0])


def _copy_records(person: Person) -> None:
    same = "e.work_id = t.work_id AND t.number = 1 AND t.person_id = %s AND e.id <> t.id"
    _copy(Attempt, "enrolment_id", f"learning_enrolment t JOIN learning_enrolment e ON {same} "
          "JOIN learning_attempt o ON o.enrolment_id = t.id", "e.id", person)  # fmt: skip
    _copy(Happening, "attempt_id", f"learning_enrolment t JOIN learning_enrolment e ON {same} "
          "JOIN learning_attempt a ON a.enrolment_id = t.id JOIN learning_attempt b ON b.enrolment_id = e.id "
          "AND b.component = a.component AND b.number = a.number JOIN learning_happening o ON o.attempt_id = a.id",
          "b.id", person)  # fmt: skip
    _copy(Completion, "enrolment_id", f"learning_enrolment t JOIN learning_enrolment e ON {same} "
          "JOIN learning_completion o ON o.enrolment_id = t.id", "e.id", person)  # fmt: skip


def _copy(model: type[models.Model], key: str, source: str, new: str, person: Person) -> None:
    """Copies rows `o` of the model's table, with another value in the column `key`."""
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    values = [new if column == key else f"o.{column}" for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(values)} FROM {source}", [person.pk])


def copy_certificates(chance: random.Random) -> None:
    """Every completion has its certificate, so that the worker finds nothing to do."""
    columns = [field.attname for field in Certificate._meta.concrete_fields if not field.primary_key]
    known = {one.enrolment.work_id: one for one in Certificate.objects.select_related("enrolment")}
    missing = Completion.objects.filter(enrolment__certificate=None).select_related("enrolment__person")
    rows = []
    for completion in missing.iterator(chunk_size=5000):
        enrolment = completion.enrolment
        values = {name: getattr(known[enrolment.work_id], name) for name in columns}
        values |= {"number": draw_number(chance), "enrolment_id": enrolment.pk, "person_id": enrolment.person_id}
        rows.append(Certificate(**{**values, "name": enrolment.person.name}))
    Certificate.objects.bulk_create(rows, batch_size=1000)


def add_open_enrolments(people: list[Person], first: list[Enrolment]) -> None:
    """Runners begin every module anew, the others one. What was renewed has ended."""
    Enrolment.objects.bulk_create(
        [
            Enrolment(person=one, work_id=of.work_id, edition_id=of.edition_id, number=ROUNDS + 2, started_at=THE_DAY)
            for index, one in enumerate(people)
            for of in (first if index < RUNNERS else first[:1])
        ],
        batch_size=2000,
    )
    later = Enrolment.objects.filter(person=OuterRef("person"), work=OuterRef("work"), number__gt=OuterRef("number"))
    Enrolment.objects.filter(Exists(later)).update(ended_at=THE_DAY)


def note(people: list[Person]) -> dict[str, Any]:
    """What the clients need to know."""
    works = {
        listing.work.slug: read_edition(listing.edition_id)
        for listing in Listing.objects.exclude(series=None).select_related("work", "series").order_by("series_id", "position")
    }
    built_in, *_ = (listing.work.slug for listing in Listing.objects.filter(series__work__slug=BUILT_IN).order_by("position"))
    certificates = Certificate.objects.exclude(person=people[0]).filter(kind="module").order_by("pk")[:3000]
    return {
        "series": BUILT_IN,
        "module": built_in,
        "components": {
            slug: {"series": BUILT_IN if not slug[-2:].isdigit() else MORE, **{kind: _of_kind(work, kind) for kind in KINDS}}
            for slug, work in works.items()
            if isinstance(work, Module)
        },
        "runners": [session_of(one) for one in people[:RUNNERS]],
        "readers": [session_of(one) for one in people[RUNNERS : RUNNERS + 100]],
        "staff": session_of(Person.objects.get(name="Ruth Adeyemi")),
        "certificates": [{"number": one.number, "person": one.person_id} for one in certificates],
        "certificate_sessions": {
            str(one.person_id): session_of(one.person)
            for one in Certificate.objects.filter(pk__in=[c.pk for c in certificates]).select_related("person")
        },
        "counts": {model.__name__: model.objects.count() for model in (Person, Completion, Happening, Certificate)},
    }


KINDS = ("lesson", "check", "scenario", "evaluation")


def _of_kind(module: Module, kind: str) -> str | None:
    return next((each.id for each in module.components if each.kind == kind), None)


def session_of(person: Person) -> str:
    """A cookie that is signed in as this person."""
    session = importlib.import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
