"""The nouns of a course: what a folder of files means once it has been read.

Everything here is frozen. Mappings are ordinary dicts that nobody may change. Two works are equal when
their authors wrote the same; what is compiled from that (html, plain) does not count.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Literal

Files = Mapping[str, bytes]  # POSIX paths relative to the course folder -> the bytes as they are

Audience = Literal["everyone", "signed-in", "vetted", "roles"]
QuestionKind = Literal["single", "multiple", "order", "match", "short"]
EvaluationKind = Literal["scale", "choice", "comment"]
Quality = Literal["strong", "weak", "harm"]
Counts = Literal["finish", "no-harm"]
Grade = Literal["P", "M", "S"]

ROLES = (
    "officer",
    "detective",
    "victim-specialist",
    "prosecutor",
    "forensic-interviewer",
    "advocate",
    "other",
)
PRINCIPLES = ("choice", "consent", "control", "safety", "honesty", "privacy")
SCALE_STEPS = ("1", "2", "3", "4", "5")
COMMENT_LIMIT = 2_000  # characters


class Html(str):
    """Markup that left the renderer and its sanitiser: templates print it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        """The protocol by which Django's templates know that nothing is left to escape."""
        return self


@dataclass(frozen=True, slots=True)
class Text:
    """Markdown, and what the compiler made of it (empty until the work is compiled; read() compiles)."""

    markdown: str
    html: Html = field(default=Html(""), compare=False, repr=False)
    plain: str = field(default="", compare=False, repr=False)
    sources: tuple[str, ...] = field(default=(), compare=False, repr=False)  # ids, in order of citation
    terms: tuple[str, ...] = field(default=(), compare=False, repr=False)  # ids, in order of use

    def __bool__(self) -> bool:
        return bool(self.markdown)


EMPTY = Text("")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a claim comes from. Grade: P publisher's own page, M mirror of it, S secondary account."""

    id: str
    title: str
    publisher: str
    date: str
    grade: Grade
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of the glossary."""

    id: str
    term: str
    definition: Text
    sources: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Topic:
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Credit:
    """Hours (as text, so that they stay exact) of a kind granted by a body."""

    kind: str
    body: str
    hours: str


@dataclass(frozen=True, slots=True)
class Objective:
    """What a learner can do afterwards, which components teach it and which questions test it."""

    id: str
    text: str
    components: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """The rule of completion: today every component that is required."""

    rule: Literal["all-required"] = "all-required"


@dataclass(frozen=True, slots=True)
class Module:
    """What is written, reviewed, published, enrolled in and completed as one."""

    id: str
    title: str
    plain_title: str
    summary: str
    minutes: int
    components: tuple[Component, ...]
    objectives: tuple[Objective, ...] = ()
    topics: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    advisory: Advisory | None = None
    requires: tuple[str, ...] = ()
    completion: Completion = Completion()
    review_by: date | None = None
    licence: str = ""
    notice: str = ""
    credit: tuple[Credit, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    glossary: Mapping[str, Term] = field(default_factory=dict)
    assets: Files = field(default_factory=dict, repr=False)  # "assets/timeline.svg" -> bytes

    def component(self, component_id: str) -> Component | None:
        return next((each for each in self.components if each.id == component_id), None)


@dataclass(frozen=True, slots=True)
class Series:
    """An ordered set of modules (by id) with a page of its own."""

    id: str
    title: str
    plain_title: str
    summary: str
    audience: Audience
    modules: tuple[str, ...]
    about: Text
    made_with: str
    licence: str
    roles: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()
    credit: tuple[Credit, ...] = ()
    last_reviewed: date | None = None
    review_by: date | None = None
    notice: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict)
    glossary: Mapping[str, Term] = field(default_factory=dict)


Work = Series | Module


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that an author should know. Blocking ones keep the folder from being read as a work."""

    file: str
    place: str
    sentence: str
    is_blocking: bool = True

    def __str__(self) -> str:
        where = f"{self.file}, {self.place}" if self.place else self.file
        return f"{where}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a folder gave: the work, or every problem. A whole series folder gives its modules too."""

    work: Work | None
    problems: tuple[Problem, ...] = ()
    modules: Mapping[str, Module] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Split:
    """A series folder cut into works that each stand alone."""

    series: Files
    modules: Mapping[str, Files]
