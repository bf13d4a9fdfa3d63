"""The five kinds of component, and what each is made of."""

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from attune.courseware.model.texts import EMPTY, Text

QuestionKind = Literal["single", "multiple", "order", "match", "short"]
EvaluationKind = Literal["scale", "choice", "comment"]
Quality = Literal["strong", "weak", "harm"]
Counts = Literal["finish", "no-harm"]

PRINCIPLES = ("choice", "consent", "control", "safety", "honesty", "privacy")
SCALE_STEPS = ("1", "2", "3", "4", "5")
COMMENT_LIMIT = 2_000  # characters


@dataclass(frozen=True, slots=True)
class Advisory:
    """Neutral fact and a choice: what it talks about, in which form, and what else can be done."""

    topics: str
    form: str
    alternative: str
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One page of a lesson. `sources` numbers the citations of the page: the first is 1."""

    id: str
    title: str
    body: Text
    minutes: int | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        return self.body.sources

    @property
    def terms(self) -> tuple[str, ...]:
        return self.body.terms


@dataclass(frozen=True, slots=True)
class Lesson:
    """Something to read, in sections."""

    kind: ClassVar[str] = "lesson"
    id: str
    title: str
    minutes: int
    sections: tuple[Section, ...]
    advisory: Advisory | None = None
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose, or one thing to put in order."""

    id: str
    text: str
    is_right: bool = False
    feedback: Text = EMPTY
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two halves that belong together."""

    id: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a check. `options` for single, multiple, order; `pairs` for match; `accepted` for short."""

    id: str
    kind: QuestionKind
    text: Text
    feedback: Text = EMPTY
    options: tuple[Option, ...] = ()
    pairs: tuple[Pair, ...] = ()
    accepted: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def option(self, option_id: str) -> Option | None:
        return next((option for option in self.options if option.id == option_id), None)


@dataclass(frozen=True, slots=True)
class Check:
    """A pool of questions. `draw` is how many make one round (None: all). `sources` numbers its citations."""

    kind: ClassVar[str] = "check"
    id: str
    title: str
    minutes: int
    pass_percent: int
    questions: tuple[Question, ...]
    draw: int | None = None
    intro: Text = EMPTY
    is_required: bool = True
    sources: tuple[str, ...] = field(default=(), compare=False, repr=False)

    def question(self, question_id: str) -> Question | None:
        return next((question for question in self.questions if question.id == question_id), None)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the learner says or does at a node, where it leads, and why it helps or harms."""

    id: str
    text: str
    to: str
    quality: Quality
    consequence: Text
    why: Text
    principles: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """One moment of a conversation. An end has an outcome and no choices."""

    id: str
    says: Text
    tone: str = ""
    choices: tuple[Choice, ...] = ()
    is_end: bool = False
    outcome: Text = EMPTY

    def choice(self, choice_id: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.id == choice_id), None)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A conversation to practise. `counts`: which way of reaching an end is enough."""

    kind: ClassVar[str] = "scenario"
    id: str
    title: str
    minutes: int
    goal: str
    prebrief: Text
    start: str
    nodes: tuple[Node, ...]
    debrief: Text
    counts: Counts = "no-harm"
    is_required: bool = True
    sources: tuple[str, ...] = field(default=(), compare=False, repr=False)

    def node(self, node_id: str) -> Node | None:
        return next((node for node in self.nodes if node.id == node_id), None)


@dataclass(frozen=True, slots=True)
class EvaluationOption:
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class EvaluationQuestion:
    """A scale has five steps between the words `low` and `high`; a choice has options; a comment is free."""

    id: str
    kind: EvaluationKind
    text: str
    low: str = ""
    high: str = ""
    options: tuple[EvaluationOption, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What learners think of the module, asked anonymously."""

    kind: ClassVar[str] = "evaluation"
    id: str
    title: str
    minutes: int
    questions: tuple[EvaluationQuestion, ...]
    intro: Text = EMPTY
    is_required: bool = True
    sources: tuple[str, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A statement that the learner gives in so many words."""

    kind: ClassVar[str] = "acknowledgement"
    id: str
    title: str
    minutes: int
    text: Text
    statement: str
    is_required: bool = True
    sources: tuple[str, ...] = field(default=(), compare=False, repr=False)


Component = Lesson | Check | Scenario | Evaluation | Acknowledgement
