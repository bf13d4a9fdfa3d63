"""Where things are at this desk. Written out: the player's pages hold a dozen of them."""

from urllib.parse import urlencode


def series_address(series: str) -> str:
    return f"/learn/{series}/"


def module_address(series: str, module: str) -> str:
    return f"/learn/{series}/{module}/"


def overview_address(series: str, module: str) -> str:
    """The module's own page, also for somebody who is in the middle of it."""
    return f"/learn/{series}/{module}/?overview"


def why_address(series: str, module: str) -> str:
    return f"/learn/{series}/{module}/why/"


def component_address(series: str, module: str, component: str, **query: str) -> str:
    return f"/learn/{series}/{module}/{component}/{'?' + urlencode(query) if query else ''}"
