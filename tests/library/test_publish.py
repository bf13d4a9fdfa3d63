from datetime import UTC, datetime

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction

from attune import courseware
from attune.journal.models import Entry
from attune.kit import Refused
from attune.library.actions import publish_edition, publish_folder, withdraw_edition
from attune.library.models import Asset, Edition, EditionFile, Withdrawal, Work
from attune.library.queries import asset_of, read_edition
from attune.library.storage import DamagedAsset
from tests.library.sample import DRAWING, FIRST, SECOND, series_files, write_folder

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return write_folder(tmp_path / "sample", series_files())


def first_module(**changes):
    return courseware.split(series_files(**changes)).modules["first-module"]


def test_a_folder_becomes_editions_the_series_first(folder, jon):
    editions = publish_folder(folder=folder, by=jon, at=AT)
    assert [(each.work.slug, each.work.kind, each.number) for each in editions] == [
        ("sample-series", "series", 1),
        ("first-module", "module", 1),
        ("second-module", "module", 1),
    ]
    assert {each.published_by for each in editions} == {jon}
    assert Entry.objects.filter(deed="publish_edition", by_id=jon.pk).count() == 3


def test_the_same_files_are_the_same_edition(folder):
    before = publish_folder(folder=folder, by=None, at=AT)
    entries = Entry.objects.count()
    assert publish_folder(folder=folder, by=None, at=AT) == before
    assert Entry.objects.count() == entries


def test_a_change_in_one_module_makes_one_new_edition(folder):
    series, first, second = publish_folder(folder=folder, by=None, at=AT)
    write_folder(folder, series_files(second_module_module_toml=SECOND.replace("how, when", "how")))
    again = publish_folder(folder=folder, by=None, at=AT)
    assert again[:2] == (series, first)
    assert (again[2].work, again[2].number) == (second.work, 2)


def test_a_content_is_stored_once(folder):
    publish_folder(folder=folder, by=None, at=AT)
    sources = Asset.objects.filter(sha256__in=EditionFile.objects.filter(path="sources.toml").values("asset"))
    assert sources.count() == 1
    assert EditionFile.objects.filter(path="sources.toml").count() == 2
    with default_storage.open(sources.get().storage_name) as file:
        assert file.read() == courseware.split(series_files()).modules["first-module"]["sources.toml"]


def test_nothing_is_published_when_one_module_has_a_problem_and_all_problems_are_told(folder):
    write_folder(folder, {"first-module/module.toml": b'id = "first-module"\n', "second-module/module.toml": b"= ="})
    with pytest.raises(Refused) as refused:
        publish_folder(folder=folder, by=None, at=AT)
    assert refused.value.status == 422
    assert {problem.file for problem in refused.value.problems} >= {"first-module/module.toml", "second-module/module.toml"}
    assert not Work.objects.exists()
    assert not Asset.objects.exists()


def test_a_folder_that_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "series.toml").symlink_to("/etc/hostname")
    with pytest.raises(Refused) as refused:
        publish_folder(folder=tmp_path, by=None, at=AT)
    assert refused.value.status == 422
    assert refused.value.problems


def test_an_id_stays_with_its_kind(folder):
    publish_folder(folder=folder, by=None, at=AT)
    with pytest.raises(Refused, match="belongs to a series already") as refused:
        publish_edition(files=first_module(first_module_module_toml=FIRST) | _renamed("sample-series"), by=None, at=AT)
    assert refused.value.status == 409


def _renamed(module_id):
    return {"module.toml": FIRST.replace('"first-module"', f'"{module_id}"').encode()}


def test_only_authors_and_staff_publish(dana, jon):
    with pytest.raises(Refused, match="Only authors and staff publish"):
        publish_edition(files=first_module(), by=dana, at=AT)
    assert not Edition.objects.exists()
    assert publish_edition(files=first_module(), by=jon, at=AT).number == 1


@pytest.mark.parametrize("table", ["library_edition", "library_editionfile", "library_asset"])
@pytest.mark.parametrize("deed", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_the_database_refuses_changes(folder, table, deed):
    publish_folder(folder=folder, by=None, at=AT)
    column = {"library_edition": "title", "library_editionfile": "path", "library_asset": "size"}[table]
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed.format(table=table, column=column))


def test_an_edition_is_read_as_it_was_published(folder):
    series, first, _ = publish_folder(folder=folder, by=None, at=AT)
    assert read_edition(series.pk).modules == ("first-module", "second-module")
    module = read_edition(first.pk)
    assert [component.id for component in module.components] == ["a-lesson", "tell-us"]
    assert module.components[0].minutes == 12


def test_texts_point_to_assets_by_their_content(folder):
    _, first, _ = publish_folder(folder=folder, by=None, at=AT)
    asset = asset_of(first, "assets/line.svg")
    module = read_edition(first.pk)
    assert f'src="/files/{asset.sha256}/line.svg"' in module.components[0].sections[0].body.html
    assert module.assets == {}
    assert asset.size == len(DRAWING)


def test_an_edition_is_read_once_and_what_was_undone_is_not_kept(folder, django_capture_on_commit_callbacks):
    edition = publish_folder(folder=folder, by=None, at=AT)[0]
    assert read_edition(edition.pk) is not read_edition(edition.pk), "inside a transaction nothing is kept yet"
    with django_capture_on_commit_callbacks(execute=True):
        kept = read_edition(edition.pk)
    assert read_edition(edition.pk) is kept


def test_a_file_that_was_changed_in_the_storage_is_noticed(folder):
    edition = publish_folder(folder=folder, by=None, at=AT)[1]
    asset = asset_of(edition, "module.toml")
    place = default_storage.path(asset.storage_name)
    try:
        with open(place, "ab") as file:
            file.write(b"\n# changed")
        with pytest.raises(DamagedAsset, match="not what was published"):
            read_edition(edition.pk)
        publish_edition(files=first_module(), by=None, at=AT)
        assert read_edition(edition.pk).id == "first-module", "publishing the same again mends what has another size"
    finally:
        default_storage.delete(asset.storage_name)


def test_withdrawing_takes_a_reason_and_happens_once(folder, ruth, jon):
    edition = publish_folder(folder=folder, by=None, at=AT)[1]
    with pytest.raises(Refused, match="Only staff"):
        withdraw_edition(edition=edition, reason="wrong", by=jon, at=AT)
    with pytest.raises(Refused, match="Say why"):
        withdraw_edition(edition=edition, reason="  ", by=ruth, at=AT)
    assert not Withdrawal.objects.exists()
    withdraw_edition(edition=edition, reason="A law changed.", by=ruth, at=AT)
    assert edition not in Edition.objects.on_offer()
    with pytest.raises(Refused, match="withdrawn already") as refused:
        withdraw_edition(edition=edition, reason="A law changed.", by=ruth, at=AT)
    assert refused.value.status == 409
    assert Entry.objects.filter(deed="withdraw_edition").count() == 1
