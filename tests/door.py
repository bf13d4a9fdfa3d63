"""A visitor without JavaScript and without a browser: cookies, forms, redirects, in plain HTTP."""

import http.client
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

from attune.commands.castlist import Member


@dataclass(frozen=True)
class Answer:
    """What the server said. `url` is the address asked for, as a path."""

    status: int
    headers: dict[str, str]
    body: bytes
    url: str

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def forms(self) -> list["Form"]:
        """Every form on the page, in order."""
        reader = _Forms()
        reader.feed(self.text)
        return reader.forms

    def form(self, *, action: str | None = None, having: str | None = None) -> "Form":
        """The form that posts to an address ending in `action`, or that has the field or button `having`."""
        for form in self.forms:
            target = form.action or self.url
            if (action is None or target.rstrip("/").endswith(action.rstrip("/"))) and (having is None or having in form.names):
                return form
        raise AssertionError(f"no such form at {self.url}: {[(one.action, sorted(one.names)) for one in self.forms]}")


@dataclass
class Form:
    """A form as the page shows it. `fields` are the values it would send untouched (hidden ones, chosen ones)."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        return {*self.fields, *self.choices, *(name for name, _ in self.buttons)}


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._area: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        words = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(action=words.get("action", ""), method=words.get("method", "get").lower())
            self.forms.append(self._open)
        elif self._open is not None and (name := words.get("name", "")):
            self._field(tag, name, words)
        elif tag == "option" and self._open is not None and self._select:
            self._open.choices.setdefault(self._select, []).append(words.get("value", ""))
            if "selected" in words:
                self._open.fields[self._select] = [words.get("value", "")]

    def _field(self, tag: str, name: str, words: dict[str, str]) -> None:
        assert self._open is not None
        kind = words.get("type", "text") if tag == "input" else tag
        if kind in ("radio", "checkbox"):
            self._open.choices.setdefault(name, []).append(words.get("value", "on"))
            if "checked" in words:
                self._open.fields.setdefault(name, []).append(words.get("value", "on"))
        elif kind in ("submit", "button"):
            self._open.buttons.append((name, words.get("value", "")))
        elif kind == "select":
            self._select = name
            self._open.fields.setdefault(name, [])
        elif kind == "textarea":
            self._area = name
            self._open.fields[name] = [""]
        elif kind != "file":
            self._open.fields.setdefault(name, []).append(words.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._area and self._open is not None:
            self._open.fields[self._area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None


class Door:
    """One visitor's cookies. Every call opens a connection of its own, as a new tab would."""

    def __init__(self, base_url: str, *, timeout: float = 30) -> None:
        self.base_url, self.timeout = base_url, timeout
        self.cookies: dict[str, str] = {}

    def get(self, path: str, *, follow: bool = True, headers: dict[str, str] | None = None) -> Answer:
        answer = self._ask("GET", path, None, headers or {})
        return self._follow(answer) if follow else answer

    def post(self, path: str, fields: dict[str, str | list[str]], *, follow: bool = True) -> Answer:
        """Sends exactly `fields`, with the CSRF cookie's own value beside them."""
        body = urlencode(fields, doseq=True).encode()
        answer = self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})
        return self._follow(answer) if follow else answer

    def send(self, page: Answer, form: Form, fields: dict[str, str | list[str]] | None = None, *, follow: bool = True) -> Answer:
        """Sends a form of `page` with some fields filled in, and the others as they were shown."""
        target = urljoin(page.url, form.action or page.url)
        return self.post(target, {**form.fields, **(fields or {})}, follow=follow)

    def submit(self, path: str, fields: dict[str, str | list[str]], *, follow: bool = True) -> Answer:
        """Opens the page and sends the first of its forms that has all of `fields`."""
        page = self.get(path)
        form = next((one for one in page.forms if one.method == "post" and set(fields) <= one.names), None)
        assert form is not None, f"no form with {sorted(fields)} at {path} ({page.status})"
        return self.send(page, form, fields, follow=follow)

    def sign_in(self, member: Member) -> Answer:
        answer = self.submit("/account/login/", {"login": member.email, "password": member.password})
        assert "/account/login/" not in answer.url, f"{member.name} could not sign in: {answer.status}"
        return answer

    def _follow(self, answer: Answer, hops: int = 8) -> Answer:
        while answer.status in (301, 302, 303, 307, 308) and hops:
            hops -= 1
            answer = self._ask("GET", urljoin(answer.url, answer.headers["location"]), None, {})
        return answer

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        parts = urlsplit(urljoin(self.base_url, path))
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=self.timeout)
        try:
            connection.request(method, target, body, {**self._standing(), **headers})
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self._keep(value)
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, content, target)

    def _standing(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Origin": self.base_url, "Accept": "text/html", **({"Cookie": cookies} if cookies else {})}

    def _keep(self, header: str) -> None:
        for name, morsel in SimpleCookie(header).items():
            if morsel["max-age"] == "0" or re.search(r"expires=Thu, 01.Jan.1970", header, re.IGNORECASE):
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = morsel.value
