"""A work with its texts rendered: done once for an edition, since an edition never changes."""

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from attune.courseware.model import Component, Files, Lesson, Module, Section, Series, Term, Text
from attune.courseware.rendering import AssetUrl, Desk, render

_Work = TypeVar("_Work", Series, Module)


def relative(path: str) -> str:
    """How files are addressed when nobody says otherwise: as the author wrote them."""
    return path


def compile_work(work: _Work, *, asset_url: AssetUrl = relative) -> _Work:
    """The same work with every Text rendered.

    Citations are numbered by section in a lesson and by component elsewhere; `sources` of a section or a
    component lists them in that order. `asset_url` gives the address of "assets/name.svg".
    """
    glossary = {key: _compile_term(term, asset_url) for key, term in work.glossary.items()}
    if isinstance(work, Series):
        about = render(work.about.markdown, Desk({}, asset_url, has_sections=True))
        return replace(work, about=about, glossary=glossary)
    components = tuple(_compile_component(each, work.assets, asset_url) for each in work.components)
    return replace(work, components=components, glossary=glossary)


def _compile_term(term: Term, asset_url: AssetUrl) -> Term:
    return replace(term, definition=render(term.definition.markdown, Desk({}, asset_url)))


def _compile_component(component: Component, assets: Files, asset_url: AssetUrl) -> Component:
    if isinstance(component, Lesson):
        return replace(component, sections=tuple(_compile_section(each, assets, asset_url) for each in component.sections))
    desk = Desk(assets, asset_url)
    compiled = _compile_fields(component, desk)
    return replace(component, **compiled, sources=desk.sources)


def _compile_section(section: Section, assets: Files, asset_url: AssetUrl) -> Section:
    return replace(section, body=render(section.body.markdown, Desk(assets, asset_url, has_sections=True)))


def _compile_fields(noun: Any, desk: Desk) -> dict[str, Any]:
    """The fields that hold texts, rendered; sources named beside a text are numbered after those within it."""
    compiled: dict[str, Any] = {}
    for each in fields(noun):
        value = getattr(noun, each.name)
        if isinstance(value, Text):
            compiled[each.name] = render(value.markdown, desk)
        elif isinstance(value, tuple) and value and is_dataclass(value[0]):
            compiled[each.name] = tuple(replace(part, **_compile_fields(part, desk)) for part in value)
        elif each.name == "sources" and each.compare:
            for source in value:
                desk.number(source)
    return compiled
