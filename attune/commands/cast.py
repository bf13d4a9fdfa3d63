"""The cast of a demonstration: six invented people who show what each kind of person sees.

They come into being by the rooms' own actions, so what they may do is what real people may do.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from allauth.account.models import EmailAddress
from django.db import transaction

from attune.commands.castlist import CAST_FILE, Member, read_cast, write_cast
from attune.people import actions
from attune.people.models import Agency, Clearance, HouseRole, Person, ServiceRole, VettingRequest

AGENCY = "Harbor County Sheriff's Office"
DOMAIN = "harborcounty.example"

RUTH = Member("Ruth Adeyemi", "ruth.adeyemi@attune.example", "staff: decides who may enter")
JON = Member("Jon Whitfield", "jon.whitfield@attune.example", "author")
MARIA = Member("Maria Lindqvist", f"maria.lindqvist@{DOMAIN}", "agency manager")
DANA = Member("Dana Reyes", f"dana.reyes@{DOMAIN}", "officer who has been let in")
SAM = Member("Sam Okafor", f"sam.okafor@{DOMAIN}", "detective whose request waits")
PRIYA = Member("Priya Nair", f"priya.nair@{DOMAIN}", "officer who has signed up only")
CAST = (DANA, SAM, PRIYA, MARIA, RUTH, JON)


def make_cast(home: Path, *, origin: str, at: datetime) -> None:
    """Makes who is missing, each with the password in `home`'s list, or a fresh one that is then listed."""
    listed = {member.email: member.password for member in read_cast(home / CAST_FILE)}
    if listed.keys() >= {member.email for member in CAST} and _are_all_here():
        return
    passwords = {member.email: listed.get(member.email) or secrets.token_urlsafe(12) for member in CAST}
    with transaction.atomic():
        people = {member: add_person(member, password=passwords[member.email], at=at) for member in CAST}
        if not people[RUTH].appointments.exists():
            give_roles(people, at=at)
    members = [Member(one.name, one.email, one.what, passwords[one.email]) for one in CAST]
    write_cast(home / CAST_FILE, members, origin=origin)


def _are_all_here() -> bool:
    return Person.objects.filter(email__in=[member.email for member in CAST]).count() == len(CAST)


def add_person(member: Member, *, password: str, at: datetime) -> Person:
    """Somebody who has signed up and confirmed their address; the password is set anew for one who is here already."""
    person = Person.objects.filter(email=member.email).first()
    if person is None:
        person = Person.objects.create_user(member.email, password, name=member.name, joined_at=at)
        EmailAddress.objects.create(user=person, email=member.email, verified=True, primary=True)
    else:
        person.set_password(password)
        person.save()
    return person


def give_roles(people: Mapping[Member, Person], *, at: datetime) -> None:
    """Appoints the staff, adds the agency, lets Dana and Maria in, leaves Sam waiting."""
    ruth = people[RUTH]
    actions.appoint(person=ruth, role=HouseRole.STAFF, by=None, at=at)
    actions.appoint(person=people[JON], role=HouseRole.AUTHOR, by=ruth, at=at)
    agency = actions.add_agency(name=AGENCY, place="Harbor County", domains=(DOMAIN,), by=ruth, at=at)
    let_in(people[MARIA], role=ServiceRole.OTHER, agency=agency, by=ruth, at=at)
    actions.appoint(person=people[MARIA], role=HouseRole.MANAGER, agency=agency, by=ruth, at=at)
    let_in(people[DANA], role=ServiceRole.OFFICER, agency=agency, by=ruth, at=at)
    ask(people[SAM], role=ServiceRole.DETECTIVE, agency=agency, at=at)


def let_in(person: Person, *, role: str, agency: Agency, by: Person, at: datetime) -> Clearance:
    return actions.approve_request(request=ask(person, role=role, agency=agency, at=at), by=by, at=at)


def ask(person: Person, *, role: str, agency: Agency, at: datetime) -> VettingRequest:
    return actions.request_access(
        person=person, agency=agency, agency_name=agency.name, role=role, work_email=person.email, by=person, at=at
    )
