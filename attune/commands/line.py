"""Which commands there are, and which words each takes."""

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import django

from attune.kit import Refused

Words = Callable[[argparse.ArgumentParser], object]


@dataclass(frozen=True, slots=True)
class Command:
    """One command; its module in this folder has `run(arguments) -> int` (the exit status)."""

    name: str
    what: str
    words: Words = lambda parser: None
    needs_site: bool = True

    @property
    def module(self) -> str:
        return f"attune.commands.{self.name.replace('-', '_')}"


def _serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine alone)")
    parser.add_argument("--port", type=int, default=None, help="the port (default: PORT, or 8000)")
    parser.add_argument("--prepared", action="store_true", help="skip what `attune prepare` did already")


def _worker(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="run every job once, then stop")


def _folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="the folder of a series or of a module")


def _file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the backup, a tar file")


def _appoint(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", help="the address of their account")
    parser.add_argument("role", choices=("staff", "author"), help="what they do for this site")


def _map(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--write", type=Path, default=None, metavar="FILE", help="write it there, for instance docs/map.md")


COMMANDS = (
    Command("serve", "run the program: web and worker in one process group", _serve, needs_site=False),
    Command("prepare", "migrate, collect static files, import the built-in courses, make the cast if asked"),
    Command("worker", "do what happens by itself: mail, certificates", _worker),
    Command("check-course", "read a course folder and say everything that is wrong with it", _folder, needs_site=False),
    Command("import-course", "publish a course folder and offer it", _folder),
    Command("appoint", "give somebody with an account a role on this site: staff, author", _appoint),
    Command("recompute", "compute every completion anew and say what differs (nothing should)"),
    Command("backup", "write the database and all files into one file, also while the program runs", _file),
    Command("restore", "bring a backup back into an empty place", _file),
    Command("migrate", "bring the database up to this version"),
    Command("check", "is this installation sound: settings, migrations, journal, files"),
    Command("map", "print the rooms of the house and who uses whom, read from the code", _map, needs_site=False),
)


def main(words: Sequence[str] | None = None) -> int:
    """Runs one command; a refusal is its sentence and exit status 1."""
    arguments = _parser().parse_args(words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "attune.config.settings")
    try:
        if arguments.command.needs_site:
            django.setup()
        return int(importlib.import_module(arguments.command.module).run(arguments))
    except Refused as refused:
        print(refused.sentence, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="attune", description="Restricted, trauma-informed professional training.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        one = commands.add_parser(command.name, help=command.what, description=command.what)
        command.words(one)
        one.set_defaults(command=command)
    return parser
