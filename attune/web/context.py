"""What every page may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from attune.people.models import Person
from attune.people.policy import is_staff


def page(request: HttpRequest) -> dict[str, Any]:
    """`person` asks the session only when a template looks at it; so does `is_staff`."""
    return {
        "request": request,
        "person": request.user,
        "is_staff": SimpleLazyObject(lambda: is_staff(request.user if isinstance(request.user, Person) else None)),
        "is_demo": settings.IS_DEMO,
    }
