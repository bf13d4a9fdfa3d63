"""After a deed, the page that shows it."""

from django.http import HttpResponse


def see_other(address: str) -> HttpResponse:
    """303 (RFC 9110, section 15.4.4): whatever the request was, the next one is a GET."""
    return HttpResponse(status=303, headers={"Location": address})
