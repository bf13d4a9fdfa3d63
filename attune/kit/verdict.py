"""A policy's answer: a yes, or a no with a sentence that is fit to show."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of a deed. Truthy for a yes; a no always carries its sentence."""

    is_yes: bool
    sentence: str = ""

    def __bool__(self) -> bool:
        return self.is_yes


YES = Verdict(True)


def no(sentence: str) -> Verdict:
    """A no that tells the person what to do about it."""
    return Verdict(False, sentence)
