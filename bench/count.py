"""How many SQL queries each page asks, counted inside one process: `python -m bench.count NOTE FILE BASE_URL`."""

import json
import sys
from pathlib import Path
from urllib.parse import parse_qsl

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.pages import PAGES, SUBMITS  # noqa: E402


def main(note_file: Path, target: Path, base_url: str) -> None:
    note = json.loads(note_file.read_text())
    counts = {page.name: _count_warm(page.requests(note)[:2] * 2) for page in PAGES}
    for submit in SUBMITS:
        request = submit.request(note, base_url)
        counts[submit.name] = _count(request) if request else 0
    target.write_text(json.dumps(counts, indent=1))


def _count_warm(requests: list[bytes]) -> int:
    """Of the last request: by then everything is in memory that stays there."""
    return [_count(request) for request in requests][-1]


def _count(request: bytes) -> int:
    head, _, body = request.decode().partition("\r\n\r\n")
    method, path, _ = head.split("\r\n")[0].split(" ")
    names = dict(line.split(": ", 1) for line in head.split("\r\n")[1:])
    client = Client(enforce_csrf_checks=True, headers={"host": names["Host"]})
    for cookie in filter(None, names.get("Cookie", "").split("; ")):
        name, _, value = cookie.partition("=")
        client.cookies[name] = value
    with CaptureQueriesContext(connection) as captured:
        if method == "POST":
            fields: dict[str, list[str]] = {}
            for name, value in parse_qsl(body, keep_blank_values=True):
                fields.setdefault(name, []).append(value)
            answer = client.post(path, fields, headers={"origin": names["Origin"]})
        else:
            answer = client.get(path)
    if answer.status_code >= 400:
        raise SystemExit(f"{method} {path} answered {answer.status_code}")
    return len([one for one in captured.captured_queries if not one["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))])


if __name__ == "__main__":
    settings.DEBUG = False
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
