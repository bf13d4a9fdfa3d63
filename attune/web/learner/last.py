"""What the pages of an evaluation and of an acknowledgement show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attune.courseware.model import COMMENT_LIMIT, SCALE_STEPS, Acknowledgement, Evaluation, EvaluationQuestion
from attune.web.learner.frame import Frame

EVALUATION = "learner/evaluation.html"
ACKNOWLEDGEMENT = "learner/acknowledgement.html"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of an evaluation, and what was typed if the page is shown again."""

    question: EvaluationQuestion
    options: tuple[tuple[str, str], ...]
    given: str


def evaluation(frame: Frame, asks: Evaluation, given: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    return {
        "where": frame.eyebrow,
        "asked": [Asked(each, _options(each), "".join(given.get(f"answer-{each.id}", ()))) for each in asks.questions],
        "limit": COMMENT_LIMIT,
        "sources": frame.cited(asks.intro.sources, asks.sources),
        "terms": frame.terms(asks.intro.terms),
    }


def acknowledgement(frame: Frame, asks: Acknowledgement) -> dict[str, Any]:
    return {
        "where": frame.eyebrow,
        "sources": frame.cited(asks.text.sources, asks.sources),
        "terms": frame.terms(asks.text.terms),
    }


def _options(question: EvaluationQuestion) -> tuple[tuple[str, str], ...]:
    """Values and words."""
    if question.kind == "choice":
        return tuple((option.id, option.text) for option in question.options)
    return tuple((step, step) for step in SCALE_STEPS)
