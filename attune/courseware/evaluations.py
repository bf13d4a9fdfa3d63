"""Evaluations and acknowledgements: what a module asks and hears at its end."""

from attune.courseware.model import (
    Acknowledgement,
    Evaluation,
    EvaluationKind,
    EvaluationOption,
    EvaluationQuestion,
)
from attune.courseware.tables import Table, note_repeated

KINDS: tuple[EvaluationKind, ...] = ("scale", "choice", "comment")
MOST_QUESTIONS = 40


def read_evaluation(component_id: str, table: Table) -> Evaluation:
    """An evaluation from its file."""
    questions = tuple(_read_question(each) for each in table.tables("questions", "question"))
    note_repeated([question.id for question in questions], "questions", table.margin)
    if not 0 < len(questions) <= MOST_QUESTIONS:
        table.margin.wrong(f"An evaluation has 1 to {MOST_QUESTIONS} questions, under [[questions]].")
    return Evaluation(
        id=component_id,
        title=table.text("title", limit=200),
        minutes=table.whole("minutes", 1, 600) or 1,
        questions=questions,
        intro=table.markdown("intro", is_needed=False),
        is_required=table.yes("required", usual=True),
    )


def read_acknowledgement(component_id: str, table: Table) -> Acknowledgement:
    """An acknowledgement from its file."""
    return Acknowledgement(
        id=component_id,
        title=table.text("title", limit=200),
        minutes=table.whole("minutes", 1, 600) or 1,
        text=table.markdown("text"),
        statement=table.text("statement", limit=800),
        is_required=table.yes("required", usual=True),
    )


def _read_question(table: Table) -> EvaluationQuestion:
    kind = table.word("kind", KINDS)
    question = EvaluationQuestion(
        id=table.identifier(),
        kind=kind,
        text=table.text("text", limit=600),
        low=table.text("low", limit=80) if kind == "scale" else "",
        high=table.text("high", limit=80) if kind == "scale" else "",
        options=_read_options(table) if kind == "choice" else (),
    )
    table.finish()
    return question


def _read_options(table: Table) -> tuple[EvaluationOption, ...]:
    options = []
    for each in table.tables("options", "option"):
        options.append(EvaluationOption(each.identifier(), each.text("text")))
        each.finish()
    note_repeated([option.id for option in options], "options", table.margin)
    if len(options) < 2:
        table.margin.wrong("There must be at least 2 options.")
    return tuple(options)
