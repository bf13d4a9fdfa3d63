"""Answers that belong to nobody: counted and set apart, in the transaction that records that something was sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection

from attune.courseware.model import Evaluation
from attune.learning.models import EvaluationComment, EvaluationTally
from attune.players.evaluation import read_answers

# One statement and one order of rows, so that two people who send at once neither lose a count nor wait for each other
# in a circle. Both engines understand it.
_COUNT = """
INSERT INTO {table} (edition_id, component, question, option, count) VALUES {rows}
ON CONFLICT (edition_id, component, question, option) DO UPDATE SET count = {table}.count + 1
"""


def keep_answers(*, edition_id: int, evaluation: Evaluation, fields: Mapping[str, Sequence[str]], at: datetime) -> None:
    """Count every answer and set every comment down with its month. Nothing says who, when or what came together."""
    free = {question.id for question in evaluation.questions if question.kind == "comment"}
    answers = read_answers(evaluation, fields)
    _count(edition_id, evaluation.id, sorted((question, answer) for question, answer in answers if question not in free))
    EvaluationComment.objects.bulk_create(
        EvaluationComment(
            edition_id=edition_id, component=evaluation.id, question=question, text=text, month=at.date().replace(day=1)
        )
        for question, text in answers
        if question in free
    )


def _count(edition_id: int, component: str, answers: list[tuple[str, str]]) -> None:
    if not answers:
        return
    table = connection.ops.quote_name(EvaluationTally._meta.db_table)
    rows = ", ".join(["(%s, %s, %s, %s, 1)"] * len(answers))
    values = [value for question, option in answers for value in (edition_id, component, question, option)]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(table=table, rows=rows), values)
