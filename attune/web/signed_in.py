"""What a view behind `login_required` or a desk's guard is given."""

from django.http import HttpRequest

from attune.people.models import Person


class SignedIn(HttpRequest):
    """A request of which `user` is a person, not a stranger."""

    user: Person
