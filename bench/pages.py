"""Which pages are measured, with which budget, and how each is asked for."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bench.load import get, post
from tests.door import Answer, Door, Form

Note = dict[str, Any]
PUBLIC, SIGNED_IN, DURABLE, STAFF = 3.0, 6.0, 8.0, 10.0
FIRST_PDF_MS = 60.0


@dataclass(frozen=True)
class Page:
    """A page that is read. `paths` and `cookies` give what to ask for, in turn; `budget` is a multiple of the floor."""

    name: str
    budget: float
    paths: Callable[[Note], list[str]]
    cookies: Callable[[Note], list[str]] = lambda note: [""]
    is_asked_once: bool = False  # each address only once: what is measured is the first time
    budget_ms: float | None = None  # instead of a multiple

    def requests(self, note: Note) -> list[bytes]:
        paths, cookies = self.paths(note), self.cookies(note)
        rounds = len(paths) if self.is_asked_once else max(len(paths), len(cookies))
        return [get(paths[turn % len(paths)], cookies=cookies[turn % len(cookies)]) for turn in range(rounds)]


@dataclass(frozen=True)
class Submit:
    """A form that is sent: `deeds` are what is measured, `before` what may have to be done first, unmeasured."""

    name: str
    kind: str
    deeds: tuple[str, ...]
    before: tuple[str, ...] = ()
    budget: float = DURABLE
    turns: Iterator[int] = field(default_factory=itertools.count, compare=False)

    def request(self, note: Note, base_url: str) -> bytes | None:
        """The next person's next answer, ready to be sent; None when this person has nothing left to send here."""
        turn = next(self.turns)
        visitor = Door(base_url)
        name, _, value = note["runners"][turn % len(note["runners"])].partition("=")
        visitor.cookies[name] = value
        path = self._path(note, turn // len(note["runners"]))
        for _ in range(6):
            page = visitor.get(path, follow=False)
            if page.status != 200:
                return None
            if form := _form_with(page, self.deeds):
                cookies = "; ".join(f"{one}={worth}" for one, worth in visitor.cookies.items())
                return post(path, filled(form, self.deeds), cookies=cookies, origin=base_url)
            form = _form_with(page, self.before)
            if form is None:
                return None
            visitor.post(path, {**filled(form, self.before)}, follow=False)
        return None

    def _path(self, note: Note, lap: int) -> str:
        """Each lap through the people goes on to the next module that has such a component."""
        places = [(slug, one) for slug, one in note["components"].items() if one[self.kind]]
        slug, one = places[lap % len(places)]
        return f"/learn/{one['series']}/{slug}/{one[self.kind]}/"


def _form_with(page: Answer, deeds: tuple[str, ...]) -> Form | None:
    return next((form for form in page.forms if form.method == "post" and _deed_of(form, deeds)), None)


def _deed_of(form: Form, deeds: tuple[str, ...]) -> str | None:
    offered = [*form.fields.get("deed", ()), *(value for name, value in form.buttons if name == "deed")]
    return next((deed for deed in offered if deed in deeds), None)


def filled(form: Form, deeds: tuple[str, ...]) -> dict[str, list[str]]:
    """The form with the first of everything chosen, and a place for each thing that is to be ordered."""
    fields = {name: list(values) for name, values in form.fields.items()}
    fields["deed"] = [_deed_of(form, deeds) or ""]
    for name, values in form.choices.items():
        fields[name] = [next((value for value in values if value), "")]
    for place, name in enumerate((name for name in form.names if name.startswith("order-")), 1):
        fields[name] = [str(place)]
    for name, value in form.buttons:
        if name and name != "deed" and name not in fields:
            fields[name] = [value]
    if "text" in fields:
        fields["text"] = ["choice"]
    return fields


PAGES: tuple[Page, ...] = (
    Page("home", PUBLIC, lambda note: ["/"]),
    Page("catalogue search", PUBLIC, lambda note: ["/series/?text=first+contact", "/series/?text=consent", "/series/?text=privacy"]),
    Page("series page", PUBLIC, lambda note: [f"/series/{note['series']}/"]),
    Page("module page", PUBLIC, lambda note: [f"/series/{note['series']}/{note['module']}/"]),
    Page("sign-in page", PUBLIC, lambda note: ["/account/login/"]),
    Page("verification page", PUBLIC, lambda note: [f"/verify/{one['number']}/" for one in note["certificates"][:500]]),
    Page("learner's home", SIGNED_IN, lambda note: ["/me/"], lambda note: note["readers"]),
    Page("lesson page", SIGNED_IN, lambda note: [_lesson(note)], lambda note: note["readers"]),
    Page(
        "certificate page",
        SIGNED_IN,
        lambda note: [f"/certificates/{one['number']}/" for one in note["certificates"][:200]],
        lambda note: [note["certificate_sessions"][str(one["person"])] for one in note["certificates"][:200]],
    ),
    Page(
        "certificate PDF, kept",
        SIGNED_IN,
        lambda note: [f"/certificates/{one['number']}.pdf" for one in note["certificates"][:20]],
        lambda note: [note["certificate_sessions"][str(one["person"])] for one in note["certificates"][:20]],
    ),
    Page(
        "certificate PDF, first time",
        SIGNED_IN,
        lambda note: [f"/certificates/{one['number']}.pdf" for one in note["certificates"][20:]],
        lambda note: [note["certificate_sessions"][str(one["person"])] for one in note["certificates"][20:]],
        is_asked_once=True,
        budget_ms=FIRST_PDF_MS,
    ),
    Page("staff queue", STAFF, lambda note: ["/staff/requests/"], lambda note: [note["staff"]]),
)

SUBMITS: tuple[Submit, ...] = (
    Submit("check submit", "check", ("answer",), ("start", "again")),
    Submit("scenario choice", "scenario", ("choose",), ("begin", "back")),
    Submit("evaluation submit", "evaluation", ("send",)),
)


def _lesson(note: Note) -> str:
    return f"/learn/{note['series']}/{note['module']}/{note['components'][note['module']]['lesson']}/"
