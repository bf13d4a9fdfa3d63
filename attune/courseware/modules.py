"""Modules: module.toml, the components in the order of their numbers, and what hangs together among them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from attune.courseware.assets import look_over_assets
from attune.courseware.checks import read_check
from attune.courseware.evaluations import read_acknowledgement, read_evaluation
from attune.courseware.lessons import read_advisory, read_lesson
from attune.courseware.margin import Margin, listed, shown
from attune.courseware.model import ROLES, Check, Completion, Component, Credit, Files, Module, Objective
from attune.courseware.references import GLOSSARY, SOURCES, References
from attune.courseware.scenarios import read_scenario
from attune.courseware.shelf import Shelf
from attune.courseware.tables import Table, note_repeated, repeated, table_of

MODULE = "module.toml"
_COMPONENT = re.compile(r"(\d{1,3})-([a-z][a-z0-9-]{0,79})\.(md|check\.toml|scenario\.toml|evaluation\.toml|acknowledgement\.toml)")
_HOURS = re.compile(r"\d{1,3}(\.\d{1,2})?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a module's files lie: "" when it stands alone, "making-first-contact/" within a series folder."""

    folder: str
    files: Files
    margin: Margin
    today: date | None

    def margin_of(self, path: str) -> Margin:
        return self.margin.of(self.folder + path)


def read_module(place: Place, references: References) -> tuple[Module | None, Shelf]:
    """A module whose texts may refer to `references`, and what they did refer to."""
    named = _names(place)
    shelf = Shelf(
        sources=references.sources,
        terms=references.glossary,
        assets={path: content for path, content in place.files.items() if path.startswith("assets/")},
        components=[component_id for _, component_id, _ in named],
    )
    components = [_read_component(place, *each, shelf) for each in named]
    look_over_assets(shelf, place.margin, folder=place.folder)
    references.follow(shelf)
    table = None
    if MODULE in place.files:
        table = table_of(place.files[MODULE], place.margin_of(MODULE), shelf)
    if table is None:
        return None, shelf
    module = _read_module(table, place, [each for each in components if each is not None], shelf, references)
    _look_over_objectives(module, table, is_whole=None not in components)
    table.finish()
    return module, shelf


def read_credit(table: Table) -> tuple[Credit, ...]:
    """The tables [[credit]] of a series or a module."""
    credit = []
    for each in table.tables("credit", "credit"):
        one = Credit(each.text("kind", limit=100), each.text("body"), each.text("hours", limit=10))
        if one.hours and not _HOURS.fullmatch(one.hours):
            each.margin.wrong('`hours` is a number in quotation marks, such as "1.5".')
        each.finish()
        credit.append(one)
    return tuple(credit)


def read_roles(table: Table) -> tuple[str, ...]:
    """The roles of service for which a work is meant."""
    roles = table.ids("roles")
    for role in roles:
        if role not in ROLES:
            table.margin.wrong(f"“{role}” is not a role; it must be {listed(ROLES)}.")
    return roles


def read_review_by(table: Table, today: date | None) -> date | None:
    """The day by which a work is to be looked at again; a day that has passed is remarked on."""
    review_by = table.day("review_by")
    if review_by and today and review_by < today:
        table.margin.remark(f"This was to be reviewed by {review_by.isoformat()}.")
    return review_by


def _names(place: Place) -> list[tuple[str, str, str]]:
    """Path, id and kind of the components, in the order of their numbers; other files are noted."""
    numbered = []
    for path in place.files:
        match = _COMPONENT.fullmatch(path)
        if match:
            numbered.append((int(match[1]), path, match[2], match[3].removesuffix(".toml")))
        elif path not in (MODULE, SOURCES, GLOSSARY) and not path.startswith("assets/"):
            place.margin_of(path).wrong(
                "The format does not know this file. Components are named NUMBER-ID.KIND, such as 1-before-you-go.md."
            )
    if not numbered:
        place.margin_of(MODULE).wrong("The module has no components.")
    for number in repeated([str(each[0]) for each in numbered]):
        place.margin_of(MODULE).wrong(f"Two components have the number {number}, so their order is not known.")
    note_repeated([each[2] for each in numbered], "components", place.margin_of(MODULE))
    return [(path, component_id, kind) for _, path, component_id, kind in sorted(numbered)]


def _read_component(place: Place, path: str, component_id: str, kind: str, shelf: Shelf) -> Component | None:
    margin = place.margin_of(path)
    if kind == "md":
        return read_lesson(component_id, place.files[path], margin, shelf)
    table = table_of(place.files[path], margin, shelf)
    if table is None:
        return None
    readers: dict[str, Callable[[str, Table], Component]] = {
        "check": read_check,
        "scenario": read_scenario,
        "evaluation": read_evaluation,
        "acknowledgement": read_acknowledgement,
    }
    component = readers[kind](component_id, table)
    table.finish()
    return component


def _read_module(table: Table, place: Place, components: Sequence[Component], shelf: Shelf, references: References) -> Module:
    module_id = table.identifier()
    if module_id and place.folder and place.folder != f"{module_id}/":
        table.margin.wrong(f"The id is “{module_id}”, but the folder is named {shown(place.folder)}")
    if components and not any(component.is_required for component in components):
        table.margin.wrong("At least one component must be required.")
    is_alone = not place.folder
    return Module(
        id=module_id,
        title=table.text("title", limit=200),
        plain_title=table.text("plain_title", limit=100),
        summary=table.text("summary", limit=1_000),
        minutes=table.whole("minutes", 1, 6_000, is_needed=False) or sum(each.minutes for each in components),
        components=tuple(components),
        objectives=_read_objectives(table),
        topics=table.ids("topics"),
        roles=read_roles(table),
        advisory=read_advisory(table),
        requires=_read_requires(table, module_id),
        completion=_read_completion(table),
        review_by=read_review_by(table, place.today),
        licence=table.text("licence", limit=100, is_needed=False),
        notice=table.text("notice", limit=1_000, is_needed=False),
        credit=read_credit(table),
        sources=(references.sources or {}) if is_alone else references.sources_for(shelf),
        glossary=(references.glossary or {}) if is_alone else references.terms_for(shelf),
        assets=shelf.assets,
    )


def _read_requires(table: Table, module_id: str) -> tuple[str, ...]:
    requires = table.ids("requires")
    if module_id in requires:
        table.margin.wrong("A module cannot require itself.")
    return requires


def _read_completion(table: Table) -> Completion:
    completion = table.table("completion")
    if completion is not None:
        completion.word("rule", ("all-required",))
        completion.finish()
    return Completion()


def _read_objectives(table: Table) -> tuple[Objective, ...]:
    objectives = []
    for each in table.tables("objectives", "objective"):
        objectives.append(Objective(each.identifier(), each.text("text", limit=600), each.ids("components"), each.ids("questions")))
        each.finish()
    note_repeated([objective.id for objective in objectives], "objectives", table.margin)
    return tuple(objectives)


def _look_over_objectives(module: Module, table: Table, *, is_whole: bool) -> None:
    """Objectives name components and questions that exist. Only a module that was read as a whole can tell."""
    checks = [component for component in module.components if isinstance(component, Check)]
    questions = [question.id for check in checks for question in check.questions]
    for each in repeated([question for check in checks for question in {one.id for one in check.questions}]):
        table.margin.wrong(f"Two checks have a question “{each}”; ids of questions are unique in a module.")
    if not is_whole:
        return
    known: Mapping[str, Sequence[str]] = {
        "component": [component.id for component in module.components],
        "question": questions,
    }
    for number, objective in enumerate(module.objectives, 1):
        margin = table.margin.at(f"objective {number}")
        for noun, named in (("component", objective.components), ("question", objective.questions)):
            for each in named:
                if each not in known[noun]:
                    margin.wrong(f"There is no {noun} “{each}” in this module.")
        if not objective.components:
            margin.remark("No component teaches it.")
        if not objective.questions:
            margin.remark("No question tests it.")
