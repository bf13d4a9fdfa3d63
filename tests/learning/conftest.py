import pytest

from attune.catalogue.models import Listing
from attune.catalogue.queries import shelf
from attune.library.queries import read_edition
from tests.learning.stories import put_on_offer


@pytest.fixture
def listings(cast: dict[str, object], django_capture_on_commit_callbacks) -> dict[str, Listing]:
    """The small series on offer, by id, and read once as in a process that runs; the cast is there to take it."""
    listings = put_on_offer()
    with django_capture_on_commit_callbacks(execute=True):
        for listing in listings.values():
            read_edition(listing.edition_id)
        shelf()
    return listings
