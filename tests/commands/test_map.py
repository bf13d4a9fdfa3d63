"""The map is read from the code."""

from pathlib import Path

import pytest

from attune.commands import main
from attune.commands.map import CONTRACTS, PACKAGE, as_page, read_arrows, read_floors
from attune.kit import Refused


def test_every_room_stands_on_a_floor() -> None:
    floors = read_floors(CONTRACTS)
    assert {room for floor in floors for room in floor} == set(read_arrows(PACKAGE))


def test_arrows_are_what_the_files_import(tmp_path: Path) -> None:
    house = tmp_path / "house"
    for room, text in {
        "top": "import house.middle.deep\nfrom house import cellar\n",
        "middle": "from house.cellar.models import Wine\nimport os\n",
        "cellar": "",
    }.items():
        (house / room).mkdir(parents=True)
        (house / room / "__init__.py").write_text(text)
    arrows = read_arrows(house)
    assert arrows == {"top": {"middle", "cellar"}, "middle": {"cellar"}, "cellar": frozenset()}
    page = as_page([["top"], ["middle"], ["cellar"]], arrows)
    assert "top --> middle" in page
    assert "top --> cellar" not in page, "an arrow that another path implies is not drawn"
    assert "| top | middle, cellar |" in page


def test_it_is_printed_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", "--write", str(tmp_path / "map.md")]) == 0
    assert "kit          uses nobody" in capsys.readouterr().out
    assert "flowchart TB" in (tmp_path / "map.md").read_text()


def test_without_the_contracts_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Run this in a checkout"):
        read_floors(tmp_path / "pyproject.toml")
