"""Works back into files, as an author would have written them. Reading them again gives the same work."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import tomli_w

from attune.courseware.model import (
    Acknowledgement,
    Advisory,
    Check,
    Choice,
    Component,
    Credit,
    Evaluation,
    EvaluationQuestion,
    Lesson,
    Module,
    Node,
    Objective,
    Option,
    Question,
    Scenario,
    Series,
    Source,
    Term,
    Text,
    Work,
)

Toml = dict[str, Any]  # what tomli_w takes: texts, numbers, dates, lists, tables
_ENDINGS = {
    "lesson": "md",
    "check": "check.toml",
    "scenario": "scenario.toml",
    "evaluation": "evaluation.toml",
    "acknowledgement": "acknowledgement.toml",
}


def write(work: Work) -> dict[str, bytes]:
    """The files of a series (alone) or a module."""
    references = write_references(work)
    if isinstance(work, Series):
        return {"series.toml": _toml(_series(work)), "about.md": _lines(work.about.markdown), **references}
    components = {
        f"{number}-{component.id}.{_ENDINGS[component.kind]}": _write_component(component)
        for number, component in enumerate(work.components, 1)
    }
    return {"module.toml": _toml(_module(work)), **components, **references, **work.assets}


def write_references(work: Work) -> dict[str, bytes]:
    """sources.toml and glossary.toml, sorted; a file without entries is left out."""
    sources = {key: _source(work.sources[key]) for key in sorted(work.sources)}
    glossary = {key: _term(work.glossary[key]) for key in sorted(work.glossary)}
    return {name: _toml(entries) for name, entries in (("sources.toml", sources), ("glossary.toml", glossary)) if entries}


def _toml(values: Toml) -> bytes:
    return tomli_w.dumps(values, multiline_strings=True).encode()


def _lines(text: str) -> bytes:
    return f"{text}\n".encode()


def _kept(**values: object) -> Toml:
    """Without what is empty or left out, which is how an author leaves it out."""
    words = {key: value.markdown if isinstance(value, Text) else value for key, value in values.items()}
    lists = {key: list(value) if isinstance(value, tuple) else value for key, value in words.items()}
    return {key: value for key, value in lists.items() if value is not None and value != "" and value != []}


def _series(series: Series) -> Toml:
    return _kept(
        id=series.id,
        title=series.title,
        plain_title=series.plain_title,
        summary=series.summary,
        audience=series.audience,
        roles=series.roles,
        made_with=series.made_with,
        modules=series.modules,
        last_reviewed=series.last_reviewed,
        review_by=series.review_by,
        licence=series.licence,
        notice=series.notice,
        topics=[{"id": topic.id, "title": topic.title} for topic in series.topics],
        credit=_credit(series.credit),
    )


def _module(module: Module) -> Toml:
    minutes = sum(component.minutes for component in module.components)
    return _kept(
        id=module.id,
        title=module.title,
        plain_title=module.plain_title,
        summary=module.summary,
        minutes=None if module.minutes == minutes else module.minutes,
        topics=module.topics,
        roles=module.roles,
        requires=module.requires,
        review_by=module.review_by,
        licence=module.licence,
        notice=module.notice,
        objectives=_each(_objective, module.objectives),
        credit=_credit(module.credit),
        advisory=_advisory(module.advisory),
        completion={"rule": module.completion.rule},
    )


def _each(write_one: Callable[[Any], Toml], nouns: Iterable[object]) -> list[Toml]:
    return [write_one(noun) for noun in nouns]


def _credit(credit: Sequence[Credit]) -> list[Toml]:
    return [{"kind": each.kind, "body": each.body, "hours": each.hours} for each in credit]


def _objective(objective: Objective) -> Toml:
    return _kept(id=objective.id, text=objective.text, components=objective.components, questions=objective.questions)


def _advisory(advisory: Advisory | None) -> Toml | None:
    if advisory is None:
        return None
    return _kept(topics=advisory.topics, form=advisory.form, alternative=advisory.alternative, minutes=advisory.minutes)


def _source(source: Source) -> Toml:
    return _kept(
        title=source.title,
        publisher=source.publisher,
        date=source.date,
        grade=source.grade,
        url=source.url,
        note=source.note,
    )


def _term(term: Term) -> Toml:
    return _kept(term=term.term, definition=term.definition, sources=term.sources)


def _write_component(component: Component) -> bytes:
    head = _kept(title=component.title, minutes=component.minutes, required=None if component.is_required else False)
    match component:
        case Lesson():
            return _lesson(component, head)
        case Check():
            return _toml(head | _check(component))
        case Scenario():
            return _toml(head | _scenario(component))
        case Evaluation():
            return _toml(head | _evaluation(component))
        case Acknowledgement():
            return _toml(head | _kept(text=component.text, statement=component.statement))


def _lesson(lesson: Lesson, head: Toml) -> bytes:
    front = tomli_w.dumps(head | _kept(advisory=_advisory(lesson.advisory)))
    sections = [
        f"## {section.title} {{#{section.id}{f' minutes={section.minutes}' if section.minutes else ''}}}\n\n{section.body.markdown}\n"
        for section in lesson.sections
    ]
    return "\n".join([f"+++\n{front}+++\n", *sections]).encode()


def _check(check: Check) -> Toml:
    return _kept(
        pass_percent=check.pass_percent,
        draw=check.draw,
        intro=check.intro,
        questions=_each(_question, check.questions),
    )


def _question(question: Question) -> Toml:
    def option(each: Option) -> Toml:
        right = True if each.is_right else None
        return _kept(id=each.id, text=each.text, right=right, feedback=each.feedback, sources=each.sources)

    return _kept(
        id=question.id,
        kind=question.kind,
        text=question.text,
        accepted=question.accepted,
        feedback=question.feedback,
        sources=question.sources,
        options=_each(option, question.options),
        pairs=[{"id": pair.id, "left": pair.left, "right": pair.right} for pair in question.pairs],
    )


def _scenario(scenario: Scenario) -> Toml:
    return _kept(
        goal=scenario.goal,
        prebrief=scenario.prebrief,
        start=scenario.start,
        counts=scenario.counts,
        debrief=scenario.debrief,
        nodes=_each(_node, scenario.nodes),
    )


def _node(node: Node) -> Toml:
    return _kept(
        id=node.id,
        says=node.says,
        tone=node.tone,
        is_end=True if node.is_end else None,
        outcome=node.outcome,
        choices=_each(_choice, node.choices),
    )


def _choice(choice: Choice) -> Toml:
    return _kept(
        id=choice.id,
        text=choice.text,
        to=choice.to,
        quality=choice.quality,
        principles=choice.principles,
        consequence=choice.consequence,
        why=choice.why,
        sources=choice.sources,
    )


def _evaluation(evaluation: Evaluation) -> Toml:
    return _kept(intro=evaluation.intro, questions=_each(_evaluation_question, evaluation.questions))


def _evaluation_question(question: EvaluationQuestion) -> Toml:
    return _kept(
        id=question.id,
        kind=question.kind,
        text=question.text,
        low=question.low,
        high=question.high,
        options=[{"id": option.id, "text": option.text} for option in question.options],
    )
