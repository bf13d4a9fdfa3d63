"""What is done in the library: publish, withdraw."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from attune import courseware
from attune.courseware import Files, Unreadable
from attune.journal.actions import record
from attune.kit import Refused, require
from attune.library import policy
from attune.library.models import Asset, Edition, EditionFile, Withdrawal, Work
from attune.library.storage import store
from attune.people.models import Person

REASON_LIMIT = 500


@dataclass(frozen=True, slots=True)
class _Checked:
    """Files that read as a work without a blocking problem."""

    work: courseware.Series | courseware.Module
    files: Files
    fingerprint: str


def publish_edition(*, files: Files, by: Person | None, at: datetime) -> Edition:
    """Freeze `files` (one series, or one module) as an edition. The same files give the same edition again.

    Raises Unreadable (a Refused, 422) with every problem in `problems`; Refused 409 when the id belongs to another kind of work, 403.
    """
    require(policy.may_publish(by))
    return _publish((_checked(files),), by=by, at=at)[0]


def publish_folder(*, folder: Path, by: Person | None, at: datetime) -> tuple[Edition, ...]:
    """Publish a series folder: the series first, then its modules in its order. All of them, or none."""
    require(policy.may_publish(by))
    files = courseware.files_of(folder)
    reading = courseware.read(files)
    if reading.work is None:
        raise Unreadable(reading.problems)
    if isinstance(reading.work, courseware.Module):
        return _publish((_checked(files),), by=by, at=at)
    parts = courseware.split(files)
    modules = (parts.modules[module_id] for module_id in reading.work.modules)
    return _publish([_checked(each) for each in (parts.series, *modules)], by=by, at=at)


@transaction.atomic
def withdraw_edition(*, edition: Edition, reason: str, by: Person | None, at: datetime) -> Withdrawal:
    """Take an edition back: nobody new begins it; those under way may finish."""
    require(policy.may_withdraw(by))
    reason = reason.strip()
    if not 1 <= len(reason) <= REASON_LIMIT:
        raise Refused(f"Say why in at most {REASON_LIMIT} characters, so that learners and staff understand it.", status=422)
    Work.objects.select_for_update().get(pk=edition.work_id)
    if Withdrawal.objects.filter(edition=edition).exists():
        raise Refused("This edition is withdrawn already.", status=409)
    withdrawal = Withdrawal.objects.create(edition=edition, reason=reason, by=by, at=at)
    record(deed="withdraw_edition", noun=edition, by=by, at=at)
    return withdrawal


def _checked(files: Files) -> _Checked:
    reading = courseware.read(files)
    if reading.work is None:
        raise Unreadable(reading.problems)
    return _Checked(work=reading.work, files=files, fingerprint=courseware.fingerprint(files))


def _publish(parts: Iterable[_Checked], *, by: Person | None, at: datetime) -> tuple[Edition, ...]:
    # Contents go first: what is stored for nothing harms nobody, a row without its content would.
    parts = tuple(parts)
    assets = store(content for part in parts for content in part.files.values())
    with transaction.atomic():
        return tuple(_freeze(part, assets, by=by, at=at) for part in parts)


def _freeze(part: _Checked, assets: dict[str, Asset], *, by: Person | None, at: datetime) -> Edition:
    work = _hold_work(part.work, at=at)
    if edition := work.editions.filter(fingerprint=part.fingerprint).first():
        return edition
    last = work.editions.aggregate(last=Max("number"))["last"] or 0
    edition = Edition.objects.create(
        work=work, number=last + 1, fingerprint=part.fingerprint, title=part.work.title,
        plain_title=part.work.plain_title, published_at=at, published_by=by,
    )  # fmt: skip
    names = {path: sha256(content).hexdigest() for path, content in part.files.items()}
    Asset.objects.bulk_create([assets[name] for name in sorted(set(names.values()))], ignore_conflicts=True)
    EditionFile.objects.bulk_create(EditionFile(edition=edition, path=path, asset_id=name) for path, name in names.items())
    record(deed="publish_edition", noun=edition, by=by, at=at, detail={"work": work.slug, "number": edition.number})
    return edition


def _hold_work(found: courseware.Series | courseware.Module, *, at: datetime) -> Work:
    """The work's row, locked: two that publish it at once come one after the other."""
    kind = Work.Kind.SERIES if isinstance(found, courseware.Series) else Work.Kind.MODULE
    Work.objects.get_or_create(slug=found.id, defaults={"kind": kind, "made_at": at})
    work = Work.objects.select_for_update().get(slug=found.id)
    if work.kind != kind:
        raise Refused(f"The id “{found.id}” belongs to a {work.kind} already. Choose another id.", status=409)
    return work
