from datetime import UTC, datetime

import pytest

from attune.catalogue.actions import offer
from attune.library.actions import publish_folder
from tests.library.sample import series_files, write_folder

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def sample(db, tmp_path):
    """Puts the sample series on offer; gives a function that does so with changes."""

    def put(**changes):
        folder = write_folder(tmp_path / "sample", series_files(**changes))
        return [offer(edition=edition, by=None, at=AT) for edition in publish_folder(folder=folder, by=None, at=AT)]

    put()
    return put
