"""Questions about what was earned."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from attune.credentials.models import Certificate, Revocation
from attune.credentials.numbers import number_of
from attune.learning.models import Enrolment
from attune.people.models import Person


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """One enrolment: begun, perhaps completed, perhaps with a certificate that may be revoked."""

    title: str
    kind: str
    edition_number: int
    started_at: datetime
    completed_at: datetime | None
    ended_at: datetime | None
    certificate: Certificate | None
    revocation: Revocation | None

    @property
    def credits(self) -> list[dict[str, str]]:
        """What the certificate grants, while it holds."""
        return self.certificate.credits if self.certificate and not self.revocation else []


@dataclass(frozen=True, slots=True)
class Verification:
    """A certificate, and its revocation if there is one. Both to be read only."""

    certificate: Certificate
    revocation: Revocation | None


def certificate_by_number(text: str) -> Certificate | None:
    """The certificate whose number this is, however it was typed, with its revocation. One query, or none."""
    number = number_of(text)
    if number is None:
        return None
    return Certificate.objects.select_related("revocation").filter(number=number).first()


def verify(text: str) -> Verification | None:
    """What holds today of the certificate with this number. One query for whatever was verified here before.

    A certificate is frozen, so this process keeps those it has read; whether one was revoked is asked each time.
    """
    number = number_of(text)
    if number is None:
        return None
    try:
        certificate = _frozen(number)
    except Certificate.DoesNotExist:
        return None
    return Verification(certificate, Revocation.objects.filter(certificate_id=certificate.pk).order_by().first())


@lru_cache(maxsize=4096)  # some 2 kB each
def _frozen(number: str) -> Certificate:
    """An unknown number raises, and is not kept: it may be given out tomorrow."""
    return Certificate.objects.get(number=number)


def transcript_of(person: Person) -> list[TranscriptLine]:
    """Everything the person began, the latest first. One query."""
    enrolments = (
        Enrolment.objects.visible_to(person)
        .select_related("work", "edition", "completion", "certificate__revocation")
        .order_by("-started_at", "-pk")
    )
    return [_line(enrolment) for enrolment in enrolments]


def revocation_of(certificate: Certificate | None) -> Revocation | None:
    return getattr(certificate, "revocation", None)


def _line(enrolment: Enrolment) -> TranscriptLine:
    completion = getattr(enrolment, "completion", None)
    certificate = getattr(enrolment, "certificate", None)
    return TranscriptLine(
        title=certificate.title if certificate else enrolment.edition.title,
        kind=enrolment.work.kind,
        edition_number=enrolment.edition.number,
        started_at=enrolment.started_at,
        completed_at=completion.completed_at if completion else None,
        ended_at=enrolment.ended_at,
        certificate=certificate,
        revocation=revocation_of(certificate),
    )
