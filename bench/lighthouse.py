"""`make lighthouse`: what Lighthouse says of four pages on a slow telephone, and what a visit to them weighs.

Prints a table, writes bench/lighthouse.json and the last part of docs/benchmarks.md. Lighthouse itself is fetched
once, in one fixed version, by npm, into the cache folder of whoever runs this; nothing of it is in the repository.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, BrowserContext

from attune.courseware import Lesson, Scenario
from bench import report
from tests.browser import WORDS, chromium
from tests.door import Door
from tests.server import ROOT, Server, template_for
from tests.walk import module_of, take_module

VERSION = "12.8.2"  # the last that runs on Node.js 18 and 20
SERIES = "csam-survivors"
DONE, BEGUN = "understanding-csam-and-its-impacts", "making-first-contact"
LEARNER = "Dana Reyes"
TURNS = 2  # of the conversation, before its page is looked at
RUNS = 5
KINDS = {"performance": "performance", "accessibility": "accessibility", "best_practices": "best-practices"}
MOST_SECONDS = 180
TELEPHONE = {"width": 412, "height": 823}  # as Lighthouse has it


class NoLighthouse(Exception):
    """Why it cannot be had here, as a sentence."""


@dataclass(frozen=True)
class Place:
    """A page to look at. `cookie` is that of the learner, or empty; `before` is the page from which one comes to it."""

    name: str
    path: str
    before: str
    cookie: str = ""


@dataclass(frozen=True)
class Seen:
    """One line of bench/lighthouse.json: medians of scores out of 100, and bytes over the wire, heads included.

    The first visit is the page with an empty cache; the second is the same page, come to from another one.
    """

    page: str
    performance: int
    accessibility: int
    best_practices: int
    first_bytes: int
    second_bytes: int
    runs: int


def main(words: list[str] | None = None) -> int:
    reader = argparse.ArgumentParser(prog="bench.lighthouse")
    reader.add_argument("--runs", type=int, default=RUNS)
    reader.add_argument("--page", default="", help="only pages whose name holds this; writes nothing")
    chosen = reader.parse_args(words)
    try:
        program = lighthouse()
    except NoLighthouse as why:
        print(f"LIGHTHOUSE CANNOT BE HAD HERE, SO NOTHING IS MEASURED: {why}")
        return 0
    with (
        tempfile.TemporaryDirectory(prefix="attune-lighthouse-") as folder,
        template_for(Path(folder) / "template", database_url=None) as template,
        template.copy(Path(folder) / "home") as home,
        Server(home) as server,
    ):
        wanted = [place for place in places(server) if chosen.page in place.name]
        rows = [asdict(look(program, server.base_url, place, chosen.runs, Path(folder))) for place in wanted]
    print(*report.browser_table(rows), sep="\n")
    if not chosen.page:
        keep(rows)
    return 0


def lighthouse() -> list[str]:
    """The words that start it. Installs it at the first call; raises NoLighthouse where that cannot be done."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise NoLighthouse("there is no Node.js with npm on this machine (apt-get install nodejs npm).")
    if chromium_path() is None:
        raise NoLighthouse("there is no Chromium on this machine (apt-get install chromium).")
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "attune" / f"lighthouse-{VERSION}"
    program = folder / "node_modules/lighthouse/cli/index.js"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        print(f"Fetching Lighthouse {VERSION} ...", flush=True)
        install = [npm, "install", "--no-save", "--no-audit", "--no-fund", "--prefix", str(folder), f"lighthouse@{VERSION}"]
        done = subprocess.run(install, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode or not program.exists():
            raise NoLighthouse(f"npm could not install it.\n{done.stderr[-1000:]}")
    return [node, str(program)]


def chromium_path() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def places(server: Server) -> list[Place]:
    """The four pages, the learner brought to hers: one module done, in the next a lesson open and a conversation half-way."""
    visitor = Door(server.base_url)
    visitor.sign_in(server.cast[LEARNER])
    with chromium() as opened:
        page = context_of(opened, server.base_url, cookie_of(visitor), java_script_enabled=False).new_page()
        take_module(page, server.base_url, SERIES, DONE)
    begin = visitor.get(f"/learn/{SERIES}/{BEGUN}/")
    visitor.send(begin, begin.form(action=begin.url))
    return [
        Place("home", "/", f"/series/{SERIES}/"),
        Place("series", f"/series/{SERIES}/", "/"),
        Place("lesson", longest_lesson(), "/me/", cookie_of(visitor)),
        Place("conversation", converse(visitor), "/me/", cookie_of(visitor)),
    ]


def longest_lesson() -> str:
    """The address of the lesson page with the most to read."""
    lessons = [each for each in module_of(SERIES, BEGUN).components if isinstance(each, Lesson)]
    pages = [(len(section.body.html), lesson.id, section.id) for lesson in lessons for section in lesson.sections]
    _, lesson_id, section_id = max(pages)
    return f"/learn/{SERIES}/{BEGUN}/{lesson_id}/?section={section_id}"


def converse(visitor: Door) -> str:
    """Begins the first conversation and takes some turns of it, by the strongest choices. Gives its path."""
    scenario = next(each for each in module_of(SERIES, BEGUN).components if isinstance(each, Scenario))
    path = f"/learn/{SERIES}/{BEGUN}/{scenario.id}/"
    page = visitor.get(path)
    visitor.send(page, page.form(having="deed"))
    for _ in range(TURNS):
        page = visitor.get(path)
        form = page.form(having="choice")
        node = scenario.node(form.fields["node"][0])
        assert node is not None
        best = min(node.choices, key=lambda choice: ("strong", "weak", "harm").index(choice.quality))
        visitor.send(page, form, {"choice": best.id})
    visitor.get(path).form(having="choice")
    return path


def look(program: list[str], base_url: str, place: Place, runs: int, folder: Path) -> Seen:
    """All runs on one page, and its weight. Says what an audit misses as it is found."""
    with chromium() as opened:
        first, second = weigh(opened, base_url, place)
    judged = [judge(program, base_url, place, folder) for _ in range(runs)]
    for missed in sorted({missed for one in judged for missed in misses(one)}):
        print(f"{place.name}: {missed}", flush=True)
    scores = {field: [score(one, kind) for one in judged] for field, kind in KINDS.items()}
    print(f"{place.name}: {scores}", flush=True)
    return Seen(
        page=place.name, **{field: round(median(values)) for field, values in scores.items()},
        first_bytes=first, second_bytes=second, runs=runs,
    )  # fmt: skip


def judge(program: list[str], base_url: str, place: Place, folder: Path) -> dict[str, Any]:
    """One run of Lighthouse: a telephone as it comes, with a slow network and processor simulated."""
    headers, result = folder / "headers.json", folder / "result.json"
    headers.write_text(json.dumps({"Cookie": place.cookie} if place.cookie else {}))
    flags = " ".join(["--headless", *WORDS])
    subprocess.run(
        [
            *program, base_url + place.path, "--quiet", "--no-enable-error-reporting", "--form-factor=mobile",
            f"--only-categories={','.join(KINDS.values())}", f"--extra-headers={headers}", f"--chrome-flags={flags}",
            "--output=json", f"--output-path={result}",
        ],
        env={**os.environ, "CHROME_PATH": chromium_path() or ""}, check=True, timeout=MOST_SECONDS,
    )  # fmt: skip
    judged: dict[str, Any] = json.loads(result.read_text())
    if judged.get("runtimeError") or judged["finalDisplayedUrl"] != base_url + place.path:
        raise SystemExit(f"{place.name}: Lighthouse looked at {judged['finalDisplayedUrl']}: {judged.get('runtimeError')}")
    return judged


def score(judged: dict[str, Any], kind: str) -> int:
    return round(100 * judged["categories"][kind]["score"])


def misses(judged: dict[str, Any]) -> list[str]:
    """The audits that count and are not perfect, a line each."""
    counted = {ref["id"] for kind in judged["categories"].values() for ref in kind["auditRefs"] if ref["weight"]}
    audits = [judged["audits"][name] for name in sorted(counted)]
    missed = [one for one in audits if one["score"] is not None and one["score"] < 0.99]
    return [f"{one['title']} ({one['id']}) {one.get('displayValue', '')}" for one in missed]


def weigh(opened: Browser, base_url: str, place: Place) -> tuple[int, int]:
    """Bytes of the page and all that it asks for: with an empty cache, and come to from the page before it."""
    first, *_ = visits(opened, base_url, place.cookie, [place.path])
    *_, second = visits(opened, base_url, place.cookie, [place.before, place.path])
    return first, second


def visits(opened: Browser, base_url: str, cookie: str, paths: list[str]) -> list[int]:
    """One visitor opens one page after the other; bytes over the wire for each, as the browser counted them."""
    context = context_of(opened, base_url, cookie, viewport=TELEPHONE, is_mobile=True, has_touch=True)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes: list[int] = []
    wire.on("Network.loadingFinished", lambda ended: sizes.append(int(ended["encodedDataLength"])))
    found = []
    for path in paths:
        sizes.clear()
        page.goto(base_url + path, wait_until="networkidle")
        page.evaluate("fetch(document.querySelector('link[rel=icon]').href).then(one => one.text())")  # a window would ask for it
        page.wait_for_timeout(200)
        found.append(sum(sizes))
    context.close()
    return found


def context_of(opened: Browser, base_url: str, cookie: str, **words: Any) -> BrowserContext:
    """A visitor with an empty cache and these cookies. `words` are Playwright's."""
    context = opened.new_context(**words)
    for pair in filter(None, cookie.split("; ")):
        name, _, value = pair.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": base_url}])
    return context


def cookie_of(visitor: Door) -> str:
    return "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())


def keep(rows: list[dict[str, Any]]) -> None:
    """bench/lighthouse.json, and the part of the document that shows it, where there is a document."""
    (ROOT / "bench/lighthouse.json").write_text(json.dumps(rows, indent=1) + "\n")
    document = ROOT / "docs/benchmarks.md"
    if document.exists():
        document.write_text(report.with_browser(document.read_text(), rows))


if __name__ == "__main__":
    sys.exit(main())
