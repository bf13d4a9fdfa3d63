"""Whom a work is for. Everybody may read what there is; this is about taking it."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from attune.catalogue.models import Listing
from attune.kit import YES, Verdict, no
from attune.people.models import Person, ServiceRole
from attune.people.queries import Access, accesses_of

Audience = Listing.Audience


def may_enter(person: Person | AnonymousUser | None, listing: Listing, *, at: datetime) -> Verdict:
    """The audience against the person's clearance at that moment. A no says what to do."""
    if listing.hidden_at is not None or hasattr(listing.edition, "withdrawal"):
        return no("This training is not on offer at present. What you have begun you may finish.")
    return may_take(person, listing, at=at)


def may_take(person: Person | AnonymousUser | None, listing: Listing, *, at: datetime) -> Verdict:
    """The audience alone: what holds for those who are under way, whether or not it is still on offer."""
    if listing.audience == Audience.EVERYONE:
        return YES
    if not isinstance(person, Person):
        return no("Sign in first. If you have no account yet, make one, then ask to be let in.")
    if listing.audience == Audience.SIGNED_IN:
        return YES
    return _with_accesses(accesses_of(person), listing, at)


def roles_in_words(roles: list[str]) -> str:
    """“officer, detective or investigator and prosecutor” from the ids of roles."""
    words = [ServiceRole(role).label.lower() for role in roles]
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1] if words else "")))


def _with_accesses(accesses: Sequence[Access], listing: Listing, at: datetime) -> Verdict:
    current = [each for each in accesses if each.is_current(at)]
    if not current:
        return no(_ask(accesses, at))
    if listing.audience == Audience.VETTED or any(each.role in listing.roles for each in current):
        return YES
    return no(
        f"This training is for these roles: {roles_in_words(listing.roles)}. You were let in as "
        f"{ServiceRole(current[-1].role).label.lower()}. If your role has changed, ask again to be let in."
    )


def _ask(accesses: Sequence[Access], at: datetime) -> str:
    if any(each.ended_at is not None or each.expires_at <= at for each in accesses):
        return "Your access has ended. Ask again to be let in; what you have learned is kept."
    return "This training is for people who serve victims in their work. Ask to be let in; staff look at every request."
