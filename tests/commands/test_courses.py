"""Courses come in by the command line: all of a folder or nothing, and every problem at once."""

import shutil
from pathlib import Path

import pytest

from attune.catalogue.models import Listing
from attune.commands import main
from attune.commands.prepare import COURSES, import_if_new
from attune.library.models import Edition
from tests.cast import THE_DAY

SERIES = COURSES / "csam-survivors"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SERIES, tmp_path / "series"))


def test_the_built_in_series_reads_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-course", str(SERIES)]) == 0
    assert "reads well" in capsys.readouterr().out


def test_all_that_is_wrong_is_said_at_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    modules = sorted(path.parent for path in folder.glob("*/module.toml"))
    for module in modules:
        (module / "module.toml").write_text("title = \n")
    assert main(["check-course", str(folder)]) == 1
    said = capsys.readouterr().err
    assert len(modules) > 1
    assert all(f"{module.name}/module.toml" in said for module in modules)


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-course", str(tmp_path / "absent")]) == 1
    assert capsys.readouterr().err.strip().endswith(".")


def test_imported_it_is_on_offer(db: None, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import-course", str(folder)]) == 0
    assert Edition.objects.count() == 1 + len(list(folder.glob("*/module.toml")))
    assert Listing.objects.visible().count() == Edition.objects.count()
    assert capsys.readouterr().out.count("is on offer") == Edition.objects.count()


def test_imported_again_it_is_the_same(db: None, folder: Path) -> None:
    main(["import-course", str(folder)])
    before = list(Edition.objects.values_list("pk", flat=True))
    main(["import-course", str(folder)])
    assert list(Edition.objects.values_list("pk", flat=True)) == before
    assert not import_if_new(folder, at=THE_DAY)


def test_with_one_bad_module_nothing_is_imported(db: None, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    next(folder.glob("*/module.toml")).write_text("title = \n")
    assert main(["import-course", str(folder)]) == 1
    assert not Edition.objects.exists()
    said = capsys.readouterr().err
    assert "module.toml" in said
    assert "Nothing was imported" in said


def test_a_new_version_of_the_program_does_not_change_what_is_taught(db: None, folder: Path, settings, monkeypatch, tmp_path: Path) -> None:
    """A reviewed series stays as it is when the built-in one moves on; only people publish over it."""
    settings.HOME, settings.STATIC_ROOT, settings.IS_DEMO = tmp_path / "home", tmp_path / "home/static", False
    main(["import-course", str(folder)])
    monkeypatch.setattr("attune.commands.prepare.COURSES", folder.parent)
    monkeypatch.setattr("attune.commands.prepare.collect_static", lambda target: False)
    about = folder / "about.md"
    about.write_text(about.read_text() + "\nOne more sentence.\n")
    before = Edition.objects.count()
    main(["prepare"])
    assert Edition.objects.count() == before
    settings.IS_DEMO = True
    monkeypatch.setattr("attune.commands.prepare.make_cast", lambda *words, **more: None)
    main(["prepare"])
    assert Edition.objects.count() == before + 1
