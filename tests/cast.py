"""The standing cast: the people of the demonstration, for tests. `dana`, `sam`, `priya`, `maria`, `ruth`, `jon`.

Each fixture gives a Person made by the rooms' own actions; ask for as many as the story needs.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from attune.commands import cast as people

PASSWORD = "a-calm-horse-in-the-rain"
THE_DAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def cast(db: None) -> dict[str, Any]:
    """All six by first name, in lower case, as they are on the morning of THE_DAY."""
    made = {member: people.add_person(member, password=PASSWORD, at=THE_DAY) for member in people.CAST}
    people.give_roles(made, at=THE_DAY)
    return {member.name.split()[0].lower(): person for member, person in made.items()}


def _one(name: str) -> Callable[..., Any]:
    @pytest.fixture(name=name)
    def person(cast: dict[str, Any]) -> Any:
        return cast[name]

    return person


CAST_FIXTURES = {"cast": cast, **{name: _one(name) for name in ("dana", "sam", "priya", "maria", "ruth", "jon")}}
