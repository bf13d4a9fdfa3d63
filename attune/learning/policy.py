"""Who may begin a work, and who may go on with it."""

from datetime import datetime

from attune.catalogue.models import Listing
from attune.catalogue.policy import may_enter, may_take
from attune.courseware.model import Module
from attune.kit import YES, Verdict, no
from attune.learning.models import Completion, Enrolment
from attune.library.queries import read_edition
from attune.people.models import Person


def may_enrol(by: Person, person: Person, listing: Listing, *, at: datetime) -> Verdict:
    """Oneself, in what is on offer to one's audience, when what must come first is complete."""
    if by != person:
        return no("Only the person who learns can begin this training.")
    return may_enter(person, listing, at=at) and may_begin(person, listing)


def may_begin(person: Person, listing: Listing) -> Verdict:
    """What the module requires comes first."""
    work = read_edition(listing.edition_id)
    if not isinstance(work, Module) or not work.requires:
        return YES
    completed = set(
        Completion.objects.filter(enrolment__person=person, enrolment__work__slug__in=work.requires)
        .values_list("enrolment__work__slug", flat=True)
    )  # fmt: skip
    missing = [module for module in work.requires if module not in completed]
    if not missing:
        return YES
    titles = dict(Listing.objects.filter(work__slug__in=missing).values_list("work__slug", "title"))
    first = " and ".join(f"“{titles.get(module, module)}”" for module in missing)
    return no(f"This module builds on {first}. Please complete that first; then this one opens by itself.")


def may_play(by: Person, enrolment: Enrolment, *, at: datetime) -> Verdict:
    """The audience is asked again at every deed: access can end while a module is under way. What is no longer on
    offer may be finished."""
    if enrolment.ended_at is not None:
        return no("This enrolment has ended. What you did in it is kept in your transcript.")
    return may_take(by, enrolment.work.listing, at=at)
