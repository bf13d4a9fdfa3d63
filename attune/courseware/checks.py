"""Knowledge checks: questions with their options, pairs or accepted words, and feedback for each."""

from collections.abc import Sequence

from attune.courseware.margin import Margin
from attune.courseware.model import Check, Option, Pair, Question, QuestionKind
from attune.courseware.tables import Table, note_repeated, repeated

KINDS: tuple[QuestionKind, ...] = ("single", "multiple", "order", "match", "short")
CHOSEN = ("single", "multiple")
FEWEST = 2  # options or pairs
MOST = 12


def read_check(component_id: str, table: Table) -> Check:
    """A check from its file."""
    questions = tuple(_read_question(each) for each in table.tables("questions", "question"))
    note_repeated([question.id for question in questions], "questions", table.margin)
    if not questions:
        table.margin.wrong("A check has at least one question, under [[questions]].")
    return Check(
        id=component_id,
        title=table.text("title", limit=200),
        minutes=table.whole("minutes", 1, 600) or 1,
        pass_percent=table.whole("pass_percent", 1, 100) or 1,
        questions=questions,
        draw=_read_draw(table, len(questions)),
        intro=table.markdown("intro", is_needed=False),
        is_required=table.yes("required", usual=True),
    )


def _read_draw(table: Table, pool: int) -> int | None:
    draw = table.whole("draw", 1, 1_000, is_needed=False)
    if draw is not None and draw > pool:
        table.margin.wrong(f"`draw` is {draw}, but there are only {pool} questions.")
    return draw


def _read_question(table: Table) -> Question:
    kind = table.word("kind", KINDS)
    question = Question(
        id=table.identifier(),
        kind=kind,
        text=table.markdown("text"),
        feedback=table.markdown("feedback", is_needed=kind not in CHOSEN),
        options=_read_options(table, kind) if kind in (*CHOSEN, "order") else (),
        pairs=_read_pairs(table) if kind == "match" else (),
        accepted=_read_accepted(table) if kind == "short" else (),
        sources=table.sources(),
    )
    table.finish()
    return question


def _read_options(table: Table, kind: QuestionKind) -> tuple[Option, ...]:
    options = tuple(_read_option(each, is_chosen=kind in CHOSEN) for each in table.tables("options", "option"))
    _note_count(len(options), "options", table.margin)
    note_repeated([option.id for option in options], "options", table.margin)
    _note_same([option.text for option in options], table.margin)
    right = sum(option.is_right for option in options)
    if kind == "single" and right != 1:
        table.margin.wrong(f"Exactly one option must be right (`right = true`), and {right or 'none'} is.")
    elif kind == "multiple" and not 0 < right < len(options):
        table.margin.wrong("At least one option must be right (`right = true`), and at least one wrong.")
    return options


def _read_option(table: Table, *, is_chosen: bool) -> Option:
    option = Option(
        id=table.identifier(),
        text=table.text("text", limit=600),
        is_right=table.yes("right", usual=False) if is_chosen else False,
        feedback=table.markdown("feedback", is_needed=is_chosen),
        sources=table.sources(),
    )
    table.finish()
    return option


def _read_pairs(table: Table) -> tuple[Pair, ...]:
    pairs = tuple(_read_pair(each) for each in table.tables("pairs", "pair"))
    _note_count(len(pairs), "pairs", table.margin)
    note_repeated([pair.id for pair in pairs], "pairs", table.margin)
    _note_same([pair.left for pair in pairs], table.margin)
    if len({pair.right for pair in pairs}) < FEWEST <= len(pairs):
        table.margin.wrong("All pairs have the same right half.")
    return pairs


def _read_pair(table: Table) -> Pair:
    pair = Pair(table.identifier(), table.text("left"), table.text("right"))
    table.finish()
    return pair


def _read_accepted(table: Table) -> tuple[str, ...]:
    accepted = table.texts("accepted", limit=80)
    if not any(each.isalnum() for words in accepted for each in words):
        table.margin.wrong("`accepted` must list at least one right answer.")
    return accepted


def _note_count(count: int, noun: str, margin: Margin) -> None:
    if not FEWEST <= count <= MOST:
        margin.wrong(f"There must be {FEWEST} to {MOST} {noun}, and there are {count}.")


def _note_same(texts: Sequence[str], margin: Margin) -> None:
    for text in repeated([text for text in texts if text]):
        margin.wrong(f"Two lines say the same: “{text[:60]}”.")
