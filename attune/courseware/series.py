"""Series: series.toml, about.md, and whether the modules fit it."""

from collections.abc import Mapping, Sequence
from datetime import date

from attune.courseware.margin import Margin
from attune.courseware.marks import look_over
from attune.courseware.model import EMPTY, Audience, Files, Module, Series, Text, Topic
from attune.courseware.modules import read_credit, read_review_by, read_roles
from attune.courseware.references import References
from attune.courseware.shelf import Shelf
from attune.courseware.tables import TEXT_LIMIT, Table, note_repeated, table_of, text_of, tidy

SERIES, ABOUT = "series.toml", "about.md"
AUDIENCES: tuple[Audience, ...] = ("everyone", "signed-in", "vetted", "roles")


def read_series(files: Files, margin: Margin, references: References, *, is_alone: bool, today: date | None) -> tuple[Series | None, Shelf]:
    """The series itself, and what its texts refer to."""
    shelf = Shelf(sources=references.sources, terms=references.glossary)
    about = _read_about(files, margin.of(ABOUT), shelf)
    references.follow(shelf)
    table = table_of(files[SERIES], margin.of(SERIES), shelf)
    if table is None:
        return None, shelf
    series = Series(
        id=table.identifier(),
        title=table.text("title", limit=200),
        plain_title=table.text("plain_title", limit=100),
        summary=table.text("summary", limit=1_000),
        audience=table.word("audience", AUDIENCES),
        modules=table.ids("modules"),
        about=about,
        made_with=table.text("made_with", limit=1_000),
        licence=table.text("licence", limit=100),
        roles=read_roles(table),
        topics=_read_topics(table),
        credit=read_credit(table),
        last_reviewed=table.day("last_reviewed"),
        review_by=read_review_by(table, today),
        notice=table.text("notice", limit=1_000, is_needed=False),
        sources=(references.sources or {}) if is_alone else references.sources_for(shelf),
        glossary=(references.glossary or {}) if is_alone else references.terms_for(shelf),
    )
    if not series.modules:
        table.margin.wrong("`modules` must name at least one module.")
    if series.audience == "roles" and not series.roles:
        table.margin.wrong('`roles` must name at least one role when `audience` is "roles".')
    table.finish()
    return series, shelf


def look_over_modules(series: Series, modules: Mapping[str, Module], folders: Sequence[str], margin: Margin) -> None:
    """Note modules that are missing or not named, topics and requirements that nobody knows."""
    here = margin.of(SERIES)
    topics = {topic.id for topic in series.topics}
    for each in series.modules:
        if each not in folders:
            here.wrong(f"The module “{each}” has no folder.")
        if each == series.id:
            here.wrong("The series and a module have the same id.")
    for folder in folders:
        if folder not in series.modules:
            margin.of(f"{folder}/module.toml").wrong("`modules` in series.toml does not name this module.")
    for folder, module in modules.items():
        there = margin.of(f"{folder}/module.toml")
        for topic in module.topics:
            if topic not in topics:
                there.wrong(f"The series has no topic “{topic}”.")
        _look_over_requires(series, module, there)


def _look_over_requires(series: Series, module: Module, margin: Margin) -> None:
    """A module may require those that come before it, so that no circle can be."""
    before = series.modules[: series.modules.index(module.id)] if module.id in series.modules else series.modules
    for each in module.requires:
        if each not in series.modules:
            margin.wrong(f"`requires` names “{each}”, which is no module of the series.")
        elif each not in before:
            margin.wrong(f"`requires` names “{each}”, which comes later in the series.")


def _read_topics(table: Table) -> tuple[Topic, ...]:
    topics = []
    for each in table.tables("topics", "topic"):
        topics.append(Topic(each.identifier(), each.text("title")))
        each.finish()
    note_repeated([topic.id for topic in topics], "topics", table.margin)
    return tuple(topics)


def _read_about(files: Files, margin: Margin, shelf: Shelf) -> Text:
    if ABOUT not in files:
        margin.wrong("This file is missing. It tells who made the series, with whom and from what.")
        return EMPTY
    if len(files[ABOUT]) > 4 * TEXT_LIMIT:
        margin.wrong(f"This file is longer than {4 * TEXT_LIMIT:,} bytes.")
        return EMPTY
    text = text_of(files[ABOUT], margin)
    if text is None:
        return EMPTY
    look_over(text, margin, shelf, top=2, first_line=1)
    markdown = tidy(text)
    if not markdown:
        margin.wrong("This file is empty.")
    return Text(markdown)
