"""Every address of the site, tried by everybody: what it answers, and what every answer carries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.urls import URLPattern, get_resolver

from tests.web.house import House, build, undone

CAST = ("dana", "sam", "priya", "maria", "ruth", "jon")
EVERYBODY = (None, *CAST)
NONSENSE = {"deed": "burn", "key": "12345678", "name": "\u202e<script>alert(1)</script>", "page": "-1", "next": "//evil.example/"}
METHODS = ("HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "get")
LOOKING = ("HEAD", "OPTIONS", "TRACE", "get")
SIGN_IN = "/account/login/?next="


@dataclass(frozen=True)
class Door:
    """An address; what GET and POST (with nonsense) answer to most people, and to some by name ("visitor", "ruth").

    `desk`: "public" (everybody), "member" (signed in), "staff" (not there for others), "account" (allauth's own rules).
    """

    address: str
    status: str
    desk: str = "public"
    unlike: dict[str, str] = field(default_factory=dict)
    is_tokenless: bool = False  # takes a POST without our token
    sets_cookie: bool = False  # has a form for visitors, so its token's cookie comes with it

    def expected(self, name: str | None, method: str) -> int:
        statuses = self.unlike.get(name or "visitor", self._usual(name))
        return int(statuses.split()[method == "POST"])

    def _usual(self, name: str | None) -> str:
        if name is None and self.desk in ("member", "staff"):
            return "302 302"
        return "404 404" if self.desk == "staff" and name != "ruth" else self.status


def public(address: str, status: str = "200 405", **more: Any) -> Door:
    return Door(address, status, **more)


def member(address: str, status: str, **unlike: str) -> Door:
    return Door(address, status, "member", unlike)


def staff(address: str, status: str) -> Door:
    return Door(address, status, "staff")


def account(address: str, status: str, **unlike: str) -> Door:
    return Door(address, status, "account", unlike, sets_cookie=True)


LEARN = "/learn/{series}/"
DOORS = {
    "home": public("/"),
    "catalogue": public("/series/"),
    "series": public("/series/{series}/"),
    "module": public("/series/{series}/{module}/"),
    "about": public("/about/"),
    "privacy": public("/privacy/"),
    "accessibility": public("/accessibility/"),
    "asset": public("/files/{sha256}/{name}", "404 405", unlike={"dana": "200 405", "maria": "200 405"}),
    "robots": public("/robots.txt"),
    "sitemap": public("/sitemap.xml"),
    "livez": public("/livez"),
    "readyz": public("/readyz"),
    "verify": public("/verify/"),
    "verified": public("/verify/{number}/"),
    "subscribe": public("/updates/", "200 422", sets_cookie=True),
    "updates_said": public("/updates/sent/"),
    "updates_confirm": public("/updates/confirm/{confirm}/", "200 303", sets_cookie=True),
    "updates_end": public("/updates/end/{end}/", "200 303", sets_cookie=True, is_tokenless=True),
    "updates_atom": public("/updates.atom"),
    "components": public("/components/", "200 200", sets_cookie=True),
    "me": member("/me/", "200 405"),
    "access": member("/me/access/", "200 422"),
    "access_answer": member("/me/access/answer/{question}/", "405 404", sam="405 422"),
    "access_withdraw": member("/me/access/withdraw/{request}/", "405 404", sam="405 303"),
    "access_send": member("/me/access/send/{request}/", "405 404", sam="405 303"),
    "access_confirm": member("/me/access/confirm/{token}/", "200 404", sam="200 409"),
    "transcript": member("/me/transcript/", "200 405"),
    "certificate_file": member("/certificates/{number}.pdf", "404 405", dana="200 405"),
    "certificate": member("/certificates/{number}/", "404 405", dana="200 405"),
    "learn_series": member(LEARN, "200 403", dana="200 303", maria="200 303"),
    "learn_module": member(LEARN + "{module}/", "200 403", dana="302 303", maria="200 303"),
    "why": member(LEARN + "{module}/why/", "302 405", dana="200 405"),
    "play": member(LEARN + "{module}/{component}/", "302 404", dana="200 422"),
    "requests": staff("/staff/requests/", "200 405"),
    "request": staff("/staff/requests/{request}/", "200 405"),
    "request_approve": staff("/staff/requests/{request}/approve/", "405 422"),
    "request_refuse": staff("/staff/requests/{request}/refuse/", "405 422"),
    "request_ask": staff("/staff/requests/{request}/ask/", "405 422"),
    "request_end": staff("/staff/requests/{request}/end/", "405 404"),
    "staff_certificates": staff("/staff/certificates/", "200 405"),
    "staff_certificate": staff("/staff/certificates/{number}/", "200 422"),
    "outbox": staff("/outbox/", "200 405"),
    "outbox_letter": staff("/outbox/{letter}/", "200 405"),
    "account_login": account("/account/login/", "302 302", visitor="200 422"),
    "account_logout": account("/account/logout/", "200 302", visitor="302 302"),
    "account_inactive": account("/account/inactive/", "200 405"),
    "account_signup": account("/account/signup/", "302 302", visitor="200 422"),
    "account_reauthenticate": account("/account/reauthenticate/", "200 422", visitor="302 302"),
    "account_email": account("/account/email/", "200 302", visitor="302 302"),
    "account_email_verification_sent": account("/account/confirm-email/", "302 302"),
    "account_change_password": account("/account/password/change/", "200 422", visitor="302 302"),
    "account_set_password": account("/account/password/set/", "302 302"),
    "account_reset_password": account("/account/password/reset/", "200 422"),
    "account_confirm_login_code": account("/account/login/code/confirm/", "302 302"),
    "account_confirm_password_reset_code": account("/account/password/reset/confirm/", "302 302"),
    "account_complete_password_reset": account("/account/password/reset/complete/", "302 302"),
    "account_password_reset_completed": account("/account/password/reset/done/", "200 405"),
}


@pytest.fixture
def house(cast: dict[str, Any], settings: Any, tmp_path: Any, django_capture_on_commit_callbacks: Any) -> House:
    settings.OUTBOX, settings.IS_DEMO = tmp_path / "outbox", True
    return build(cast, settings.OUTBOX, django_capture_on_commit_callbacks)


def names_of(resolver: Any) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or repr(pattern)
        else:
            yield from names_of(pattern)


def body_of(answer: HttpResponse) -> bytes:
    return b"".join(answer)


def _is_text(answer: HttpResponse) -> bool:
    """Words for a person; the bytes of a certificate's file may spell anything."""
    return not answer.streaming and answer.get("Content-Type", "").startswith("text/")


def complaint(answer: HttpResponse) -> str:
    """What is wrong with any answer of this site, whatever it says; "" when nothing is."""
    if answer.status_code >= 500:
        return f"status {answer.status_code}"
    policy = answer.headers.get("Content-Security-Policy", "")
    styles = "style-src 'unsafe-inline'; " if "sandbox" in policy else ""  # a drawing on its own, which may do nothing else
    wanted = {
        "default-src 'none'": "default-src 'none'" in policy,
        "frame-ancestors": "frame-ancestors 'none'" in policy,
        "no unsafe-": "unsafe-" not in policy.replace(styles, ""),
        "nosniff": answer.headers.get("X-Content-Type-Options") == "nosniff",
        "Referrer-Policy": answer.headers.get("Referrer-Policy") == "same-origin",
        "no traceback": not _is_text(answer) or not re.search(rb"Traceback|\.py\b|Exception|DEBUG", answer.content),
    }
    return ", ".join(what for what, is_so in wanted.items() if not is_so)


def told(wrong: list[tuple[Any, ...]]) -> str:
    return "\n".join(" · ".join(str(part) for part in each) for each in wrong)


def test_every_address_stands_in_the_table() -> None:
    names = list(names_of(get_resolver()))
    assert len(names) == len(set(names))
    assert set(names) == set(DOORS)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_everybody_at_every_door(house: House, method: str) -> None:
    wrong = []
    for name, door in DOORS.items():
        address = house.at(door.address)
        for person in EVERYBODY:
            with undone():
                answer = house.client(person).generic(method, address) if method == "GET" else house.client(person).post(address, NONSENSE)
            got = answer.status_code
            if got != door.expected(person, method) or complaint(answer):
                wrong.append((name, person, got, door.expected(person, method), complaint(answer)))
            if person is None and door.desk in ("member", "staff") and unquote(answer.headers.get("Location", "")) != SIGN_IN + address:
                wrong.append((name, person, "is not sent to sign in and back", answer.headers.get("Location")))
    assert not wrong, told(wrong)


def test_a_form_without_its_token_does_nothing(house: House) -> None:
    wrong = []
    for name, door in DOORS.items():
        for person in (None, "dana", "sam", "ruth"):
            with undone():
                answer = house.client(person, enforce_csrf_checks=True).post(house.at(door.address), NONSENSE)
            if answer.status_code != (303 if door.is_tokenless else 403) or complaint(answer):
                wrong.append((name, person, answer.status_code, complaint(answer)))
    assert not wrong, told(wrong)


def test_visitors_get_no_cookie_but_with_a_form(house: House) -> None:
    for name, door in DOORS.items():
        cookies = set(house.client(None).get(house.at(door.address)).cookies)
        allowed = {settings.CSRF_COOKIE_NAME} if door.sets_cookie else set()
        assert cookies <= allowed, name


def test_what_cannot_be_opened_says_so_on_a_page(house: House) -> None:
    """Somebody whose session ended sends a form, signs in, and is led to the form's address."""
    answer = house.client("sam").get(house.at("/me/access/withdraw/{request}/"))
    assert answer.status_code == 405 and answer.headers["Allow"] == "POST"
    assert "go back to its page" in answer.content.decode()


def test_other_methods_change_nothing(house: House) -> None:
    wrong = []
    for method, name, person in product(METHODS, DOORS, (None, "dana", "ruth")):
        with undone():
            answer = house.client(person, enforce_csrf_checks=True).generic(method, house.at(DOORS[name].address), b"deed=burn")
        good = (200, 302, 403, 404, 405) if method in LOOKING else (302, 403, 404, 405)
        if answer.status_code not in good or complaint(answer) or (method == "HEAD" and body_of(answer)):
            wrong.append((method, name, person, answer.status_code, complaint(answer)))
    assert not wrong, told(wrong)
