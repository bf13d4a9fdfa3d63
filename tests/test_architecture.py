"""The map of the house is law: imports, foreign keys, the plan of a room, the triggers of frozen tables."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
FLOORS = [[room.strip() for room in floor.split("|")] for floor in next(c for c in CONTRACTS if c["id"] == "floors")["layers"]]
HEIGHT = {room: len(FLOORS) - number for number, floor in enumerate(FLOORS) for room in floor}
OUTSIDE = {"auth", "contenttypes", "sessions", "account", "staticfiles"}
FROZEN = {
    "credentials_certificate",
    "credentials_revocation",
    "journal_entry",
    "learning_happening",
    "library_asset",
    "library_edition",
    "library_editionfile",
    "people_vettingdecision",
}
FORBIDDEN_FILES = set("services selectors managers helpers utils common base mixins signals constants exceptions".split())


def room_of(model) -> str:
    return model.__module__.split(".")[1] if model.__module__.startswith("attune.") else model._meta.app_label


def test_imports_keep_to_their_floor():
    finished = subprocess.run([Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stdout


def test_every_folder_is_a_room_on_the_map():
    folders = {path.parent.name for path in (ROOT / "attune").glob("*/__init__.py")}
    assert folders == set(HEIGHT)


def foreign_keys():
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields(include_hidden=True):
            if field.is_relation and field.many_to_one | field.one_to_one and not field.auto_created and field.related_model:
                yield model, field


def test_foreign_keys_point_down_or_stay():
    upward = []
    for model, field in foreign_keys():
        here, there = room_of(model), room_of(field.related_model)
        if here in OUTSIDE or there in OUTSIDE or here == there:
            continue
        if HEIGHT[there] >= HEIGHT[here]:
            upward.append(f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}")
    assert upward == []


@pytest.mark.parametrize("room", sorted(HEIGHT))
def test_every_room_says_what_it_is_for(room):
    readme = (ROOT / "attune" / room / "README.md").read_text()
    assert readme.startswith(f"# {room}\n")
    assert len(readme.splitlines()) <= 20, "a room that needs a longer README is two rooms"


def test_no_drawer_for_things_without_a_place():
    names = {path.stem for path in (ROOT / "attune").rglob("*.py")}
    assert names & FORBIDDEN_FILES == set()


def test_imports_stand_at_the_top():
    inline = []
    for path in (ROOT / "attune").rglob("*.py"):
        if "migrations" in path.parts or "commands" in path.parts:
            continue
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef):
                inline += [f"{path}:{n.lineno}" for n in ast.walk(function) if isinstance(n, ast.Import | ast.ImportFrom)]
    assert inline == []


def triggers() -> set[str]:
    sql = (
        "SELECT DISTINCT event_object_table FROM information_schema.triggers WHERE trigger_name LIKE '%%_frozen'"
        if connection.vendor == "postgresql"
        else "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%%_frozen'"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("%%", "%"))
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.django_db
def test_frozen_tables_are_frozen_by_the_database():
    assert triggers() == FROZEN
