"""Reading the desk's pages as a browser without JavaScript does: forms are found, filled in and sent."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client


@dataclass
class Form:
    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "form":
            self.forms.append(Form(values.get("action") or ""))
        if tag == "input" and self.forms and (values.get("type") == "hidden" or "checked" in values):
            self.forms[-1].fields.setdefault(values["name"] or "", []).append(values.get("value") or "")


def forms_of(response: Any) -> list[Form]:
    parser = _Forms()
    parser.feed(response.content.decode())
    return parser.forms


def form_with(response: Any, deed: str) -> Form:
    """The form on the page that does this."""
    return next(form for form in forms_of(response) if form.fields.get("deed") == [deed])


def send(client: Client, response: Any, deed: str, *, follow: bool = True, **fields: Any) -> Any:
    """Fill in that form and send it, as the page offers it."""
    form = form_with(response, deed)
    filled = {**form.fields, **{name.replace("_", "-"): value for name, value in fields.items()}}
    return client.post(form.action, filled, follow=follow)
