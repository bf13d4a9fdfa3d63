"""Somebody must be first: staff are appointed by whoever runs the command line."""

import pytest

from attune.commands import main
from attune.people.models import Appointment

pytestmark = pytest.mark.django_db


def test_the_first_staff_are_appointed(priya, capsys):
    for _ in range(2):
        assert main(["appoint", priya.email.upper(), "staff"]) == 0
    assert "Priya Nair is staff since" in capsys.readouterr().out
    assert Appointment.objects.filter(person=priya, role="staff", ended_at=None).count() == 1


def test_nobody_without_an_account_is_appointed(db, capsys):
    assert main(["appoint", "nobody@elsewhere.example", "staff"]) == 1
    assert "Ask them to sign up first." in capsys.readouterr().err
