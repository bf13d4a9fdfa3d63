"""Who may publish, and who may take back. `None` is whoever holds the machine: the command line."""

from attune.kit import YES, Verdict, no
from attune.people.models import HouseRole, Person


def may_publish(person: Person | None) -> Verdict:
    """Authors and staff."""
    if _holds(person, HouseRole.STAFF, HouseRole.AUTHOR):
        return YES
    return no("Only authors and staff publish training. Ask a member of staff to appoint you as an author.")


def may_withdraw(person: Person | None) -> Verdict:
    """Staff."""
    if _holds(person, HouseRole.STAFF):
        return YES
    return no("Only staff withdraw an edition. Tell a member of staff what is wrong with it.")


def _holds(person: Person | None, *roles: HouseRole) -> bool:
    return person is None or (person.is_active and not person.held_roles.isdisjoint(roles))
