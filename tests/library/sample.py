"""A small series, as a folder of files: two modules, an asset, a source."""

from collections.abc import Mapping
from pathlib import Path

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20"/></svg>\n'
SERIES = """
id = "sample-series"
title = "Supporting people well"
plain_title = "A professional series"
summary = "How to support people well, in short sittings."
audience = "vetted"
roles = ["officer", "victim-specialist"]
made_with = "Written for the tests."
modules = ["first-module", "second-module"]
licence = "CC-BY-4.0"
notice = "Reference edition: a sample."

[[topics]]
id = "listening"
title = "Listening before asking"

[[topics]]
id = "contact"
title = "Staying in touch"

[[credit]]
kind = "continuing education"
body = "nobody yet"
hours = "1.0"
"""
FIRST = """
id = "first-module"
title = "Listening well"
plain_title = "First module"
summary = "Why a calm question is worth more than a quick one."
topics = ["listening"]

[[objectives]]
id = "ask"
text = "Ask one open question and wait for the answer"
components = ["a-lesson"]
"""
SECOND = """
id = "second-module"
title = "Keeping contact"
plain_title = "Second module"
summary = "Agree on how, when and by whom somebody wants to be reached."
topics = ["contact"]
roles = ["victim-specialist"]
requires = ["first-module"]

[advisory]
topics = "How it is to wait for news."
form = "Text to read; no pictures of people."
alternative = "Each section can be skipped and read later."
"""
LESSON = """+++
title = "{title}"
minutes = {minutes}
+++

## The start {{#start}}

{text}[^S-01]

{more}
"""
SOURCES = """
[S-01]
title = "A guide"
publisher = "A public body"
date = "2020"
grade = "P"
url = "https://example.org/guide"
note = "What it says."
"""
EVALUATION = """
title = "Tell us"
minutes = 2

[[questions]]
id = "ready"
kind = "scale"
text = "I feel ready."
low = "Not at all"
high = "Very much"
"""


def series_files(**changes: str) -> dict[str, bytes]:
    """The files of the series. `changes`: a path with its signs as underscores, and the text instead of its own."""
    figure = '::: figure assets/line.svg "A line"\nA caption.\n:::'
    files = {
        "series.toml": SERIES,
        "about.md": "## Who made it\n\nThe tests did.\n",
        "sources.toml": SOURCES,
        "first-module/module.toml": FIRST,
        "first-module/1-a-lesson.md": LESSON.format(title="A lesson", minutes=12, text="Café conversations need patience.", more=figure),
        "first-module/2-tell-us.evaluation.toml": EVALUATION,
        "second-module/module.toml": SECOND,
        "second-module/1-agreeing.md": LESSON.format(title="Agreeing", minutes=40, text="A voicemail tells nothing.", more="Wait."),
    }
    signs = str.maketrans("/.-", "___")
    assert changes.keys() <= {path.translate(signs) for path in files}
    files = {path: changes.get(path.translate(signs), text) for path, text in files.items()}
    return {**{path: text.lstrip().encode() for path, text in files.items()}, "first-module/assets/line.svg": DRAWING}


def write_folder(folder: Path, files: Mapping[str, bytes]) -> Path:
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return folder
