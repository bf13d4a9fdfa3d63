from datetime import UTC, datetime, timedelta

import pytest

from attune import courseware
from attune.catalogue.actions import offer
from attune.catalogue.models import Listing
from attune.catalogue.policy import may_enter
from attune.catalogue.queries import search, series_page, shelf, version
from attune.journal.models import Entry
from attune.kit import Refused
from attune.library.actions import publish_edition, publish_folder, withdraw_edition
from attune.people.models import Clearance
from tests.library.sample import SECOND, SERIES, series_files, write_folder

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def offered(folder, **changes):
    editions = publish_folder(folder=write_folder(folder, series_files(**changes)), by=None, at=AT)
    return [offer(edition=edition, by=None, at=AT) for edition in editions]


def test_a_series_takes_its_place_with_its_modules(tmp_path):
    series, first, second = offered(tmp_path)
    assert (first.series, first.position, second.position) == (series, 1, 2)
    assert first.audience == second.audience == "vetted"
    assert first.roles == ["officer", "victim-specialist"]
    assert second.roles == ["victim-specialist"]
    assert [topic.title for topic in first.topics.all()] == ["Listening before asking"]
    series.refresh_from_db()
    assert (series.minutes, series.component_count) == (first.minutes + second.minutes, 3)


def test_offering_again_changes_nothing(tmp_path):
    before = offered(tmp_path)
    now, entries = version(), Entry.objects.count()
    assert offered(tmp_path) == before
    assert (version(), Entry.objects.count()) == (now, entries)


def test_a_new_edition_takes_the_place_of_the_old_one(tmp_path):
    before = offered(tmp_path)
    now = version()
    after = offered(tmp_path, second_module_module_toml=SECOND.replace("Keeping contact", "Keeping in contact"))
    assert [each.pk for each in after] == [each.pk for each in before]
    assert after[2].title == "Keeping in contact"
    assert after[2].edition.number == 2
    assert version() > now
    assert [each.entry.slug for each in search("keeping in contact").found] == ["second-module"]


def test_a_module_that_its_series_drops_is_off_the_shelf_and_can_come_back(tmp_path):
    offered(tmp_path)
    short = SERIES.replace('["first-module", "second-module"]', '["first-module"]')
    publish = courseware.split(series_files()).series | {"series.toml": short.lstrip().encode()}
    series = offer(edition=publish_edition(files=publish, by=None, at=AT), by=None, at=AT)
    assert [entry.slug for entry in shelf()] == ["sample-series", "first-module"]
    assert series.minutes == 14
    assert not search("voicemail").found
    back = publish_edition(files=courseware.split(series_files()).series, by=None, at=AT)
    offer(edition=back, by=None, at=AT)
    assert [entry.slug for entry in shelf()] == ["sample-series", "first-module", "second-module"]


def test_a_module_without_a_series_is_not_offered():
    module = publish_edition(files=courseware.split(series_files()).modules["first-module"], by=None, at=AT)
    with pytest.raises(Refused, match="Offer its series first") as refused:
        offer(edition=module, by=None, at=AT)
    assert refused.value.status == 409
    assert not Listing.objects.exists()
    assert not Entry.objects.filter(deed="offer").exists()


def test_only_authors_and_staff_offer(tmp_path, dana):
    edition = publish_folder(folder=write_folder(tmp_path, series_files()), by=None, at=AT)[0]
    with pytest.raises(Refused, match="Only authors and staff"):
        offer(edition=edition, by=dana, at=AT)


def test_what_is_withdrawn_is_seen_nowhere(tmp_path, ruth, dana):
    _, first, _ = offered(tmp_path)
    now = version()
    withdraw_edition(edition=first.edition, reason="A law changed.", by=ruth, at=AT)
    assert version() != now
    assert [module.id for _, module in series_page("sample-series").modules] == ["second-module"]
    assert "not on offer" in may_enter(dana, Listing.objects.get(pk=first.pk), at=AT).sentence
    with pytest.raises(Refused, match="was withdrawn"):
        offer(edition=first.edition, by=None, at=AT)


def test_a_series_page_asks_little(tmp_path, django_assert_num_queries, django_capture_on_commit_callbacks):
    offered(tmp_path)
    with django_capture_on_commit_callbacks(execute=True):
        page = series_page("sample-series")
    assert page.series.made_with == "Written for the tests."
    assert [(listing.position, module.title) for listing, module in page.modules] == [(1, "Listening well"), (2, "Keeping contact")]
    with django_assert_num_queries(1):
        series_page("sample-series")
    with pytest.raises(Listing.DoesNotExist):
        series_page("first-module")


class TestMayEnter:
    @pytest.fixture
    def listing(self, tmp_path):
        return offered(tmp_path)[1]

    def test_who_is_cleared_may(self, listing, dana):
        assert may_enter(dana, listing, at=AT)

    def test_a_visitor_is_asked_to_sign_in(self, listing):
        assert "Sign in first" in may_enter(None, listing, at=AT).sentence

    def test_an_account_is_not_enough(self, listing, priya, sam, ruth):
        for person in (priya, sam, ruth):
            assert "Ask to be let in" in may_enter(person, listing, at=AT).sentence

    def test_access_ends(self, listing, dana):
        end = Clearance.objects.get(person=dana).expires_at
        assert may_enter(dana, listing, at=end - timedelta(seconds=1))
        assert "Your access has ended" in may_enter(dana, listing, at=end).sentence
        Clearance.objects.update(ended_at=AT)
        assert "Your access has ended" in may_enter(dana, listing, at=AT).sentence

    def test_roles_bind_when_the_audience_says_so(self, tmp_path, dana):
        _, first, second = offered(tmp_path, series_toml=SERIES.replace('"vetted"', '"roles"'))
        assert may_enter(dana, first, at=AT)
        verdict = may_enter(dana, second, at=AT)
        assert not verdict
        assert "these roles: victim specialist. You were let in as officer." in verdict.sentence

    @pytest.mark.parametrize(("audience", "visitor", "priya_may"), [("everyone", True, True), ("signed-in", False, True)])
    def test_wider_audiences(self, tmp_path, priya, audience, visitor, priya_may):
        listing = offered(tmp_path, series_toml=SERIES.replace('"vetted"', f'"{audience}"'))[1]
        assert bool(may_enter(None, listing, at=AT)) is visitor
        assert bool(may_enter(priya, listing, at=AT)) is priya_may
