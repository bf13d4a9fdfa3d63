"""What a hostile or clumsy person may send: a sentence and the right status comes back, never a broken page."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core import mail
from django.http import HttpResponse
from django.test import Client

from tests.cast import PASSWORD
from tests.web.hostile import ALLOWED, ASKED, CHARSETS, COOKIES, FORM, FORMS, HEADERS, HOSTS, MARK, ODD_BODIES, PART, SECRET, VALUES, WORST
from tests.web.house import House, build, undone
from tests.web.test_doors import DOORS, complaint, told


@pytest.fixture
def house(cast: dict[str, Any], settings: Any, tmp_path: Any, django_capture_on_commit_callbacks: Any) -> House:
    """Without limits: a refusal for haste would hide what the door itself does."""
    settings.OUTBOX, settings.IS_DEMO = tmp_path / "outbox", True
    settings.ACCOUNT_RATE_LIMITS = False
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    house = build(cast, settings.OUTBOX, django_capture_on_commit_callbacks)
    for name, address, fields in (
        ("known", "/account/login/", {"login": "dana.reyes@harborcounty.example", "password": PASSWORD}),
        ("signing-up", "/account/signup/", {"name": "Kim Lund", "email": "kim@lakeside.example", "password1": "seven-quiet-rivers"}),
        ("resetting", "/account/password/reset/", {"email": "dana.reyes@harborcounty.example"}),
    ):
        client = Client()
        assert client.post(address, fields).status_code == 302
        house.sessions[name] = client.cookies["session"].value
    return house


def trouble(answer: HttpResponse) -> str:
    """Why this answer to a hostile request is not a good one."""
    place = answer.headers.get("Location", "/")
    if not place.startswith("/") or place.startswith(("//", "/\\")):
        return f"leads to {place}"
    if not answer.streaming and MARK.encode() in answer.content:
        return "gives markup back as markup"
    if {"a", "Set-Cookie"} & set(answer.cookies):
        return "sets a cookie of somebody else's"
    return complaint(answer)


def filled(fields: dict[str, str], **other: str) -> str:
    """A form's body; the values of `other` are percent-encoded already."""
    return "&".join(f"{name}={value}" for name, value in ({name: quote(value) for name, value in fields.items()} | other).items())


def variants(fields: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each field with what is worst, absent, and three times; the other values go round among the fields."""
    names = list(fields)
    for name in names:
        yield from ((name, filled(fields, **{name: value})) for value in WORST)
        yield name, filled({other: value for other, value in fields.items() if other != name})
        yield name, f"{filled(fields)}&{name}=2&{name}=3"
    for number, value in enumerate(VALUES):
        name = names[number % len(names)]
        yield name, filled(fields, **{name: value})
    yield "more", filled(fields | {"__proto__": "x", "is_staff": "1", "person": "1", "id": "1", "by": "5", "key[]": "x"})


def test_every_field_of_every_form(house: House) -> None:
    wrong = []
    for person, address, form in FORMS:
        place, fields = house.at(address), {name: house.at(value) for name, value in form.items()}
        client = house.client(person)
        for name, body in variants(fields):
            with undone():
                client.cookies["session"] = house.sessions.get(person or "", "")
                answer = client.post(place, body, content_type=FORM)
                if what := trouble(answer):
                    wrong.append((address, name, body[:150], what))
    assert not wrong, told(wrong)
    for message in mail.outbox:
        assert not re.search(r"evil\.example", str(message.message()["To"]) + str(message.message()["Bcc"])), message.to
        assert len(message.recipients()) == 1


def test_every_question_in_an_address(house: House) -> None:
    wrong = []
    for person, address, names in ASKED:
        client = house.client(person)
        for name in names:
            for value in VALUES:
                with undone():
                    client.cookies["session"] = house.sessions.get(person or "", "")
                    answer = client.generic("GET", house.at(address), QUERY_STRING=f"{name}={value}")
                    if what := trouble(answer):
                        wrong.append((address, name, value[:80], what))
    assert not wrong, told(wrong)


def test_every_place_in_an_address(house: House) -> None:
    values = [value for value in VALUES if 0 < len(value) < 6000]
    wrong = []
    for door in DOORS.values():
        for place in set(re.findall(r"\{(\w+)\}", door.address)):
            for number, value in enumerate(values):
                person = (None, "dana", "ruth", "ruth")[number % 4]
                method = ("GET", "GET", "GET", "POST")[number % 4]
                with undone():
                    answer = house.client(person).generic(method, house.at(door.address, **{place: value}), b"", FORM)
                    if what := trouble(answer):
                        wrong.append((door.address, place, value[:80], person, method, what))
    assert not wrong, told(wrong)


@pytest.mark.parametrize("number", ["9" * 19, "9" * 30, "0", "9" * 5000])
def test_a_number_that_no_row_has(house: House, number: str) -> None:
    for name, door in DOORS.items():
        if place := re.search(r"\{(request|question)\}", door.address):
            for person in ("sam", "ruth"):
                for method in ("GET", "POST"):
                    with undone():
                        answer = house.client(person).generic(method, house.at(door.address, **{place[1]: number}), b"", FORM)
                    assert answer.status_code in (404, 405), (name, person, method)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"email=" + b"x" * 1_000_000, FORM),
        (b"&".join(b"f%d=1" % number for number in range(10_000)), FORM),
        (
            b"--b\r\nContent-Disposition: form-data; name=email\r\n\r\n" + b"x" * 1_000_000 + b"\r\n--b--\r\n",
            "multipart/form-data; boundary=b",
        ),
    ],
    ids=["a megabyte", "ten thousand fields", "a megabyte in parts"],
)
def test_more_than_fits(house: House, body: bytes, kind: str) -> None:
    for person, address, _ in FORMS:
        with undone():
            answer = house.client(person).post(house.at(address), body, content_type=kind)
        assert (answer.status_code, trouble(answer)) == (413, ""), address
        assert "more than fits" in answer.content.decode()


def test_a_null_byte_in_the_name_of_a_file(house: House) -> None:
    for address in ("/files/{sha256}/a%00.svg", "/files/%00/steps.svg", "/outbox/%00.eml/", "/series/%00/", "/%00"):
        assert house.client("dana").get(house.at(address)).status_code == 404, address


def test_ten_thousand_questions_in_an_address(house: House) -> None:
    query = "&".join(f"q{number}=1" for number in range(10_000))
    for name, door in DOORS.items():
        for person in (None, "dana", "ruth"):
            answer = house.client(person).generic("GET", house.at(door.address), QUERY_STRING=query)
            assert trouble(answer) == "", name


def in_other_alphabets(name: str) -> Iterator[tuple[bytes, str]]:
    """A form in parts, said to be written in an encoding that Python knows and no browser sends."""
    for charset in CHARSETS:
        yield PART % (name.encode(), b"\\ud800 %A0 \xff"), f"multipart/form-data; boundary=b; charset={charset}"


def test_bodies_of_other_kinds(house: House) -> None:
    wrong = []
    for person, address, form in FORMS:
        for body, kind in (*ODD_BODIES, *in_other_alphabets(next(iter(form)))):
            with undone():
                answer = house.client(person).generic("POST", house.at(address), body, kind)
            if what := trouble(answer):
                wrong.append((address, body[:60], kind, what))
    assert not wrong, told(wrong)


@pytest.mark.parametrize("charset", ["rot13", "unicode_escape", "utf-16", "none-such", "base64", "undefined"])
def test_an_address_read_in_another_alphabet(house: House, charset: str) -> None:
    for person, address, names in ASKED:
        query = f"{names[0]}=%5Cud800%A0%00"
        answer = house.client(person).generic("GET", house.at(address), b"", f"text/plain; charset={charset}", QUERY_STRING=query)
        assert trouble(answer) == "", address


def test_headers(house: House) -> None:
    wrong = []
    for name, door in DOORS.items():
        for number, header in enumerate(HEADERS):
            person, method = (None, "dana", "ruth")[number % 3], ("GET", "POST")[number // 3 % 2]
            with undone():
                answer = house.client(person).generic(method, house.at(door.address), b"", FORM, **header)
                is_told = not answer.streaming and SECRET.encode() in answer.content
                if what := trouble(answer) or ("tells of another site" if is_told else ""):
                    wrong.append((name, header, person, method, what))
    assert not wrong, told(wrong)


def test_another_host_is_neither_believed_nor_written_down(house: House) -> None:
    for host in HOSTS:
        for person, address in ((None, "/"), (None, "/series/"), (None, "/verify/"), (None, "/updates.atom"), ("dana", "/me/")):
            answer = house.client(person).get(address, headers={"host": host})
            assert trouble(answer) == "" and SECRET.encode() not in answer.content, (host, address)
    for person, address, fields in FORMS:
        with undone():
            answer = house.client(person, enforce_csrf_checks=False).post(
                house.at(address), {name: house.at(value) for name, value in fields.items()}, headers={"host": SECRET}
            )
        assert trouble(answer) == "" and SECRET.encode() not in answer.content, address
    assert not [message for message in mail.outbox if SECRET in str(message.message())]


@pytest.mark.parametrize("host", ALLOWED)
def test_links_in_mails_lead_to_this_site_by_whatever_name_it_was_called(house: House, host: str) -> None:
    known, unknown = "dana.reyes@harborcounty.example", "nobody@lakeside.example"
    more = (
        (None, "/account/signup/", {"name": "Alex Moreau", "email": known, "password1": "seven-quiet-rivers"}),
        (None, "/account/password/reset/", {"email": unknown}),
    )
    mail.outbox.clear()
    for person, address, fields in (*FORMS, *more):
        with undone():
            house.client(person).post(house.at(address), {name: house.at(value) for name, value in fields.items()}, headers={"host": host})
    links = [link for message in mail.outbox for link in re.findall(r"\w+://\S+", str(message.body))]
    assert len(mail.outbox) >= 6 and len(links) >= 6
    assert {link[: len(settings.ORIGIN) + 1] for link in links} == {f"{settings.ORIGIN}/"}


@pytest.mark.parametrize("cookie", ["session", "csrf", "messages"])
def test_cookies(house: House, cookie: str) -> None:
    wrong = []
    for value in COOKIES:
        for name, address in (("home", "/"), ("me", "/me/"), ("login", "/account/login/"), ("updates", "/updates/"), ("none", "/none/")):
            for method in ("GET", "POST"):
                with undone():
                    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
                    answer = client.generic(method, address, b"", FORM, HTTP_COOKIE=f"{cookie}={value}")
                    if what := trouble(answer):
                        wrong.append((name, method, value[:60], what))
    assert not wrong, told(wrong)
