"""The mail of a demonstration: who has no mail server reads here what would have been sent."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from attune.outreach import outbox as folder
from attune.web.staff.guard import staff_only

SHOWN = 100


def in_a_demonstration(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mail holds links that open accounts: outside a demonstration nobody reads another's, and this page is not there."""

    @wraps(view)
    def guarded(request: HttpRequest, **named: Any) -> HttpResponse:
        if not settings.IS_DEMO:
            raise Http404
        return view(request, **named)

    return guarded


@in_a_demonstration
@staff_only
@never_cache
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """What was sent, the latest first."""
    return render(request, "staff/outbox.html", {"letters": folder.letters(settings.OUTBOX, at_most=SHOWN), "most": SHOWN})


@in_a_demonstration
@staff_only
@never_cache
@require_safe
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One message as text, its links to be opened."""
    found = folder.letter(settings.OUTBOX, name)
    if found is None:
        raise Http404
    return render(request, "staff/outbox_letter.html", {"letter": found})
