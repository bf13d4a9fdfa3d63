"""A small site with one of everything in it, and visitors of every kind, for the tests that try all doors."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from http.cookies import SimpleCookie
from pathlib import Path
from random import SystemRandom
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone

from attune.catalogue.queries import shelf
from attune.learning.actions import enrol
from attune.library.models import Edition
from attune.library.queries import read_edition
from attune.outreach.actions import confirm_subscription, subscribe
from attune.outreach.models import Subscription, SubscriptionRequest
from attune.outreach.outbox import put
from attune.people import actions
from attune.people.models import Clearance, Person, VettingRequest
from tests.courseware.small import DRAWING
from tests.credentials.making import certified
from tests.learning.stories import FIRST, SECOND, do, put_on_offer

CHECK = "what-would-you-say"
LETTER = b"To: a@b.example\nSubject: One\n\nText.\n"


@dataclass
class House:
    """The people by first name, and what fits into the places of an address."""

    people: dict[str, Person]
    places: dict[str, str]
    sessions: dict[str, str]

    def at(self, address: str, **other: str) -> str:
        return address.format_map({**self.places, **other})

    def client(self, name: str | None, **how: Any) -> Client:
        """A new browser, signed in as that person; None is a visitor."""
        client = Client(raise_request_exception=False, **how)
        if name:
            client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: self.sessions[name]})
        return client


@contextmanager
def undone() -> Iterator[None]:
    """What happens in the block is taken back: each door is tried in the same house."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def build(people: dict[str, Person], outbox: Path, committed: Any) -> House:
    """As `_build`, with what a process that runs keeps in mind. `committed`: the fixture django_capture_on_commit_callbacks."""
    house = _build(people, outbox)
    with committed(execute=True):
        for edition in Edition.objects.all():
            read_edition(edition.pk)
        shelf()
    return house


def _build(people: dict[str, Person], outbox: Path) -> House:
    """Dana has a certificate and is under way; Sam's request waits with a question; Priya has only signed up."""
    cache.clear()
    now, listings = timezone.now(), put_on_offer()
    held = certified(people["dana"], listings[SECOND])
    Clearance.objects.update(expires_at=now + timedelta(days=300))  # the cast was let in some time ago
    begun = enrol(person=people["dana"], listing=listings[FIRST], by=people["dana"], at=now)
    drawn = do(begun, CHECK, "start", at=now).state.current
    do(begun, "at-a-workplace", "begin", at=now)
    sams = VettingRequest.objects.get(person=people["sam"])
    asked = actions.ask_question(request=sams, text="Which unit do you serve in?", by=people["ruth"], at=now)
    subscribe(email="reader@library.example", topics=(), at=now, chance=SystemRandom())
    subscribe(email="other@library.example", topics=(), at=now, chance=SystemRandom())
    waiting, known = SubscriptionRequest.objects.order_by("pk")
    confirm_subscription(token=known.token, at=now, chance=SystemRandom())
    places = {
        "series": "small-series", "module": FIRST, "component": "before-you-go", "check": CHECK, "drawn": drawn,
        "sha256": sha256(DRAWING).hexdigest(), "name": "steps.svg", "number": held.number, "letter": put(outbox, LETTER).name,
        "question": str(asked.pk), "request": str(sams.pk), "token": actions.work_email_token(sams),
        "confirm": waiting.token, "end": Subscription.objects.get().token,
    }  # fmt: skip
    return House(people, places, {name: _session_of(person) for name, person in people.items()})


def _session_of(person: Person) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
