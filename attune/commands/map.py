"""`attune map`: the rooms of the house, floor by floor, and who uses whom, read from the code's own imports."""

import argparse
import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

from attune.kit import Refused

PACKAGE = Path(__file__).resolve().parent.parent
CONTRACTS = PACKAGE.parent / "pyproject.toml"
Arrows = dict[str, frozenset[str]]


def run(arguments: argparse.Namespace) -> int:
    floors, arrows = read_floors(CONTRACTS), read_arrows(PACKAGE)
    print(as_text(floors, arrows))
    if arguments.write:
        arguments.write.write_text(as_page(floors, arrows), encoding="utf-8")
    return 0


def read_floors(contracts: Path) -> list[list[str]]:
    """From the top down, the rooms of each floor, as the layers contract draws them."""
    if not contracts.exists():
        raise Refused(f"The floors are drawn in {contracts}, which is not here. Run this in a checkout.", status=404)
    drawn = tomllib.loads(contracts.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in drawn if contract["type"] == "layers")
    return [[room.strip() for room in layer.split("|")] for layer in layers]


def read_arrows(package: Path) -> Arrows:
    """For each room, the rooms that its files import."""
    rooms = sorted(path.name for path in package.iterdir() if (path / "__init__.py").exists())
    return {room: frozenset(_used_by(package / room, package.name)) & set(rooms) - {room} for room in rooms}


def _used_by(room: Path, package: str) -> Iterator[str]:
    for file in sorted(room.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_bytes(), str(file))):
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            else:
                continue
            yield from (name.split(".")[1] for name in names if name.startswith(f"{package}."))


def as_text(floors: list[list[str]], arrows: Arrows) -> str:
    lines = []
    for floor in floors:
        for room in floor:
            uses = ", ".join(_from_the_top(arrows.get(room, frozenset()), floors)) or "nobody"
            lines.append(f"{room:<12} uses {uses}")
        lines.append("-" * 78)
    return "\n".join(lines[:-1])


def as_page(floors: list[list[str]], arrows: Arrows) -> str:
    """Markdown with a drawing: arrows that another path implies are left out of the drawing, not of the table."""
    drawn = [f"  {room} --> {used}" for floor in floors for room in floor for used in sorted(_direct(room, arrows))]
    boxes = [f"  subgraph floor{number}[ ]\n    {' ~~~ '.join(floor)}\n  end" for number, floor in enumerate(floors)]
    rows = [
        f"| {room} | {', '.join(_from_the_top(arrows.get(room, frozenset()), floors)) or 'nobody'} |"
        for floor in floors
        for room in floor
    ]
    return "\n".join(
        [
            "# The map of the house",
            "",
            "Made by `attune map --write docs/map.md` from the code's own imports. A floor uses only the floors below it.",
            "",
            "```mermaid",
            "flowchart TB",
            *boxes,
            *drawn,
            "```",
            "",
            "| Room | Uses |",
            "|---|---|",
            *rows,
            "",
        ]
    )


def _direct(room: str, arrows: Arrows) -> set[str]:
    """The rooms that are used without a way around through another used room."""
    used = arrows.get(room, frozenset())
    return {one for one in used if not any(one in _reach(other, arrows) for other in used - {one})}


def _reach(room: str, arrows: Arrows) -> set[str]:
    found: set[str] = set()
    to_see = [room]
    while to_see:
        for used in arrows.get(to_see.pop(), frozenset()) - found:
            found.add(used)
            to_see.append(used)
    return found


def _from_the_top(rooms: frozenset[str], floors: list[list[str]]) -> list[str]:
    order = [room for floor in floors for room in floor]
    return sorted(rooms, key=lambda room: order.index(room) if room in order else -1)
