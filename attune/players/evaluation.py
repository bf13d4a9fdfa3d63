"""How an evaluation is sent: once, and without its answers in the record of the person.

The answers are read by `read_answers` and stored apart; the happening only says that something was sent.
Fields are named `answer-QUESTION`: for a scale "1" to "5", for a choice the option's id, for a comment text.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from attune.courseware.model import COMMENT_LIMIT, SCALE_STEPS, Evaluation, EvaluationQuestion
from attune.kit import Refused
from attune.players.happened import Fields, Happened, not_understood, one


@dataclass(frozen=True, slots=True)
class EvaluationState:
    kind: ClassVar[str] = "evaluation"
    is_started: bool
    is_done: bool


def replay(evaluation: Evaluation, happenings: Iterable[Happened]) -> EvaluationState:
    """Sent is sent."""
    is_sent = any(happened.kind == "evaluated" for happened in happenings)
    return EvaluationState(is_started=is_sent, is_done=is_sent)


def act(evaluation: Evaluation, state: EvaluationState, deed: str, fields: Fields, *, chance: random.Random) -> tuple[Happened, ...]:
    """The deed "send". The second time nothing happens, and the answers are not to be counted again."""
    if deed != "send":
        raise not_understood()
    if state.is_done:
        return ()
    read_answers(evaluation, fields)
    return (Happened("evaluated"),)


def read_answers(evaluation: Evaluation, fields: Fields) -> tuple[tuple[str, str], ...]:
    """Pairs of question id and answer, without the questions that were left out. Refused (422) if not valid."""
    answers = ((each.id, _answer(each, one(fields, f"answer-{each.id}").strip())) for each in evaluation.questions)
    return tuple((question, answer) for question, answer in answers if answer)


def _answer(question: EvaluationQuestion, given: str) -> str:
    if question.kind == "comment":
        given = given.replace("\r\n", "\n")
        if len(given) > COMMENT_LIMIT:
            raise Refused(f"Please shorten your comment to {COMMENT_LIMIT:,} characters.", status=422)
        return given.replace("\x00", "")
    allowed = SCALE_STEPS if question.kind == "scale" else tuple(option.id for option in question.options)
    if given and given not in allowed:
        raise not_understood()
    return given
