"""Issue a certificate, revoke it."""

import random
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from attune.courseware import Module, Series
from attune.credentials import policy
from attune.credentials.models import Certificate, Revocation
from attune.credentials.numbers import draw_number
from attune.journal.actions import record
from attune.kit import Refused, require
from attune.learning.models import Completion
from attune.library.models import Edition
from attune.library.queries import read_edition
from attune.people.models import Person

DRAWS = 5


def issue_certificate(*, completion: Completion, at: datetime, chance: random.Random) -> Certificate:
    """The certificate of this completion: the one there is, or a new one.

    Called twice, in two tabs or by two processes, it gives the same certificate. `chance` must be a SystemRandom.
    Raises Refused(409) while the person has not said how their name should stand.
    """
    for _ in range(DRAWS):
        if issued := Certificate.objects.filter(enrolment=completion.enrolment_id).first():
            return issued
        snapshot = _snapshot(completion) | {"number": draw_number(chance), "issued_at": at}
        try:
            with transaction.atomic():
                certificate = Certificate.objects.create(**snapshot)
                record(deed="issue_certificate", noun=certificate, by=None, at=at, detail={"completion": completion.pk})
                return certificate
        except IntegrityError:
            continue  # somebody was quicker, or the number is taken: look again, draw again
    raise RuntimeError(f"no free number in {DRAWS} draws")


@transaction.atomic
def revoke_certificate(*, certificate: Certificate, reason: str, by: Person, at: datetime) -> Revocation:
    """From now on its page says that it does not hold. Its text stays as it was; it is never taken back.

    `reason` is one of Revocation.Reason. Raises Refused(403), Refused(409) when it is revoked already, Refused(422).
    """
    require(policy.may_revoke(by, certificate))
    if reason not in Revocation.Reason.values:
        raise Refused("Choose one of the reasons.", status=422)
    try:
        with transaction.atomic():
            revocation = Revocation.objects.create(certificate=certificate, reason=reason, by=by, at=at)
    except IntegrityError:
        raise Refused("This certificate is revoked already.", status=409) from None
    record(deed="revoke_certificate", noun=certificate, by=by, at=at, detail={"reason": reason})
    return revocation


def _snapshot(completion: Completion) -> dict[str, object]:
    enrolment = completion.enrolment
    person, edition, work = enrolment.person, enrolment.edition, read_edition(enrolment.edition_id)
    if not person.name.strip():
        raise Refused("Say first how your name should stand on the certificate.", status=409)
    return {
        "enrolment": enrolment,
        "person": person,
        "name": person.name,
        "issuer": settings.ISSUER,
        "kind": enrolment.work.kind,
        "title": edition.title,
        "plain_title": edition.plain_title,
        "edition_number": edition.number,
        "edition_fingerprint": edition.fingerprint,
        "minutes": _minutes(work),
        "covers": _covers(work),
        "credits": [{"kind": one.kind, "body": one.body, "hours": str(one.hours)} for one in work.credit],
        "completed_at": completion.completed_at,
    }


def _minutes(work: Series | Module) -> int:
    """As planned by those who wrote it: how long somebody took is nobody's business."""
    if isinstance(work, Module):
        return work.minutes
    return sum(module.minutes for module in _modules(work).values())


def _covers(work: Series | Module) -> list[str]:
    if isinstance(work, Module):
        return [objective.text for objective in work.objectives]
    return [module.title for module in _modules(work).values()]


def _modules(series: Series) -> dict[str, Module]:
    """The newest edition of each of its modules, in the series' order."""
    newest = {edition.work.slug: edition.pk for edition in _editions(series)}
    found = {slug: read_edition(newest[slug]) for slug in series.modules if slug in newest}
    return {slug: module for slug, module in found.items() if isinstance(module, Module)}


def _editions(series: Series) -> list[Edition]:
    return list(Edition.objects.filter(work__slug__in=series.modules).select_related("work").order_by("number"))
