"""A log names nobody and holds no key to anybody's account."""

import logging

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from attune.config.logs import DiscreetFormatter, discreet
from attune.people.models import Person

TOKEN = "q0Wz_1-abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(
    "address", [f"/updates/confirm/{TOKEN}/", f"/updates/end/{TOKEN}/", f"/me/access/confirm/{TOKEN}:x:y/", f"'/updates/end/{TOKEN}'"]
)
def test_the_token_of_a_link_is_left_out(address):
    said = discreet(f"Internal Server Error: {address}")
    assert TOKEN not in said and said.startswith("Internal Server Error: ")


@pytest.mark.parametrize("email", ["dana.reyes@harborcounty.example", "o'neil+x@a.b-c.example"])
def test_an_address_is_left_out(email):
    assert discreet(f"550 <{email}> unknown") == "550 <(address)> unknown"


def test_what_a_database_quotes_in_a_traceback_too(dana, caplog):
    try:
        with transaction.atomic():
            Person.objects.create(email=dana.email.upper(), name="Somebody")
    except IntegrityError:
        logging.getLogger("attune.tests").exception("refused for %s", dana.email)
    line = DiscreetFormatter("%(message)s").format(caplog.records[-1])
    assert "IntegrityError" in line and dana.email not in line.lower()


def test_every_handler_of_the_program_is_discreet():
    formatters = {handler["formatter"] for handler in settings.LOGGING["handlers"].values()}
    assert {settings.LOGGING["formatters"][each]["()"] for each in formatters} == {"attune.config.logs.DiscreetFormatter"}
