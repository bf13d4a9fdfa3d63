"""Who may enter this desk. For anybody else it does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from attune.people import policy

View = Callable[..., HttpResponse]


def staff_only(view: View) -> View:
    """Signed out: to the sign-in page and back. Signed in without the role: 404."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not policy.may_see_requests(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
