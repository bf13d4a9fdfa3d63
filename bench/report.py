"""The results in words: a line each, and docs/benchmarks.md."""

import os
from typing import Any

Result = dict[str, Any]
MEMORY_MB, QUERIES, FIRST_KB, SECOND_KB, START_S = 300, 8, 100, 15, 5
PERFORMANCE, ACCESSIBILITY = 99, 100
IN_A_BROWSER = "## In a browser"


def verdict(row: Result) -> str:
    """"met", or by how much it is not."""
    value = row["cpu_ms"] if row["ratio"] is None else row["ratio"]
    if value <= row["budget"]:
        return "met"
    return f"over by {100 * (value / row['budget'] - 1):.0f} %"


def line(row: Result) -> str:
    ratio = "     " if row["ratio"] is None else f"{row['ratio']:4.1f}×"
    unit = " ms" if row["ratio"] is None else "×"
    return (
        f"{row['page']:<28} {row['database']:<10} {row['clients']:>2}  {row['cpu_ms']:>7.2f} ms  {ratio}  "
        f"budget {row['budget']:.0f}{unit}  {row['queries']:>2} queries  {row['bytes']:>6} B  {row['rps']:>6.0f}/s  "
        f"p95 {row['p95_ms']:>6.1f} ms  {verdict(row)}"
    )


def page(rows: list[Result], abouts: list[Result]) -> str:
    """docs/benchmarks.md."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    parts = [
        "# Benchmarks",
        "",
        "Made by `make bench`; do not edit by hand. The figures as rows: `bench/latest.json`.",
        "",
        f"The machine has {os.cpu_count()} cores and {memory:.0f} GB of memory; the clients run on it too. "
        "The server is the one that `attune serve` starts: gunicorn with two processes of four threads each, and the worker. "
        "PostgreSQL runs on the same machine, durable (fsync on), over the loopback.",
        "",
        "CPU is that of the whole tree of processes, PostgreSQL's included, per request. The floor is one bare Django view "
        "with one SELECT and one small template, without middleware, under the same server, on the same database, in the same "
        "run. A budget is a multiple of the floor with as many clients.",
        "",
        *_overview(abouts),
    ]
    for about in abouts:
        of = [row for row in rows if row["database"] == about["database"]]
        parts += ["", f"## {_name(about['database'])}", "", _floors(of), "", *_table(of)]
    parts += ["", "## Where a budget is not met", "", *_misses(rows), ""]
    return "\n".join(parts)


def with_browser(document: str, rows: list[Result]) -> str:
    """The document with its last part made anew: what `make lighthouse` found."""
    before = document.split(f"\n{IN_A_BROWSER}\n")[0].rstrip("\n")
    return "\n".join([before, "", IN_A_BROWSER, "", *_in_a_browser(rows), ""]) if rows else f"{before}\n"


def _in_a_browser(rows: list[Result]) -> list[str]:
    return [
        "Made by `make lighthouse`; the figures as rows: `bench/lighthouse.json`. Lighthouse looks at each page as a telephone with a "
        "slow network and processor, as it simulates them by itself; the lesson and the conversation (after two turns) as a learner who "
        f"is signed in. The scores are medians of {rows[0]['runs']} runs. Bytes are those that the browser counted, heads included: the "
        "first visit with an empty cache, the second come to from another page.",
        "",
        *browser_table(rows),
    ]


def browser_table(rows: list[Result]) -> list[str]:
    """One line for each page that Lighthouse looked at."""
    lines = [
        "| Page | Performance | Budget | Accessibility | Budget | Best practices | First, kB | Budget | Second, kB | Budget | |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|",
    ]
    for row in rows:
        first, second = row["first_bytes"] / 1000, row["second_bytes"] / 1000
        is_light = first <= FIRST_KB and second <= SECOND_KB
        is_met = is_light and row["performance"] >= PERFORMANCE and row["accessibility"] >= ACCESSIBILITY
        lines.append(
            f"| {row['page']} | {row['performance']} | {PERFORMANCE} | {row['accessibility']} | {ACCESSIBILITY} | {row['best_practices']} "
            f"| {first:.1f} | {FIRST_KB} | {second:.1f} | {SECOND_KB} | {'met' if is_met else '**not met**'} |"
        )
    return lines


def _overview(abouts: list[Result]) -> list[str]:
    lines = []
    for about in abouts:
        counts = ", ".join(f"{count:,} {name.lower()}s" for name, count in about["counts"].items())
        lines += [
            f"**{_name(about['database'])}**: {counts}. Second start: {about['second_start_s']:.1f} s until the first answer "
            f"(budget {START_S} s: {_met(about['second_start_s'], START_S)}). After the whole run, web and worker hold "
            f"{about['shared_once_mb']:.0f} MB (shared pages counted once; {about['resident_mb']:.0f} MB as a plain sum; "
            f"budget {MEMORY_MB} MB: {_met(about['shared_once_mb'], MEMORY_MB)}).",
            "",
        ]
    if abouts:
        lines += ["| A visit to | First, kB | Budget | Second, kB | Budget | Requests | |", "|---|--:|--:|--:|--:|--:|---|"]
        for one in abouts[0]["weights"]:
            is_met = one["first_kb"] <= FIRST_KB and one["second_kb"] <= SECOND_KB
            lines.append(
                f"| {one['page']} | {one['first_kb']:.1f} | {FIRST_KB} | {one['second_kb']:.1f} | {SECOND_KB} | {one['requests']} "
                f"| {'met' if is_met else '**over**'} |"
            )
    return lines


def _floors(rows: list[Result]) -> str:
    floors = {row["clients"]: row["floor_cpu_ms"] for row in rows}
    return "The floor: " + ", ".join(f"{cost:.2f} ms with {_clients(count)}" for count, cost in sorted(floors.items())) + "."


def _table(rows: list[Result]) -> list[str]:
    lines = [
        "| Page | Clients | CPU, ms | × floor | Budget | Queries | Bytes | Requests/s | p95, ms | |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|---|",
    ]
    for row in rows:
        ratio = "" if row["ratio"] is None else f"{row['ratio']:.1f}"
        budget = f"{row['budget']:.0f} ms" if row["ratio"] is None else f"{row['budget']:.0f}×"
        said = verdict(row)
        queries = f"**{row['queries']}**" if row["queries"] > QUERIES else str(row["queries"])
        lines.append(
            f"| {row['page']} | {row['clients']} | {row['cpu_ms']:.2f} | {ratio} | {budget} | {queries} | {row['bytes']:,} "
            f"| {row['rps']:.0f} | {row['p95_ms']:.1f} | {said if said == 'met' else f'**{said}**'} |"
        )
    return lines


def _misses(rows: list[Result]) -> list[str]:
    found = [
        f"- {row['page']}, {_name(row['database'])}, {_clients(row['clients'])}: {verdict(row)}." for row in rows if verdict(row) != "met"
    ]
    found += [
        f"- {row['page']}, {_name(row['database'])}: {row['queries']} queries, {QUERIES} at most."
        for row in rows
        if row["queries"] > QUERIES and row["clients"] == 1
    ]
    return found or ["Nowhere."]


def _clients(count: int) -> str:
    return "1 client" if count == 1 else f"{count} clients"


def _name(database: str) -> str:
    return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[database]


def _met(value: float, budget: float) -> str:
    return "met" if value <= budget else "**over**"
