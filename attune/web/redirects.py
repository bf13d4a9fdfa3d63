"""After a deed, the page that shows it."""

from django.http import HttpResponseRedirect


def see_other(address: str) -> HttpResponseRedirect:
    """303 (RFC 9110, section 15.4.4): whatever the request was, the next one is a GET."""
    return HttpResponseRedirect(address, status=303)
