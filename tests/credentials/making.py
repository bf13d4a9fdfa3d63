"""A sample series on offer, and completions of it, without playing every component."""

from datetime import datetime, timedelta
from random import SystemRandom

from attune import courseware
from attune.catalogue.actions import offer
from attune.catalogue.models import Listing
from attune.credentials.actions import issue_certificate
from attune.credentials.models import Certificate
from attune.learning.models import Completion, Enrolment
from attune.library.actions import publish_edition
from attune.people.models import Person
from tests.cast import THE_DAY
from tests.library.sample import series_files

CHANCE = SystemRandom()


def offered(*, at: datetime = THE_DAY, **changes: str) -> dict[str, Listing]:
    """The sample series and its two modules by id. `changes` as in tests.library.sample."""
    parts = courseware.split(series_files(**changes))
    files = {"sample-series": parts.series, **parts.modules}
    return {work_id: offer(edition=publish_edition(files=each, by=None, at=at), by=None, at=at) for work_id, each in files.items()}


def completed(person: Person, listing: Listing, *, at: datetime = THE_DAY) -> Completion:
    enrolment = Enrolment.objects.create(
        person=person,
        work=listing.work,
        edition=listing.edition,
        number=Enrolment.objects.filter(person=person, work=listing.work).count() + 1,
        started_at=at - timedelta(days=1),
    )
    return Completion.objects.create(enrolment=enrolment, completed_at=at)


def certified(person: Person, listing: Listing, *, at: datetime = THE_DAY) -> Certificate:
    return issue_certificate(completion=completed(person, listing, at=at), at=at, chance=CHANCE)
