"""Several programs that publish the same folder in the same moment, on one database."""

from concurrent.futures import ThreadPoolExecutor

from tests.library.sample import SECOND, series_files, write_folder


def test_publishing_at_once_makes_one_edition(server_template, tmp_path):
    folder = write_folder(tmp_path / "sample", series_files())
    other = write_folder(tmp_path / "other", series_files(second_module_module_toml=SECOND.replace("Agree on", "Agree in time on")))
    with server_template.copy(tmp_path / "home") as place, ThreadPoolExecutor(4) as hands:
        runs = list(hands.map(lambda one: place.attune("import-course", str(one)), (folder, other, folder, other)))
        assert [(run.returncode, run.stderr) for run in runs] == [(0, "")] * 4
        editions = place.rows(
            "SELECT w.slug, e.number FROM library_edition e JOIN library_work w ON w.id = e.work_id "
            "WHERE w.slug IN ('sample-series', 'first-module', 'second-module') ORDER BY 1, 2"
        )
        assert editions == [("first-module", 1), ("sample-series", 1), ("second-module", 1), ("second-module", 2)]
        offered = place.rows(
            "SELECT COUNT(*) FROM catalogue_listing l JOIN library_work w ON w.id = l.work_id WHERE w.slug = 'second-module'"
        )
        assert offered == [(1,)]
        assert "sound" in place.attune("check").stdout
