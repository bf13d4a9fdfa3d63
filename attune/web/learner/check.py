"""What the pages of a check show: its beginning, a question, what the answer was worth, the result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attune.courseware.model import Check, Component, Html, Option, Question
from attune.players import Answer, CheckState
from attune.web.learner.frame import Frame

TEMPLATE = "learner/check.html"
TEACHING = ("lesson", "scenario")
Given = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Answered:
    """One line of what was answered: "right", "wrong", "missed" (would have been right) or "" (rightly left out)."""

    words: str
    look: str
    said: str
    feedback: Html | str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to tick, to place or to match."""

    id: str
    words: str
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class LookAgain:
    """A question that was not answered rightly, and the parts of the module that teach it."""

    question: Question
    href: str
    parts: tuple[tuple[str, str], ...]


def page(frame: Frame, check: Check, state: CheckState, query: Mapping[str, str], given: Given) -> dict[str, Any]:
    """Which of the four it is depends on what has happened, and on `?question=` for an answer to look at."""
    asked = check.question(query.get("question", ""))
    if asked is not None and asked.id in state.answered:
        return _feedback(frame, check, state, asked)
    current = check.question(state.current or "")
    if current is not None:
        return _question(frame, check, state, current, given)
    return _result(frame, check, state) if state.is_over else _beginning(frame, check)


def after(frame: Frame, check: Check, deed: str, fields: Given) -> str:
    """An answer leads to what it was worth; a new round to its first question."""
    return frame.address(question=fields["question"][0]) if deed == "answer" else frame.address()


def _beginning(frame: Frame, check: Check) -> dict[str, Any]:
    count = check.draw or len(check.questions)
    return {
        "step": "beginning",
        "where": frame.eyebrow,
        "count": count,
        "sources": frame.cited(check.intro.sources, check.sources),
        "terms": frame.terms(check.intro.terms),
    }


def _question(frame: Frame, check: Check, state: CheckState, question: Question, given: Given) -> dict[str, Any]:
    number = state.drawn.index(question.id) + 1
    is_same = list(given.get("question", ())) == [question.id]
    return {
        "step": "question",
        "where": f"{frame.eyebrow} · question {number} of {len(state.drawn)}",
        "question": question,
        "choices": _choices(state, question, given if is_same else {}),
        "rights": state.rights_of(question),
        "places": range(1, len(question.options) + 1),
        "text": " ".join(given.get("text", ()))[:200] if is_same else "",
        "sources": frame.cited(question.text.sources, check.sources),
        "terms": frame.terms(question.text.terms),
    }


def _choices(state: CheckState, question: Question, given: Given) -> list[Choice]:
    if question.kind == "match":
        return [Choice(each.id, each.left, "".join(given.get(f"pair-{each.id}", ()))) for each in question.pairs]
    if question.kind == "order":
        shown = state.options_of(question)
        return [Choice(each.id, each.text, "".join(given.get(f"order-{each.id}", ()))) for each in shown]
    ticked = given.get("option", ())
    return [Choice(each.id, each.text, each.id if each.id in ticked else "") for each in question.options]


def _feedback(frame: Frame, check: Check, state: CheckState, question: Question) -> dict[str, Any]:
    answer = state.answered[question.id]
    number = state.drawn.index(question.id) + 1
    shown = [option for option in question.options if option.feedback and _is_shown(option, answer)]
    texts = [question.text, question.feedback, *(option.feedback for option in shown)]
    ids = [each for text in texts for each in text.sources]
    ids += [*question.sources, *(each for option in shown for each in option.sources)]
    return {
        "step": "feedback",
        "where": f"{frame.eyebrow} · question {number} of {len(state.drawn)}",
        "question": question,
        "answer": answer,
        "lines": _lines(question, answer),
        "is_last": state.is_over,
        "sources": frame.cited(tuple(ids), check.sources),
        "terms": frame.terms(tuple(each for text in texts for each in text.terms)),
    }


def _is_shown(option: Option, answer: Answer) -> bool:
    return option.is_right or option.id in answer.given


def _lines(question: Question, answer: Answer) -> list[Answered]:
    if question.kind in ("single", "multiple"):
        return [_line(option, answer) for option in question.options if _is_shown(option, answer)]
    if question.kind == "order":
        words = {option.id: option.text for option in question.options}
        return [
            _placed(words[given], words[option.id], f"Place {number}")
            for number, (given, option) in enumerate(zip(answer.given, question.options, strict=False), 1)
        ]
    if question.kind == "match":
        words = {pair.id: pair.right for pair in question.pairs}
        return [
            _placed(words[given], pair.right, pair.left) for given, pair in zip(answer.given, question.pairs, strict=False)
        ]
    said = " ".join(answer.given)
    if answer.is_right:
        return [Answered(said, "right", "Your answer")]
    return [Answered(said, "wrong", "Your answer"), Answered(question.accepted[0], "right", "A fitting answer")]


def _line(option: Option, answer: Answer) -> Answered:
    is_given = option.id in answer.given
    look = "right" if option.is_right else "wrong"
    said = "Your answer" if is_given else "A fitting answer"
    if is_given and option.is_right:
        said = "Your answer, and a fitting one"
    return Answered(option.text, look, said, option.feedback.html)


def _placed(given: str, right: str, where: str) -> Answered:
    if given == right:
        return Answered(right, "right", where)
    return Answered(given, "wrong", f"{where}: your answer", f"Fits here: {right}")


def _result(frame: Frame, check: Check, state: CheckState) -> dict[str, Any]:
    missed = [check.question(each) for each in state.drawn if not state.answered[each].is_right]
    has_passed = state.right * 100 >= check.pass_percent * len(state.drawn)
    return {
        "step": "result",
        "where": frame.eyebrow,
        "right": state.right,
        "count": len(state.drawn),
        "has_passed": has_passed,
        "look_again": [_look_again(frame, question) for question in missed if question],
        "sources": [],
    }


def _look_again(frame: Frame, question: Question) -> LookAgain:
    taught = {part for each in frame.module.objectives if question.id in each.questions for part in each.components}
    parts = [each for each in frame.module.components if each.id in taught and each.kind in TEACHING]
    return LookAgain(question, frame.address(question=question.id), tuple(_part(frame, each) for each in parts))


def _part(frame: Frame, component: Component) -> tuple[str, str]:
    return component.title, frame.address(component)
