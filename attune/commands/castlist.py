"""The list of the cast: who they are, and this installation's passwords, in a file that only its owner reads."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

CAST_FILE = "cast.txt"


@dataclass(frozen=True, slots=True)
class Member:
    """One invented person of a demonstration."""

    name: str
    email: str
    what: str
    password: str = ""


def read_cast(file: Path) -> list[Member]:
    """The members in `file`; [] when there is none yet."""
    if not file.exists():
        return []
    rows = (re.split(r" {2,}", line.strip()) for line in file.read_text(encoding="utf-8").splitlines())
    return [Member(name=row[0], email=row[1], password=row[2], what=row[3]) for row in rows if len(row) == 4]


def write_cast(file: Path, members: list[Member], *, origin: str) -> None:
    """Writes `file` anew, readable by its owner alone."""
    lines = [f"Sign in at {origin}/account/login/ as one of these people. They are invented.", ""]
    lines += [f"{one.name:<18}  {one.email:<40}  {one.password}  {one.what}" for one in members]
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        os.fchmod(out.fileno(), 0o600)
        out.write("\n".join(lines) + "\n")
