"""Where problems are noted while a folder is read: every note knows its file and its place."""

from dataclasses import dataclass, field

from attune.courseware.model import Problem
from attune.kit import Refused

MOST_NOTES = 500  # a folder that is wrong in more places is told about these first


class Unreadable(Refused):
    """These files cannot be read as a work. `problems` says why, each with file and place."""

    problems: tuple[Problem, ...]

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        blocking = [problem for problem in problems if problem.is_blocking]
        count = "one problem" if len(blocking) == 1 else f"{len(blocking)} problems"
        super().__init__(f"This folder cannot be read as a course: {count} to mend.", status=422, problems=problems)


@dataclass(frozen=True, slots=True)
class Margin:
    """The margin of one file, or of one place in it. All margins of a reading share their notes."""

    file: str = ""
    place: str = ""
    notes: list[Problem] = field(default_factory=list)

    def of(self, file: str) -> "Margin":
        """The margin of another file."""
        return Margin(shown(file, 200), "", self.notes)

    def at(self, place: str) -> "Margin":
        """The margin of a place within this one."""
        return Margin(self.file, f"{self.place}, {place}" if self.place else place, self.notes)

    def wrong(self, sentence: str) -> None:
        """Note what keeps the folder from being read."""
        self._note(Problem(self.file, self.place, sentence))

    def remark(self, sentence: str) -> None:
        """Note what an author should know, though the folder can be read."""
        self._note(Problem(self.file, self.place, sentence, is_blocking=False))

    @property
    def is_blocked(self) -> bool:
        return any(problem.is_blocking for problem in self.notes)

    def problems(self) -> tuple[Problem, ...]:
        """All notes, each once, in the order of the files' names and of the notes within a file."""
        return tuple(sorted(dict.fromkeys(self.notes), key=lambda problem: problem.file))

    def _note(self, problem: Problem) -> None:
        if len(self.notes) < MOST_NOTES or (problem.is_blocking and not self.is_blocked):
            self.notes.append(problem)


def shown(text: str, limit: int = 60) -> str:
    """Words of an author, fit to be quoted in a sentence: printable, on one line, not too long."""
    printable = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text[: limit + 1])
    return printable if len(text) <= limit else f"{printable[:limit]}…"


def listed(words: list[str] | tuple[str, ...]) -> str:
    """`a, b or c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
