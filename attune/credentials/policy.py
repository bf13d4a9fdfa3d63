"""Who may do what to a certificate."""

from attune.credentials.models import Certificate
from attune.kit import YES, Verdict, no
from attune.people.models import Person
from attune.people.policy import is_staff


def may_revoke(person: Person, certificate: Certificate) -> Verdict:
    """Staff, and never a certificate of their own."""
    if not is_staff(person):
        return no("Certificates are revoked by the staff of this site.")
    if certificate.person_id == person.pk:
        return no("Nobody revokes a certificate of their own. Another member of staff does it.")
    return YES
