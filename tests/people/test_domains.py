"""A domain matches exactly, or not at all; what resembles one is a warning."""

import pytest

from attune.kit import Refused
from attune.people.domains import email_address, hint_of, looks_like

KNOWN = {"harborcounty.example": 1, "lakeside.example": 2}


@pytest.mark.parametrize(
    ("email", "kind"),
    [
        ("d@harborcounty.example", "agency"),
        ("d@HarborCounty.example", "agency"),
        ("d@lakeside.example", "other-agency"),
        ("d@gmail.com", "free-mail"),
        ("d@harb0rcounty.example", "look-alike"),
        ("d@harborcuonty.example", "look-alike"),
        ("d@harbor-county.example", "look-alike"),
        ("d@harborcounty.com", "look-alike"),
        ("d@harborcounty.example.evil.test", "look-alike"),
        ("d@harborcounty-example.test", "look-alike"),
        ("d@mail.harborcounty.example", "unknown"),
        ("d@city.test", "unknown"),
    ],
)
def test_what_a_domain_says(email, kind):
    assert hint_of(email, agency_id=1, known=KNOWN).kind == kind


def test_a_request_for_a_new_agency_with_a_known_domain_is_flagged():
    assert hint_of("d@lakeside.example", agency_id=None, known=KNOWN).kind == "other-agency"


def test_letters_of_other_scripts_are_compared_by_their_drawing():
    cyrillic_a = "h\u0430rborcounty.example".encode("idna").decode()
    assert looks_like(cyrillic_a, "harborcounty.example")


def test_nothing_looks_like_itself():
    assert not looks_like("harborcounty.example", "harborcounty.example")


@pytest.mark.parametrize("text", ["", "a", "a@", "@b.example", "a b@c.example", "a@b.example\r\nX: y", "a@b\0.example", "ä@b.example"])
def test_what_is_no_address_is_refused_with_a_sentence(text):
    with pytest.raises(Refused) as no:
        email_address(text)
    assert no.value.status == 422


def test_the_domain_is_kept_in_lower_case():
    assert email_address(" Dana.Reyes@HarborCounty.Example ") == "Dana.Reyes@harborcounty.example"
