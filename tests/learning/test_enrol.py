"""Beginning a work: once, on the edition of the day, by those it is for."""

from datetime import timedelta

import pytest

from attune.journal.models import Entry
from attune.kit import Refused
from attune.learning.actions import enrol
from attune.learning.models import Enrolment
from attune.library.actions import withdraw_edition
from attune.people.models import Clearance
from tests.courseware.small import changed
from tests.learning.stories import FIRST, NINE, SECOND, begin, do, finish_module, put_on_offer, two_modules


def test_dana_begins_a_module_and_with_it_the_series(dana, listings):
    begun = begin(dana, listings[FIRST])
    assert {each.work.slug for each in Enrolment.objects.visible_to(dana)} == {FIRST, "small-series"}
    assert begun.edition == listings[FIRST].edition
    assert Entry.objects.filter(deed="enrol", by_id=dana.pk).count() == 2


def test_twice_is_once(dana, listings):
    assert begin(dana, listings[FIRST]) == begin(dana, listings[FIRST], at=NINE + timedelta(hours=1))
    assert Enrolment.objects.filter(work__slug=FIRST).count() == 1


def test_an_enrolment_that_ended_gives_way_to_the_next(dana, listings):
    first = begin(dana, listings[FIRST])
    Enrolment.objects.filter(pk=first.pk).update(ended_at=NINE)
    assert begin(dana, listings[FIRST]).number == 2
    with pytest.raises(Refused) as refusal:
        do(first, "before-you-go", "read", section="who-goes")
    assert refusal.value.status == 404


def test_an_enrolment_keeps_its_edition_when_a_new_one_comes(dana, maria, listings):
    begun = begin(dana, listings[FIRST])
    newer = put_on_offer(changed(two_modules(), f"{FIRST}/module.toml", "How to begin.", "How to begin well."))
    assert newer[FIRST].edition.number == 2
    assert begin(dana, newer[FIRST]).edition == begun.edition
    assert begin(maria, newer[FIRST]).edition.number == 2


@pytest.mark.parametrize("name", ["sam", "priya"])
def test_who_has_not_been_let_in_cannot_begin(cast, listings, name):
    with pytest.raises(Refused, match="Ask to be let in") as refusal:
        begin(cast[name], listings[FIRST])
    assert refusal.value.status == 403
    assert not Enrolment.objects.exists()


def test_nobody_begins_for_somebody_else(dana, maria, listings):
    with pytest.raises(Refused, match="Only the person"):
        enrol(person=dana, listing=listings[FIRST], by=maria, at=NINE)


def test_what_must_come_first_is_named_and_then_opens(dana, listings):
    with pytest.raises(Refused, match="“Making first contact”"):
        begin(dana, listings[SECOND])
    assert not Enrolment.objects.exists()
    finish_module(begin(dana, listings[FIRST]))
    assert begin(dana, listings[SECOND]).work.slug == SECOND


def test_a_withdrawn_edition_is_not_begun_and_may_be_finished(dana, maria, ruth, listings):
    under_way = begin(dana, listings[FIRST])
    withdraw_edition(edition=listings[FIRST].edition, reason="A source was withdrawn.", by=None, at=NINE)
    again = type(listings[FIRST]).objects.get(pk=listings[FIRST].pk)
    with pytest.raises(Refused, match="not on offer"):
        begin(maria, again)
    assert finish_module(under_way).is_newly_complete


def test_access_that_ends_under_way_ends_the_playing_and_keeps_the_record(dana, listings):
    begun = begin(dana, listings[FIRST])
    do(begun, "before-you-go", "read", section="who-goes")
    Clearance.objects.filter(person=dana).update(ended_at=NINE)
    with pytest.raises(Refused, match="access has ended") as refusal:
        do(begun, "before-you-go", "read", section="where-and-when")
    assert refusal.value.status == 403
    assert begun.attempts.get().happenings.count() == 1
