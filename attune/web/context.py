"""What every page may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """`person` asks the session only when a template looks at it."""
    return {"request": request, "person": request.user, "is_demo": settings.IS_DEMO}
