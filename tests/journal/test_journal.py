"""The chain: what is recorded stays, and what was tampered with is named."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from attune.journal.actions import record
from attune.journal.models import Entry
from attune.journal.queries import breaks
from attune.kit.frozen import freeze_sql, thaw_sql
from attune.people.models import Person

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def five_entries():
    person = Person.objects.create_user("ruth@attune.example", name="Ruth Adeyemi")
    return [record(deed=f"deed_{n}", noun=person, by=person, at=NOON, detail={"n": n}) for n in range(5)]


@pytest.fixture
def thawed():
    """Somebody with the database in hand takes the triggers away."""
    with connection.cursor() as cursor:
        for sql in thaw_sql("journal_entry", connection.vendor):
            cursor.execute(sql)
        yield
        for sql in freeze_sql("journal_entry", connection.vendor):
            cursor.execute(sql)


def test_a_sound_journal_has_no_breaks(five_entries):
    assert breaks() == []
    assert [entry.number for entry in five_entries] == [1, 2, 3, 4, 5]


def test_the_database_refuses_to_change_or_remove_an_entry(five_entries):
    for deed in (lambda: Entry.objects.update(deed="other"), lambda: Entry.objects.filter(number=2)._raw_delete("default")):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    assert breaks() == []


def test_a_changed_entry_is_named(five_entries, thawed):
    Entry.objects.filter(number=3).update(deed="something_else")
    assert [found.number for found in breaks()] == [3]


def test_a_missing_entry_is_named(five_entries, thawed):
    Entry.objects.filter(number=3)._raw_delete("default")
    assert breaks()[0].sentence == "Entry 3 is missing."


def test_an_entry_put_in_with_a_digest_of_its_own_is_named(five_entries, thawed):
    Entry.objects.filter(number=5)._raw_delete("default")
    person = Person.objects.get()
    record(deed="forged", noun=person, by=person, at=NOON)
    Entry.objects.filter(number=5).update(previous="f" * 64)
    assert [found.number for found in breaks()] == [5]


def test_a_deed_without_a_transaction_is_refused(monkeypatch):
    person = Person.objects.create_user("ruth@attune.example", name="Ruth Adeyemi")
    monkeypatch.setattr("attune.journal.actions.connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(RuntimeError):
        record(deed="deed", noun=person, by=person, at=NOON)
