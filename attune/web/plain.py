"""What no browser sends, made harmless before anything reads it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

ALPHABET = "utf-8"
UNREADABLE = "\ufffd"


class PlainRequests:
    """No null byte in the address or in a cookie: PostgreSQL will not even look for one. Forms refuse theirs with a sentence.

    And whatever alphabet a request says it is written in, it is read in the one that our pages are written in:
    Python knows some that turn text into half characters, and some that are for no text at all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path:
            request.path, request.path_info = (text.replace("\0", UNREADABLE) for text in (request.path, request.path_info))
        if any("\0" in value for value in request.COOKIES.values()):
            request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        if request.encoding is not None:
            request.encoding = ALPHABET
        return self.get_response(request)
