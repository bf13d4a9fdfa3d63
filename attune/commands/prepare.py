"""`attune prepare`: everything that `attune serve` does before it opens the door. Doing it twice changes nothing."""

import argparse
import hashlib
import tomllib
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.utils import timezone

from attune import courseware
from attune.commands import migrate
from attune.commands.cast import make_cast
from attune.commands.import_course import import_course
from attune.library.models import Edition, Work

COURSES = settings.ROOT.parent / "courses"


def run(arguments: argparse.Namespace) -> int:
    """A series that is here already is changed by people (`attune import-course`), never by a new version of the program."""
    settings.HOME.mkdir(parents=True, exist_ok=True)
    migrate.bring_up()
    collect_static(Path(settings.STATIC_ROOT))
    at = timezone.now()
    for folder in sorted(one.parent for one in COURSES.glob("*/series.toml")):
        if settings.IS_DEMO or not Work.objects.filter(slug=_id_of(folder)).exists():
            import_if_new(folder, at=at)
    if settings.IS_DEMO:
        make_cast(settings.HOME, origin=settings.ORIGIN, at=at)
    return 0


def collect_static(target: Path) -> bool:
    """Collects the static files when any of them changed; True when it did."""
    note = target / ".sources"
    sources = _fingerprint_of_static()
    if note.exists() and note.read_text() == sources:
        return False
    print("Collecting the static files ...", flush=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    note.write_text(sources)
    return True


def _fingerprint_of_static() -> str:
    found = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda one: one[0]):
            with storage.open(name) as file:
                found.update(f"{name}\0{hashlib.sha256(file.read()).hexdigest()}\n".encode())
    return found.hexdigest()


def _id_of(folder: Path) -> str:
    return str(tomllib.loads((folder / "series.toml").read_text())["id"])


def import_if_new(folder: Path, *, at: datetime) -> bool:
    """Publishes the built-in series at `folder` unless all of it is in the library already."""
    split = courseware.split(courseware.files_of(folder))
    wanted = {courseware.fingerprint(files) for files in (split.series, *split.modules.values())}
    if Edition.objects.filter(fingerprint__in=wanted).count() == len(wanted):
        return False
    print(f"Importing {folder.name} ...", flush=True)
    import_course(folder, by=None, at=at)
    return True
