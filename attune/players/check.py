"""How a knowledge check is played: a draw from the pool, one answer a question, and as many rounds as it takes.

Fields of the deed "answer": `question`, and for single `option` (one value), for multiple `option` (any number),
for short `text`, for match `pair-LEFT` = RIGHT for every pair, for order `order-OPTION` = 1..n for every option.
"""

import random
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

from attune.courseware.model import Check, Option, Pair, Question
from attune.kit import Refused
from attune.players.happened import Fields, Happened, Json, not_understood, one, stale, strings

KEPT_TEXT = 80  # characters of a folded short answer


@dataclass(frozen=True, slots=True)
class Answer:
    """`given`: option ids (in the order chosen for order), right halves by pair (match), or the folded text."""

    given: tuple[str, ...]
    is_right: bool


@dataclass(frozen=True, slots=True)
class CheckState:
    """`drawn` are the questions of this round, `answered` the answers of this round.

    `score` (whole percent, rounded down) is there once all are answered. `is_passed` stays true once the mark
    was reached in any round; `mixed` is the order in which options to be ordered, or right halves, are shown.
    """

    kind: ClassVar[str] = "check"
    drawn: tuple[str, ...] = ()
    answered: Mapping[str, Answer] = field(default_factory=dict)
    mixed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    round: int = 0
    last: str | None = None
    is_passed: bool = False
    met: Mapping[str, int] = field(default_factory=dict)  # how often each question was drawn, over all rounds

    @property
    def is_started(self) -> bool:
        return self.round > 0

    @property
    def is_done(self) -> bool:
        return self.is_passed

    @property
    def is_over(self) -> bool:
        """Every question of this round is answered."""
        return self.is_started and len(self.answered) == len(self.drawn)

    @property
    def current(self) -> str | None:
        """The question to answer next."""
        return next((question for question in self.drawn if question not in self.answered), None)

    @property
    def right(self) -> int:
        return sum(answer.is_right for answer in self.answered.values())

    @property
    def score(self) -> int | None:
        return self.right * 100 // len(self.drawn) if self.is_over else None

    def options_of(self, question: Question) -> tuple[Option, ...]:
        """The options in the order in which this round shows them."""
        shown = self.mixed.get(question.id, ())
        return tuple(sorted(question.options, key=lambda option: _place(shown, option.id)))

    def rights_of(self, question: Question) -> tuple[Pair, ...]:
        """The pairs in the order in which this round shows their right halves."""
        shown = self.mixed.get(question.id, ())
        return tuple(sorted(question.pairs, key=lambda pair: _place(shown, pair.id)))


def replay(check: Check, happenings: Iterable[Happened]) -> CheckState:
    """Fold draws and answers. Whether an answer is right is computed, never believed."""
    state = CheckState()
    for happened in happenings:
        if happened.kind == "drawn":
            state = _draw(check, state, happened.body)
        elif happened.kind == "answered":
            state = _take(check, state, happened.body)
    return state


def act(check: Check, state: CheckState, deed: str, fields: Fields, *, chance: random.Random) -> tuple[Happened, ...]:
    """The deeds "start", "answer" and "again"."""
    if deed == "start":
        return () if state.is_started else (_drawn(check, state, chance),)
    if deed == "again":
        return _again(check, state, chance)
    if deed == "answer":
        return _answer(check, state, fields)
    raise not_understood()


def is_right(question: Question, given: tuple[str, ...]) -> bool:
    """Whether `given` (as in `Answer`) answers the question."""
    if question.kind in ("single", "multiple"):
        return set(given) == {option.id for option in question.options if option.is_right}
    if question.kind == "order":
        return given == tuple(option.id for option in question.options)
    if question.kind == "match":
        return _rights(question, given) == [pair.right for pair in question.pairs]
    return given[:1] != ("",) and given[:1] in {(fold(each)[:KEPT_TEXT],) for each in question.accepted}


def fold(text: str) -> str:
    """Without case, accents, punctuation and double spaces: how short answers are compared."""
    bare = (each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each))
    return " ".join("".join(each if each.isalnum() else " " for each in bare).split())


def _again(check: Check, state: CheckState, chance: random.Random) -> tuple[Happened, ...]:
    if state.round > 1 and not state.answered:
        return ()
    if state.is_passed:
        raise stale("You have passed this check; there is nothing to repeat.")
    if not state.is_over:
        raise stale("This round is not over yet. Please answer the questions that are left.")
    return (_drawn(check, state, chance),)


def _drawn(check: Check, state: CheckState, chance: random.Random) -> Happened:
    """Draw those first that were met least, show them in the author's order."""
    pool = list(check.questions)
    chance.shuffle(pool)
    pool.sort(key=lambda question: state.met.get(question.id, 0))
    chosen = {question.id for question in pool[: check.draw or len(pool)]}
    questions = [question for question in check.questions if question.id in chosen]
    mixed: dict[str, Json] = {each.id: _mix(each, chance) for each in questions if each.kind in ("order", "match")}
    return Happened("drawn", {"questions": [question.id for question in questions], "mixed": mixed})


def _mix(question: Question, chance: random.Random) -> list[Json]:
    right = [option.id for option in question.options] or [pair.id for pair in question.pairs]
    mixed = list(right)
    chance.shuffle(mixed)
    return [*mixed[1:], mixed[0]] if mixed == right else [*mixed]


def _answer(check: Check, state: CheckState, fields: Fields) -> tuple[Happened, ...]:
    question = check.question(one(fields, "question"))
    if question is None:
        raise not_understood()
    if question.id not in state.drawn:
        raise stale("This question is not part of the present round. This is where the check stands now.")
    given = _read(question, fields)
    before = state.answered.get(question.id)
    if before is None:
        return (Happened("answered", {"question": question.id, "given": [*given]}),)
    if before.given == given:
        return ()
    raise stale("This question was already answered, and the first answer counts.")


def _read(question: Question, fields: Fields) -> tuple[str, ...]:
    """What the fields give, in the shape of `Answer.given`."""
    if question.kind == "single":
        return (_known(question, one(fields, "option"), "Please choose one answer."),)
    if question.kind == "multiple":
        chosen = {_known(question, option, "") for option in fields.get("option", ())}
        if not chosen:
            raise Refused("Please choose at least one answer.", status=422)
        return tuple(option.id for option in question.options if option.id in chosen)
    if question.kind == "order":
        return _read_order(question, fields)
    if question.kind == "match":
        return tuple(_read_right(question, one(fields, f"pair-{pair.id}")) for pair in question.pairs)
    text = fold(one(fields, "text")[:1_000])[:KEPT_TEXT]
    if not text:
        raise Refused("Please write an answer.", status=422)
    return (text,)


def _known(question: Question, option_id: str, sentence: str) -> str:
    if not option_id and sentence:
        raise Refused(sentence, status=422)
    if question.option(option_id) is None:
        raise not_understood()
    return option_id


def _read_order(question: Question, fields: Fields) -> tuple[str, ...]:
    places = {one(fields, f"order-{option.id}"): option.id for option in question.options}
    wanted = [str(number) for number in range(1, len(question.options) + 1)]
    if set(places) != set(wanted):
        raise Refused(f"Please give each line a different place, from 1 to {len(wanted)}.", status=422)
    return tuple(places[number] for number in wanted)


def _read_right(question: Question, pair_id: str) -> str:
    if not pair_id:
        raise Refused("Please match every line.", status=422)
    if pair_id not in {pair.id for pair in question.pairs}:
        raise not_understood()
    return pair_id


def _rights(question: Question, given: tuple[str, ...]) -> list[str]:
    """The words of the right halves: two pairs may have the same."""
    words = {pair.id: pair.right for pair in question.pairs}
    return [words.get(each, "") for each in given]


def _draw(check: Check, state: CheckState, body: dict[str, Json]) -> CheckState:
    drawn = tuple(dict.fromkeys(each for each in strings(body.get("questions")) if check.question(each)))
    mixed = body.get("mixed")
    if not drawn:
        return state
    return CheckState(
        drawn=drawn,
        mixed={key: strings(order) for key, order in mixed.items()} if isinstance(mixed, dict) else {},
        round=state.round + 1,
        is_passed=state.is_passed,
        met={**state.met, **{question: state.met.get(question, 0) + 1 for question in drawn}},
    )


def _take(check: Check, state: CheckState, body: dict[str, Json]) -> CheckState:
    question = check.question(str(body.get("question")))
    if question is None or question.id not in state.drawn or question.id in state.answered:
        return state
    given = strings(body.get("given"))
    answered = {**state.answered, question.id: Answer(given, is_right(question, given))}
    after = replace(state, answered=answered, last=question.id)
    has_passed = after.is_over and after.right * 100 >= check.pass_percent * len(after.drawn)
    return replace(after, is_passed=state.is_passed or has_passed)


def _place(shown: tuple[str, ...], each: str) -> int:
    return shown.index(each) if each in shown else len(shown)
