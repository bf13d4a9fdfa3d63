"""What players hand out and take in: plain happenings, and the fields of a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from attune.kit import Refused

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]
Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that took place, to be appended to the record. The body holds ids, never free text."""

    kind: str
    body: dict[str, Json] = field(default_factory=dict)


def one(fields: Fields, name: str) -> str:
    """The single value of a field; "" when it is absent. More than one is not understood."""
    values = fields.get(name, ())
    if len(values) > 1:
        raise not_understood()
    return values[0] if values else ""


def not_understood() -> Refused:
    """The form did not come from this page as it is."""
    return Refused("This answer could not be understood. Please load the page again and repeat it.", status=422)


def stale(sentence: str) -> Refused:
    """The page that this was sent from is older than what has happened since."""
    return Refused(sentence, status=409)


def strings(value: Json) -> tuple[str, ...]:
    """The strings of a list in a body."""
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
