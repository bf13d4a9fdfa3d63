"""Series and modules, and what reading a folder of files gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from attune.courseware.model.components import Advisory, Component
from attune.courseware.model.texts import Source, Term, Text

Files = Mapping[str, bytes]  # POSIX paths relative to the course folder -> the bytes as they are

Audience = Literal["everyone", "signed-in", "vetted", "roles"]

ROLES = (
    "officer",
    "detective",
    "victim-specialist",
    "prosecutor",
    "forensic-interviewer",
    "advocate",
    "other",
)


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
