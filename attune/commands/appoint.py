"""`attune appoint EMAIL ROLE`: give somebody a role on this site. The first staff are appointed this way."""

import argparse

from django.utils import timezone

from attune.kit import Refused
from attune.people.actions import appoint
from attune.people.models import Person


def run(arguments: argparse.Namespace) -> int:
    person = Person.objects.filter(email__iexact=arguments.email, is_active=True).first()
    if person is None:
        raise Refused(f"Nobody has an account with {arguments.email}. Ask them to sign up first.", status=404)
    appointment = appoint(person=person, role=arguments.role, by=None, at=timezone.now())
    print(f"{person.name or person.email} is {appointment.get_role_display().lower()} since {appointment.at:%d %B %Y}.")
    return 0
