"""The cast is six invented people, made by the rooms' own actions, with passwords of this installation alone."""

import stat
from pathlib import Path

from django.contrib.auth.hashers import check_password

from attune.commands.cast import CAST, make_cast
from attune.commands.castlist import CAST_FILE, Member, read_cast, write_cast
from attune.people.models import Clearance, HouseRole, Person, VettingRequest
from tests.cast import THE_DAY

ORIGIN = "http://127.0.0.1:8000"


def test_each_stands_where_the_story_begins(cast: dict[str, Person]) -> None:
    assert [one.person.name for one in Clearance.objects.current(THE_DAY).order_by("pk")] == ["Maria Lindqvist", "Dana Reyes"]
    assert [one.person.name for one in VettingRequest.objects.waiting()] == ["Sam Okafor"]
    assert not cast["priya"].vetting_requests.exists()
    assert list(Person.objects.holding(HouseRole.STAFF)) == [cast["ruth"]]
    assert list(Person.objects.holding(HouseRole.AUTHOR)) == [cast["jon"]]
    assert list(Person.objects.holding(HouseRole.MANAGER)) == [cast["maria"]]


def test_the_list_can_sign_everybody_in_and_is_read_by_its_owner_alone(db: None, tmp_path: Path) -> None:
    make_cast(tmp_path, origin=ORIGIN, at=THE_DAY)
    listed = read_cast(tmp_path / CAST_FILE)
    assert [member.name for member in listed] == [member.name for member in CAST]
    for member in listed:
        assert check_password(member.password, Person.objects.get(email=member.email).password)
    assert stat.S_IMODE((tmp_path / CAST_FILE).stat().st_mode) == 0o600


def test_a_second_start_changes_nothing(db: None, tmp_path: Path) -> None:
    make_cast(tmp_path, origin=ORIGIN, at=THE_DAY)
    first, passwords = (tmp_path / CAST_FILE).read_text(), set(Person.objects.values_list("password", flat=True))
    make_cast(tmp_path, origin=ORIGIN, at=THE_DAY)
    assert (tmp_path / CAST_FILE).read_text() == first
    assert set(Person.objects.values_list("password", flat=True)) == passwords
    assert VettingRequest.objects.count() == 3


def test_no_two_installations_share_a_password(db: None, tmp_path: Path) -> None:
    make_cast(tmp_path, origin=ORIGIN, at=THE_DAY)
    first = {member.password for member in read_cast(tmp_path / CAST_FILE)}
    (tmp_path / CAST_FILE).unlink()
    make_cast(tmp_path, origin=ORIGIN, at=THE_DAY)
    second = read_cast(tmp_path / CAST_FILE)
    assert first.isdisjoint(member.password for member in second)
    assert all(check_password(member.password, Person.objects.get(email=member.email).password) for member in second)


def test_a_new_database_gets_the_passwords_that_are_listed_already(db: None, tmp_path: Path) -> None:
    listed = [Member(one.name, one.email, one.what, f"kept-{number}") for number, one in enumerate(CAST)]
    write_cast(tmp_path / CAST_FILE, listed, origin=ORIGIN)
    make_cast(tmp_path, origin=ORIGIN, at=THE_DAY)
    assert read_cast(tmp_path / CAST_FILE) == listed
    assert all(check_password(one.password, Person.objects.get(email=one.email).password) for one in listed)
