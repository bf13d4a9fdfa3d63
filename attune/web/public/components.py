"""The components page: every part the pages are made of, once, with its name. Also the visual test."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as page_of
from django.templatetags.static import static

from attune.courseware.rendering import Desk, render

ROLES = [("officer", "Officer"), ("detective", "Detective or investigator"), ("advocate", "Advocate")]


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Your name", help_text="As it should stand on a certificate.", max_length=120)
    email = forms.EmailField(label="Work e-mail", help_text="At your agency's own domain, if it has one.")
    password = forms.CharField(label="Password", widget=forms.PasswordInput, help_text="At least 12 characters.")
    role = forms.ChoiceField(label="Your role", choices=[("", "Choose one"), *ROLES])
    reason_for = forms.CharField(label="What you need it for", widget=forms.Textarea, max_length=600, required=False)
    cadence = forms.ChoiceField(
        label="How often", widget=forms.RadioSelect, choices=[("now", "At once"), ("month", "Once a month")]
    )
    is_agreed = forms.BooleanField(label="I have read what is kept about me, and why")


@dataclass(frozen=True, slots=True)
class Sample:
    """A component of a module, as far as the pictures need it."""

    kind: str
    title: str
    minutes: int


COMPONENTS = (
    Sample("lesson", "What survivors live with", 9),
    Sample("scenario", "A first question", 7),
    Sample("check", "What would you say?", 6),
    Sample("evaluation", "Tell us how it was", 2),
    Sample("acknowledgement", "Before you begin", 1),
)
OUTLINE = (
    {"title": "Before you begin", "href": "#outline", "is_done": True, "kind": "acknowledgement"},
    {"title": "Planning the first contact", "href": "#outline", "is_done": True, "kind": "lesson"},
    {"title": "The first ten minutes", "href": "#outline", "is_here": True, "kind": "lesson"},
    {"title": "At a workplace", "href": "#outline", "kind": "scenario"},
    {"title": "Check what you know", "kind": "check"},
)
FACETS = (
    {"name": "role", "label": "For whom", "options": [("", "Everybody"), *ROLES], "chosen": "officer"},
    {"name": "minutes", "label": "How long", "options": [("", "Any length"), ("30", "Up to 30 minutes")]},
)
ADVISORY = {
    "topics": "How images that go on being shared affect a person's life. No case is described.",
    "form": "text",
    "minutes": 4,
    "alternative": "a summary of one paragraph, at the end of the section.",
}
LESSON = """
For some people your visit will be the news itself. What you say first, and what you leave for later, belongs to
them to decide.[^sample-1]

::: advisory What this section talks about
How images that go on being shared affect a person's life. No case is described.
:::

### Say little, then stop

Give your name, your role and a number they can check. Say that a [notification](term:notification) is theirs to
refuse. Say the one thing you came to say, and wait.

::: aside In practice
"I do not know yet" is a good answer when it is true. Say when you will know more, and keep that time.
:::

::: pair
::: do
- Choose a private, neutral place
- Ask how much they want to hear today
:::
::: dont
- Leave details on voicemail
- Promise secrecy, removal or a result
:::
:::

::: voice sample-2
Being asked first, each time, mattered more than how much they were told.
:::

::: pause
A good place to stop for a moment. Go on when you like.
:::

| Before | On the day | Afterwards |
| --- | --- | --- |
| Who goes, and where | What you came to say | When you will be in touch |

::: reflection
Think of a message you have had to bring. What did you leave for later?
:::
"""
CRUMBS = (("All series", "/series/"), ("Working with survivors", "/components/"))
SAVED_AT = datetime(2026, 11, 3, 12, 41, tzinfo=UTC)


SAMPLES = {
    "components": COMPONENTS,
    "outline": OUTLINE,
    "facets": FACETS,
    "advisory": ADVISORY,
    "crumbs": CRUMBS,
    "saved_at": SAVED_AT,
}


def components(request: HttpRequest) -> HttpResponse:
    """Every component, the form once empty and once sent with mistakes."""
    sent = SampleForm({"email": "dana", "cadence": "", "reason_for": "To prepare for a visit."}, auto_id="sent_%s")
    lesson = render(LESSON, Desk({}, static, has_sections=True)).html
    page = Paginator(range(60), 20).page(2)
    shown = {**SAMPLES, "lesson": lesson, "empty": SampleForm(), "sent": sent, "page": page}
    return page_of(request, "components_page.html", shown)
