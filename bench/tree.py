"""What a tree of processes has cost so far, read from /proc (proc(5))."""

import os
from collections.abc import Iterable
from pathlib import Path

TICKS_MS = 1000 / os.sysconf("SC_CLK_TCK")


def cpu_ms(roots: Iterable[int]) -> float:
    """CPU of the processes, of all that came from them, and of their children that ended, in milliseconds."""
    return sum(_ticks(process) for process in tree_of(roots)) * TICKS_MS


def memory_mb(roots: Iterable[int]) -> tuple[float, float]:
    """Resident memory of the tree: the plain sum, and the sum with shared pages counted once (PSS), in MB."""
    resident = shared_once = 0
    for process in tree_of(roots):
        try:
            text = Path(f"/proc/{process}/smaps_rollup").read_text()
        except OSError:
            continue
        numbers = {line.split(":")[0]: int(line.split()[1]) for line in text.splitlines() if line.endswith(" kB")}
        resident += numbers.get("Rss", 0)
        shared_once += numbers.get("Pss", 0)
    return resident / 1000, shared_once / 1000


def tree_of(roots: Iterable[int]) -> set[int]:
    """The processes, their children, and theirs."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _fields(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found: set[int] = set()
    to_see = list(roots)
    while to_see:
        process = to_see.pop()
        if process not in found:
            found.add(process)
            to_see += children.get(process, [])
    return found


def _ticks(process: int) -> int:
    """User and system time, its own and that of children it waited for (fields 14 to 17)."""
    fields = _fields(process)
    return sum(int(one) for one in fields[11:15]) if fields else 0


def _fields(process: int) -> list[str]:
    """From field 3 on; the name in field 2 may hold anything. [] when the process is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
