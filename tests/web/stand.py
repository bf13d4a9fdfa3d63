"""A small door for the browser: the real templates, sheet and scripts, with a page that takes answers.

What the scripts promise (nothing lost, nothing twice, "saved" only when it is) shows when a server is slow,
gone, or no longer knows the person. Here a test says so: `stand.mood = "gone"`.
"""

import contextlib
import mimetypes
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from attune.kit import Refused
from attune.people.models import Person
from attune.web.public.components import components

STATIC = Path(__file__).parents[2] / "attune" / "web" / "static"
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'"
PAGE = """{% extends "base.html" %}
{% block title %}Question {{ number }}{% endblock %}
{% block head %}<script type="module" src="{% static 'js/pause.js' %}"></script>{% endblock %}
{% block main %}<h1>Question {{ number }}</h1>
<form method="post" action="/question/{{ number }}" data-keep>{% csrf_token %}
<input type="hidden" name="key" value="key-{{ number }}">
<label for="words">Your answer</label><input id="words" name="words" autocomplete="off">
{% include "components/foot.html" %}</form>
<form method="post" action="/plain" id="plain">{% csrf_token %}<button>Send the plain form</button></form>{% endblock %}"""
NO = {"/404": "404.html", "/500": "500.html", "/csrf": "403_csrf.html", "/refused": "refused.html"}
SHORT = {"413": "That was too long.", "422": "Please write at least one word."}


@dataclass
class Stand:
    """What the door remembers. `mood`: "well", "gone" (no answer), "ill" (503), "stale" (an old token), "422"."""

    mood: str = "well"
    person: int | None = 1
    number: int = 1
    answers: dict[str, str] = field(default_factory=dict)
    posts: list[str] = field(default_factory=list)
    delay: float = 0
    url: str = ""

    def request_for(self, path: str) -> HttpRequest:
        request = RequestFactory().get(path)
        request.user = person_of(self.person)
        return request


def person_of(key: int | None) -> Person | AnonymousUser:
    """Somebody with that key and no house role, whom no database knows; nobody for None."""
    if key is None:
        return AnonymousUser()
    person = Person(pk=key, name="Dana Reyes", email="dana@example.org")
    person.held_roles = frozenset()
    return person


@contextlib.contextmanager
def open_stand() -> Iterator[Stand]:
    """The door, open on a free port of this machine until the block ends."""
    stand = Stand()
    desk = type("Desk", (_Desk,), {"stand": stand})
    server = ThreadingHTTPServer(("127.0.0.1", 0), desk)
    stand.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield stand
    finally:
        server.shutdown()
        server.server_close()


class _Desk(BaseHTTPRequestHandler):
    stand: Stand
    pause = threading.Event()

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            self.answer(200, file.read_bytes(), kind=mimetypes.guess_type(file.name)[0] or "application/octet-stream")
        elif path == "/components/":
            self.answer(200, components(self.stand.request_for(path)).content)
        elif path in NO:
            self.page(NO[path], {"refusal": Refused("Ask to be let in first.")}, 200)
        elif path.startswith("/account/login"):
            self.page("404.html", {}, 200)
        else:
            self.question()

    def do_POST(self) -> None:
        stand = self.stand
        fields = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode(), keep_blank_values=True)
        stand.posts.append(fields.get("words", [""])[0])
        self.pause.wait(stand.delay)
        if stand.mood == "gone":
            self.close_connection = True
            return
        if stand.mood == "ill":
            self.answer(503, b"not now")
        elif not stand.person:
            self.redirect("/account/login/")
        elif stand.mood == "stale":
            stand.mood = "well"
            self.page("403_csrf.html", {}, 403)
        elif stand.mood in SHORT:
            refusal = Refused(SHORT[stand.mood], status=int(stand.mood))
            self.page("refused.html", {"refusal": refusal}, refusal.status)
        else:
            self.accept(fields)

    def accept(self, fields: dict[str, list[str]]) -> None:
        stand = self.stand
        if "key" in fields and fields["key"][0] not in stand.answers:
            stand.answers[fields["key"][0]] = fields["words"][0]
            stand.number += 1
        self.redirect(f"/question/{stand.number}")

    def question(self) -> None:
        page = engines["django"].from_string(PAGE).render({"number": self.stand.number}, self.stand.request_for(self.path))
        self.answer(200, page.encode())

    def page(self, template: str, context: dict[str, Any], status: int) -> None:
        self.answer(status, render_to_string(template, context, self.stand.request_for(self.path)).encode())

    def redirect(self, where: str) -> None:
        self.send_response(303)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def answer(self, status: int, body: bytes, kind: str = "text/html; charset=utf-8") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", CSP)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: the tests look at what the browser shows."""
