"""A prepared question gives what the plain one gives, for every key, in every thread, in one statement."""

import threading

import pytest

from attune.people.models import Clearance, Person
from attune.people.prepared import Prepared
from attune.people.queries import accesses_of, of_session

pytestmark = pytest.mark.django_db
COLUMNS = ("person_id", "role", "granted_at", "ended_at")


def question(person: int):
    return Clearance.objects.filter(person_id=person, ended_at=None).order_by("-pk").values_list(*COLUMNS)


def test_it_gives_what_the_plain_question_gives(dana, maria, priya):
    prepared = Prepared(question)
    for person in (dana, maria, priya, dana):
        assert prepared.ask(person.pk) == list(question(person.pk))
    assert prepared.ask(dana.pk)[0][2].tzinfo is not None, "fields convert as they always do"


def test_two_keys_keep_their_places(dana):
    role = Clearance.objects.get(person=dana).agency_id
    prepared = Prepared(lambda person, agency: Clearance.objects.filter(agency_id=agency, person_id=person).values_list("pk"), keys=2)
    assert len(prepared.ask(dana.pk, role)) == 1
    assert prepared.ask(role + 1000, dana.pk) == []


def test_it_is_one_statement_and_compiled_once(dana, django_assert_num_queries):
    compiled = []
    prepared = Prepared(lambda person: compiled.append(person) or question(person))
    with django_assert_num_queries(3):
        for _ in range(3):
            prepared.ask(dana.pk)
    assert len(compiled) == 1


def test_each_thread_compiles_for_its_own_connection(dana):
    compiled = []
    prepared = Prepared(lambda person: compiled.append(threading.get_ident()) or question(person))
    prepared.ask(dana.pk)
    other = threading.Thread(target=prepared._compiled)
    other.start()
    other.join()
    assert len(set(compiled)) == 2


def test_a_key_that_is_no_number_is_not_put_into_the_question(dana):
    with pytest.raises(ValueError, match="invalid literal"):
        Prepared(question).ask("1 OR 1=1")  # type: ignore[arg-type]


def test_the_person_of_a_session_knows_roles_and_accesses(dana, ruth, maria, priya, django_assert_num_queries):
    for person in (dana, ruth, maria, priya):
        with django_assert_num_queries(1):
            known = of_session(person.pk)
            roles, accesses = known.held_roles, accesses_of(known)
        plain = Person.objects.get(pk=person.pk)
        assert known == plain and known.email == plain.email and known.joined_at == plain.joined_at
        assert roles == plain.held_roles
        assert accesses == accesses_of(plain)
    assert of_session(10**9) is None
