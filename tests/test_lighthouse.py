"""What `make lighthouse` says: which budgets are met, which audits miss, and why nothing could be measured."""

from bench import lighthouse, report

ROW = {
    "page": "home", "performance": 99, "accessibility": 100, "best_practices": 96, "first_bytes": 100_000,
    "second_bytes": 15_000, "runs": 5,
}  # fmt: skip


def verdict(**other: int) -> str:
    return report.browser_table([{**ROW, **other}])[-1].rsplit("|", 2)[1].strip()


def test_a_page_meets_its_budgets_or_not() -> None:
    assert verdict() == "met"
    for worse in ({"performance": 98}, {"accessibility": 99}, {"first_bytes": 100_100}, {"second_bytes": 15_100}):
        assert verdict(**worse) == "**not met**", worse


def test_the_document_keeps_what_was_there_and_shows_the_newest() -> None:
    once = report.with_browser("# Benchmarks\n\nWords.\n", [{**ROW, "performance": 42}])
    twice = report.with_browser(once, [ROW])
    assert twice.startswith("# Benchmarks\n\nWords.\n\n## In a browser\n")
    assert twice.count("## In a browser") == 1
    assert "| 42 |" in once
    assert "| 42 |" not in twice
    assert report.with_browser("# Benchmarks\n", []) == "# Benchmarks\n"


def test_an_audit_that_counts_and_is_missed_is_named() -> None:
    audits = {
        "slow": {"id": "slow", "title": "Is slow", "score": 0.5, "displayValue": "9 s"},
        "fine": {"id": "fine", "title": "Is fine", "score": 1},
        "no-matter": {"id": "no-matter", "title": "Does not count", "score": 0},
        "absent": {"id": "absent", "title": "Does not apply", "score": None},
    }
    refs = [{"id": name, "weight": 0 if name == "no-matter" else 1} for name in audits]
    judged = {"audits": audits, "categories": {"performance": {"auditRefs": refs}}}
    assert lighthouse.misses(judged) == ["Is slow (slow) 9 s"]


def test_without_npm_it_says_so_aloud_and_does_not_fail(monkeypatch, tmp_path, capsys) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert lighthouse.main([]) == 0
    said = capsys.readouterr().out
    assert "LIGHTHOUSE CANNOT BE HAD HERE" in said
    assert "npm" in said


def test_the_longest_lesson_is_one_page_of_the_series() -> None:
    assert lighthouse.longest_lesson().startswith(f"/learn/{lighthouse.SERIES}/{lighthouse.BEGUN}/")
