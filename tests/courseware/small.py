"""A small module and a small series as files, for tests that change one thing in them."""

from attune.courseware import Files

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><title>Steps</title><rect width="9" height="9"/></svg>'

LESSON = """+++
title = "Before you go"
minutes = 8
+++

An opening paragraph.

## Who goes {#who-goes minutes=3}

Two people go.[^M2-01] They know the [team](term:mdt).[^M2-05][^M2-01]

### A closer look

::: aside In practice
Ask first.
:::

::: pair
::: do
- Choose a private place
:::
::: dont
- Leave details on voicemail
:::
:::

## Where and when

::: voice M2-05
Being asked mattered.
:::

::: pause
Stop here for a moment.
:::

::: advisory
About grief.
:::

::: reflection
What would you leave for later?
:::

::: figure assets/steps.svg "Three steps in a row"
The steps.
:::

| Who | When |
|---|---|
| Two | Soon |
"""

CHECK = """
title = "What would you say?"
minutes = 6
pass_percent = 80
draw = 4
intro = "Nothing is timed."

[[questions]]
id = "who-goes"
kind = "single"
text = "Who goes?"
feedback = "Two people.[^M2-01]"
[[questions.options]]
id = "two"
text = "Two people"
right = true
feedback = "Yes."
sources = ["M2-01"]
[[questions.options]]
id = "one"
text = "One person"
feedback = "Not alone."

[[questions]]
id = "what-helps"
kind = "multiple"
text = "What helps?"
[[questions.options]]
id = "choice"
text = "Choice"
right = true
feedback = "Yes."
[[questions.options]]
id = "time"
text = "Time"
right = true
feedback = "Yes."
[[questions.options]]
id = "pressure"
text = "Pressure"
feedback = "No."

[[questions]]
id = "first-minutes"
kind = "order"
text = "Put in order."
feedback = "Say who you are first."
[[questions.options]]
id = "name"
text = "Say who you are"
[[questions.options]]
id = "safe"
text = "Ask whether it is safe to talk"
[[questions.options]]
id = "why"
text = "Say why you come"

[[questions]]
id = "who-does-what"
kind = "match"
text = "Match."
feedback = "Each has a task."
[[questions.pairs]]
id = "officer"
left = "Officer"
right = "Leads"
[[questions.pairs]]
id = "advocate"
left = "Advocate"
right = "Supports"

[[questions]]
id = "the-word"
kind = "short"
text = "Which word?"
feedback = "CSAM."
accepted = ["CSAM", "child sexual abuse material"]
"""

SCENARIO = """
title = "At a workplace"
minutes = 10
goal = "Tell news without taking away choice."
prebrief = "All people are invented."
start = "reception"
counts = "no-harm"
debrief = "What mattered.[^M2-05]"

[[nodes]]
id = "reception"
says = "What is this about?"
tone = "wary"
[[nodes.choices]]
id = "ask"
text = "May we talk somewhere private?"
to = "room"
quality = "strong"
principles = ["choice"]
consequence = "She picks a room."
why = "She keeps control.[^M2-01]"
sources = ["M2-05"]
[[nodes.choices]]
id = "wait"
text = "I can wait."
to = "reception"
quality = "weak"
consequence = "She looks around."
why = "It prolongs the moment."
[[nodes.choices]]
id = "tell"
text = "It is about a case."
to = "room"
quality = "harm"
consequence = "Others hear it."
why = "It gives her away."

[[nodes]]
id = "room"
says = "All right."
[[nodes.choices]]
id = "go-on"
text = "How much do you want to hear?"
to = "end"
quality = "strong"
consequence = "She says: a little."
why = "She sets the amount."

[[nodes]]
id = "end"
says = "Thank you."
is_end = true
outcome = "She may call again."
"""

EVALUATION = """
title = "Tell us"
minutes = 2
[[questions]]
id = "ready"
kind = "scale"
text = "I feel able."
low = "Not at all"
high = "Very much"
[[questions]]
id = "length"
kind = "choice"
text = "It was"
[[questions.options]]
id = "short"
text = "too short"
[[questions.options]]
id = "long"
text = "too long"
[[questions]]
id = "more"
kind = "comment"
text = "Anything else?"
"""

ACKNOWLEDGEMENT = """
title = "My commitment"
minutes = 1
text = "How I will use this."
statement = "I have read this."
"""

MODULE = """
id = "first-contact"
title = "Making first contact"
plain_title = "First contact"
summary = "How to begin."
topics = ["contact"]
roles = ["officer"]
review_by = 2027-11-22
[[objectives]]
id = "plan"
text = "Plan a first contact"
components = ["before-you-go", "at-a-workplace"]
questions = ["who-goes"]
[advisory]
topics = "Grief."
form = "Text."
alternative = "Skip it."
[completion]
rule = "all-required"
"""

SOURCES = """
[M2-01]
title = "A law"
publisher = "A publisher"
date = "2000"
grade = "M"
url = "https://example.org/law"
note = "In our words."
[M2-05]
title = "A study"
publisher = "A university"
grade = "P"
url = "https://example.org/study"
"""

GLOSSARY = """
[mdt]
term = "Multidisciplinary team"
definition = "People who work together.[^M2-05]"
sources = ["M2-01"]
"""

SERIES = """
id = "small-series"
title = "A small series"
plain_title = "A series"
summary = "One module."
audience = "vetted"
roles = ["officer", "detective"]
made_with = "Written for tests."
modules = ["first-contact"]
licence = "CC-BY-4.0"
[[topics]]
id = "contact"
title = "First contact"
[[credit]]
kind = "continuing education"
body = "nobody yet"
hours = "1.5"
"""


def module_files() -> dict[str, bytes]:
    """A module that stands alone and uses every kind of component, question and block but video."""
    texts = {
        "module.toml": MODULE,
        "1-before-you-go.md": LESSON,
        "2-at-a-workplace.scenario.toml": SCENARIO,
        "3-what-would-you-say.check.toml": CHECK,
        "4-tell-us.evaluation.toml": EVALUATION,
        "5-my-commitment.acknowledgement.toml": ACKNOWLEDGEMENT,
        "sources.toml": SOURCES,
        "glossary.toml": GLOSSARY,
    }
    return {path: text.encode() for path, text in texts.items()} | {"assets/steps.svg": DRAWING}


def series_files() -> dict[str, bytes]:
    """The series folder that holds that module."""
    alone = module_files()
    shared = {path: alone.pop(path) for path in ("sources.toml", "glossary.toml")}
    return {
        "series.toml": SERIES.encode(),
        "about.md": b"Who made it.\n\n## From what\n\nFrom a study.[^M2-05]\n",
        **shared,
        **{f"first-contact/{path}": content for path, content in alone.items()},
    }


def changed(files: Files, path: str, old: str, new: str) -> dict[str, bytes]:
    """The files with one thing written otherwise; the old words must be there."""
    text = files[path].decode()
    if old not in text:
        raise ValueError(f"{old!r} is not in {path}")
    return {**files, path: text.replace(old, new, 1).encode()}
