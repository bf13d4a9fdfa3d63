"""What an e-mail address says of where somebody serves. Pure: addresses in, a hint out.

A domain belongs to an agency when it matches exactly. Likeness is never a match: it is a warning.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from attune.kit import Refused

# Where anybody can have an address in a minute. It proves nothing, and is no fault either.
_FREE_MAIL_TEXT = """
    aol.com fastmail.com fastmail.fm gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com hey.com hotmail.com
    hotmail.co.uk hotmail.de hotmail.fr hushmail.com icloud.com inbox.com live.com live.co.uk mac.com mail.com mail.ru
    me.com msn.com outlook.com outlook.de outlook.fr pm.me proton.me protonmail.ch protonmail.com qq.com rocketmail.com
    tuta.com tuta.io tutanota.com web.de yahoo.ca yahoo.co.uk yahoo.com yahoo.de yahoo.fr yandex.com yandex.ru ymail.com
    zoho.com 163.com 126.com
"""
FREE_MAIL = frozenset(_FREE_MAIL_TEXT.split())
_LOOK_THE_SAME = str.maketrans("01357$", "olests")


@dataclass(frozen=True, slots=True)
class Hint:
    """What the domain of a work e-mail says. `kind`: "agency", "other-agency", "free-mail", "look-alike" or "unknown"."""

    kind: str
    domain: str
    resembles: str = ""


def email_address(text: str) -> str:
    """The address as it is kept: domain in lower case. Refuses what is no address (RFC 5321 §4.5.3.1: 254 characters)."""
    text = text.strip()
    try:
        validate_email(text)
    except ValidationError:
        raise Refused("Write an e-mail address like name@agency.example.", status=422) from None
    if len(text) > 254 or not text.isascii():
        raise Refused("Write an e-mail address of at most 254 plain characters.", status=422)
    local, _, domain = text.rpartition("@")
    return f"{local}@{domain.lower()}"


def domain_of(email: str) -> str:
    """What stands after the last @, in lower case."""
    return email.rpartition("@")[2].lower()


def hint_of(email: str, *, agency_id: int | None, known: Mapping[str, int]) -> Hint:
    """`known` maps each domain that belongs to an agency to that agency's id."""
    domain = domain_of(email)
    if domain in known:
        return Hint("agency" if known[domain] == agency_id else "other-agency", domain)
    if domain in FREE_MAIL:
        return Hint("free-mail", domain)
    resembled = _resembled(domain, tuple(known))
    return Hint("look-alike", domain, resembled) if resembled else Hint("unknown", domain)


@lru_cache(maxsize=2048)
def _resembled(domain: str, known: tuple[str, ...]) -> str:
    return next((other for other in known if looks_like(domain, other)), "")


def looks_like(domain: str, other: str) -> bool:
    """Could a hurried eye take one for the other? Never true of two domains that are the same."""
    if domain == other:
        return False
    if domain.startswith("xn--") or ".xn--" in domain:  # letters of other scripts: compare what they were made from
        domain = _spelled_out(domain)
    mine, theirs = _drawn(domain), _drawn(other)
    name, their_name = mine.rpartition(".")[0], theirs.rpartition(".")[0]
    is_wrapped = len(their_name) > 5 and their_name.replace(".", "") in mine.replace(".", "") and not mine.endswith(f".{theirs}")
    return mine == theirs or (name == their_name and len(name) > 3) or _one_slip_apart(mine, theirs) or is_wrapped


def _drawn(domain: str) -> str:
    """Characters that are drawn alike, made the same."""
    return domain.replace("rn", "m").replace("vv", "w").replace("cl", "d").translate(_LOOK_THE_SAME).replace("-", "")


def _spelled_out(domain: str) -> str:
    try:
        spelled = domain.encode("ascii").decode("idna")
    except UnicodeError:
        return domain
    return spelled.translate(str.maketrans("аеорсухіѕԁɡḷ", "aeopcyxisdgl"))


def _one_slip_apart(one: str, two: str) -> bool:
    """One letter more, less or other, or two neighbours exchanged."""
    if abs(len(one) - len(two)) > 1:
        return False
    start = 0
    while start < min(len(one), len(two)) and one[start] == two[start]:
        start += 1
    one, two = one[start:], two[start:]
    return one[1:] == two[1:] or one[1:] == two or one == two[1:] or (one[:2] == two[1::-1] and one[2:] == two[2:])
