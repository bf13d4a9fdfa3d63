"""One certificate for one completion, whatever happens; a snapshot that nothing changes."""

from datetime import timedelta
from random import SystemRandom

import pytest
from django.db import IntegrityError, connection, transaction

from attune.credentials.actions import issue_certificate, revoke_certificate
from attune.credentials.jobs import issue_due
from attune.credentials.models import Certificate, Revocation
from attune.credentials.numbers import number_of
from attune.credentials.queries import certificate_by_number, transcript_of
from attune.journal.models import Entry
from attune.kit import Refused
from tests.cast import THE_DAY
from tests.credentials.making import CHANCE, certified, completed, offered
from tests.library.sample import SERIES

LATER = THE_DAY + timedelta(days=3)


class Quicker(SystemRandom):
    """While our number is drawn, another process issues the certificate."""

    def __init__(self, completion):
        super().__init__()
        self.completion, self.theirs = completion, None

    def getrandbits(self, k):
        if self.theirs is None:
            self.theirs = True
            self.theirs = issue_certificate(completion=self.completion, at=THE_DAY, chance=CHANCE)
        return super().getrandbits(k)


class Stuck(SystemRandom):
    """Draws the same symbols again for its first draws, as if a number came up twice."""

    def __init__(self, *, symbols):
        super().__init__()
        self.left = symbols

    def getrandbits(self, k):
        if self.left:
            self.left -= 1
            return 7
        return super().getrandbits(k)


def test_a_module_gives_a_certificate_with_everything_it_needs(dana):
    listing = offered()["first-module"]
    made = certified(dana, listing)
    assert number_of(made.number) == made.number
    assert (made.name, made.kind, made.title, made.plain_title) == ("Dana Reyes", "module", "Listening well", "First module")
    assert made.covers == ["Ask one open question and wait for the answer"]
    assert (made.edition_number, made.edition_fingerprint) == (1, listing.edition.fingerprint)
    assert made.minutes == 14
    assert made.credits == []
    assert made.completed_at == made.issued_at == THE_DAY
    assert made.issuer


def test_a_series_gives_one_too_with_its_credit_and_its_modules(dana):
    made = certified(dana, offered()["sample-series"])
    assert made.kind == "series"
    assert made.covers == ["Listening well", "Keeping contact"]
    assert made.credits == [{"kind": "continuing education", "body": "nobody yet", "hours": "1.0"}]
    assert made.minutes == 54  # as planned, and not the hour of credit


def test_issuing_again_gives_the_same_certificate(dana):
    completion = completed(dana, offered()["first-module"])
    first = issue_certificate(completion=completion, at=THE_DAY, chance=CHANCE)
    assert issue_certificate(completion=completion, at=LATER, chance=CHANCE) == first
    assert Certificate.objects.count() == 1
    assert Entry.objects.filter(deed="issue_certificate").count() == 1


def test_whoever_is_second_gets_the_certificate_of_the_first(dana):
    completion = completed(dana, offered()["first-module"])
    quicker = Quicker(completion)
    assert issue_certificate(completion=completion, at=LATER, chance=quicker).number == quicker.theirs.number
    assert Certificate.objects.get().issued_at == THE_DAY


def test_a_number_that_is_taken_is_drawn_again(dana):
    listings = offered()
    one = issue_certificate(completion=completed(dana, listings["first-module"]), at=THE_DAY, chance=Stuck(symbols=9))
    two = issue_certificate(completion=completed(dana, listings["second-module"]), at=THE_DAY, chance=Stuck(symbols=9))
    assert one.number != two.number


def test_it_keeps_what_was_earned_when_the_work_and_the_name_change(dana):
    made = certified(dana, offered()["sample-series"])
    offered(series_toml=SERIES.replace("Supporting people well", "Another title").replace('"1.0"', '"2.0"'))
    dana.name = "Dana Okonkwo"
    dana.save()
    kept = Certificate.objects.get(pk=made.pk)
    assert (kept.name, kept.title, kept.credits[0]["hours"]) == ("Dana Reyes", "Supporting people well", "1.0")


@pytest.mark.parametrize("table", ["credentials_certificate", "credentials_revocation"])
@pytest.mark.parametrize("deed", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_changes(dana, ruth, table, deed):
    revoke_certificate(certificate=certified(dana, offered()["first-module"]), reason="error", by=ruth, at=LATER)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed.format(table))


def test_nobody_gets_a_certificate_without_a_name(dana):
    dana.name = ""
    dana.save()
    completion = completed(dana, offered()["first-module"])
    with pytest.raises(Refused, match="your name") as refused:
        issue_certificate(completion=completion, at=THE_DAY, chance=CHANCE)
    assert refused.value.status == 409
    assert issue_due(at=THE_DAY) == 0


def test_the_job_issues_what_the_page_did_not_get_to(dana, sam):
    listings = offered()
    for person in (dana, sam):
        completed(person, listings["first-module"])
    assert issue_due(at=LATER) == 2
    assert issue_due(at=LATER) == 0
    assert {made.person for made in Certificate.objects.all()} == {dana, sam}


def test_renewing_gives_a_certificate_of_its_own(dana):
    listing = offered()["first-module"]
    assert certified(dana, listing).number != certified(dana, listing, at=LATER).number


def test_staff_revoke_once_and_it_is_written_down(dana, ruth):
    made = certified(dana, offered()["first-module"])
    revoke_certificate(certificate=made, reason=Revocation.Reason.RECORD, by=ruth, at=LATER)
    assert certificate_by_number(made.number).revocation.at == LATER
    assert Entry.objects.get(deed="revoke_certificate").detail == {"reason": "record"}
    with pytest.raises(Refused, match="already") as refused:
        revoke_certificate(certificate=made, reason="error", by=ruth, at=LATER)
    assert refused.value.status == 409


def test_who_may_not_revoke(dana, maria, ruth):
    listings = offered()
    for person in (dana, maria):
        with pytest.raises(Refused, match="staff of this site") as refused:
            revoke_certificate(certificate=certified(dana, listings["first-module"]), reason="error", by=person, at=LATER)
        assert refused.value.status == 403
    with pytest.raises(Refused, match="of their own"):
        revoke_certificate(certificate=certified(ruth, listings["first-module"]), reason="error", by=ruth, at=LATER)
    assert not Revocation.objects.exists()


def test_a_reason_is_one_of_those_that_anyone_may_read(dana, ruth):
    made = certified(dana, offered()["first-module"])
    with pytest.raises(Refused) as refused:
        revoke_certificate(certificate=made, reason="because of the case of", by=ruth, at=LATER)
    assert refused.value.status == 422


def test_a_number_finds_its_certificate_with_one_query_and_nonsense_with_none(dana, django_assert_num_queries):
    made = certified(dana, offered()["first-module"])
    with django_assert_num_queries(1):
        assert certificate_by_number(made.number.lower().replace("-", " ")) == made
    with django_assert_num_queries(0):
        assert certificate_by_number("ATN-0000-0000-01") is None


def test_the_transcript_holds_what_was_begun_completed_and_revoked(dana, sam, ruth, django_assert_num_queries):
    listings = offered()
    completed(sam, listings["first-module"])
    old = certified(dana, listings["sample-series"])
    revoke_certificate(certificate=old, reason="holder", by=ruth, at=LATER)
    begun = completed(dana, listings["first-module"], at=LATER)
    with django_assert_num_queries(1):
        lines = transcript_of(dana)
    assert [line.title for line in lines] == ["Listening well", "Supporting people well"]
    assert lines[0].completed_at == begun.completed_at
    assert lines[0].certificate is None
    assert lines[1].revocation.at == LATER
    assert lines[1].credits == []  # a revoked certificate grants nothing
