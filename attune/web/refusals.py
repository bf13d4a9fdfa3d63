"""Where a no becomes a page: the one place that answers for `Refused`, for what does not exist and for what broke."""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader

from attune.kit import Refused


class RefusalMiddleware:
    """Answers a `Refused` that a view let through with its sentence and its status.

    A method that an address does not take gets a page too: whoever signs in after sending a form arrives at the
    form's address with a GET.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return _with_a_page(request, response) if response.status_code == 405 else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return refused(request, exception)
        return None


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The page of a no: the sentence, and the way back."""
    return render(request, "refused.html", {"refusal": refusal}, status=refusal.status)


def _with_a_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    sentence = "This address cannot be opened in this way. If you sent a form, go back to its page and send it again."
    page = refused(request, Refused(sentence, status=405))
    page["Allow"] = response["Allow"]
    return page


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """More than fits (413, RFC 9110 §15.5.14), or not a request this site can read (400)."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return refused(request, Refused("That was more than fits here. Go back, shorten it and send it again.", status=413))
    return refused(request, Refused("This request could not be read. Go back and try again.", status=400))


def broken(request: HttpRequest) -> HttpResponse:
    """Drawn without the request: whatever broke must not break this too."""
    return HttpResponseServerError(loader.render_to_string("500.html"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from an old page, or from elsewhere: nothing was changed; ask for it again."""
    return render(request, "403_csrf.html", status=403)
