"""How often one address may do what costs us, or others, something."""

import ipaddress
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from attune.kit import Refused

TOO_OFTEN = "This was asked for very often from where you are. Wait a quarter of an hour, then try again."


def count(request: HttpRequest, *, deed: str, at_most: int, seconds: int = 900) -> None:
    """Counts the deed for the network address; raises Refused(429) beyond `at_most` in a window of `seconds`.

    Two requests in the same instant may count as one: this slows down, it does not guard. The address itself
    is not kept, only a keyed hash of it.
    """
    key = f"limit:{deed}:{_whence(request)}:{int(time.time()) // seconds}"
    counted = cache.get(key, 0)
    if counted >= at_most:
        raise Refused(TOO_OFTEN, status=429)
    cache.set(key, counted + 1, seconds)


def _whence(request: HttpRequest) -> str:
    """One household of IPv6 is a /64: counting single addresses there would count nothing."""
    text = get_adapter().get_client_ip(request)
    address = ipaddress.ip_address(text)
    if address.version == 6:
        text = str(ipaddress.ip_network(f"{text}/64", strict=False))
    return salted_hmac("attune.web.limits", text).hexdigest()[:24]
