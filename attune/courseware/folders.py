"""Folders of files: taken from the disk within limits, known by a fingerprint."""

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from attune.courseware.margin import Margin, Unreadable, shown
from attune.courseware.model import Files

MOST_FILES = 2_000
LARGEST_FILE = 64 * 1024 * 1024  # bytes
LARGEST_FOLDER = 256 * 1024 * 1024  # bytes, all files together
DEEPEST_PATH = 4  # series / module / assets / file
_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`, by its path. Hidden files and editors' copies (`.x`, `x~`) are passed over.

    Raises Unreadable where the folder is not there, holds links, or is too large to be a course.
    """
    margin = Margin()
    files: dict[str, bytes] = {}
    room = LARGEST_FOLDER
    if not folder.is_dir():
        margin.of(str(folder)).wrong("There is no such folder.")
    for path, place in _paths(folder, margin):
        size = path.stat().st_size
        room -= size
        if size <= LARGEST_FILE and room >= 0 and len(files) < MOST_FILES:
            files[place] = path.read_bytes()
        elif size > LARGEST_FILE:
            margin.of(place).wrong(f"This file is larger than {LARGEST_FILE // 1024**2} MB.")
        else:
            margin.of(str(folder)).wrong(_too_much(room))
            break
    if margin.is_blocked:
        raise Unreadable(margin.problems())
    return files


def fingerprint(files: Files) -> str:
    """The SHA-256 (FIPS 180-4, 64 hexadecimal digits) of the paths and the bytes as they are, in sorted order."""
    lines = (
        path.encode("utf-8", "surrogatepass") + b"\0" + hashlib.sha256(content).hexdigest().encode() + b"\n"
        for path, content in files.items()
    )
    return hashlib.sha256(b"".join(sorted(lines))).hexdigest()


def look_over_paths(files: Files, margin: Margin) -> None:
    """Note names that do not travel, and a folder that is too large."""
    if len(files) > MOST_FILES or sum(len(content) for content in files.values()) > LARGEST_FOLDER:
        margin.wrong(_too_much(-1 if len(files) <= MOST_FILES else 0))
    folded: dict[str, str] = {}
    for path in files:
        other = folded.setdefault(path.casefold(), path)
        if other != path:
            margin.of(path).wrong(f"The name differs from {shown(other)} in capitals only.")
        if not all(_PART.fullmatch(part) for part in path.split("/")) or path.count("/") >= DEEPEST_PATH:
            margin.of(path).wrong("File names are made of letters a-z, digits, dots and hyphens, in few folders.")
        if len(files[path]) > LARGEST_FILE:
            margin.of(path).wrong(f"This file is larger than {LARGEST_FILE // 1024**2} MB.")


def below(files: Files, folder: str) -> dict[str, bytes]:
    """The files of a folder, by their paths within it."""
    return {path[len(folder) :]: content for path, content in files.items() if path.startswith(folder)}


def _too_much(room: int) -> str:
    if room < 0:
        return f"All files together are larger than {LARGEST_FOLDER // 1024**2} MB."
    return f"There are more than {MOST_FILES:,} files."


def _paths(folder: Path, margin: Margin) -> Iterator[tuple[Path, str]]:
    """Files with their places, sorted; links and devices are noted."""
    for top, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _is_passed_over(name))
        for name in [*folders, *sorted(names)]:
            path = Path(top, name)
            place = path.relative_to(folder).as_posix()
            mode = path.lstat().st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                margin.of(place).wrong("This is a link or a device. A course holds plain files only.")
            elif stat.S_ISREG(mode) and not _is_passed_over(name):
                yield path, place


def _is_passed_over(name: str) -> bool:
    return name.startswith(".") or name.endswith("~") or name in ("__MACOSX", "Thumbs.db", "desktop.ini")
