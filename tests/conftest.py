"""What every test may ask for: the standing cast, the real server, a real browser."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import browser as browsers
from tests.cast import CAST_FIXTURES
from tests.server import Server, Template, template_for

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop running in the tests' thread
globals().update(CAST_FIXTURES)

NO_FLUSH = (
    "This test asks for a database that is flushed after it (transaction=True, live_server). Published rows are "
    "frozen by the database, so nothing may flush them: use the `server` fixture, which has a database of its own."
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--skip-all", metavar="WHY", help="count every test as skipped, with this reason")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if why := config.getoption("--skip-all"):
        for item in items:
            item.add_marker(pytest.mark.skip(reason=why))
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Refuse what would flush frozen tables."""
    mark = item.get_closest_marker("django_db")
    asks = bool(mark and (mark.kwargs.get("transaction") or (mark.args and mark.args[0])))
    if asks or {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())):
        pytest.fail(NO_FLUSH, pytrace=False)


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """What a process keeps of editions and pages is true for ever, save in tests, which undo what they wrote."""
    from attune.catalogue import queries as catalogue
    from attune.library import queries as library
    from attune.web.public import kept

    yield
    library._kept.clear()
    catalogue._kept_shelf[0] = (None, ())
    kept._pages.clear()


@pytest.fixture(scope="session")
def server_template(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Template]:
    """A home and a database, prepared once for all test processes, that servers are copied from."""
    shared = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    with template_for(shared / "server-template", database_url=os.environ.get("DATABASE_URL")) as made:
        yield made


@pytest.fixture
def server(server_template: Template, tmp_path: Path) -> Iterator[Server]:
    """The production server with a database of its own; this test may change it, or kill it."""
    with server_template.copy(tmp_path / "home") as copied, Server(copied) as running:
        yield running


@pytest.fixture(scope="module")
def shared_server(server_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One production server for all tests of a file: quicker, for tests that tread on nobody's feet."""
    with server_template.copy(tmp_path_factory.mktemp("shared") / "home") as copied, Server(copied) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator["browsers.Browser"]:
    """Debian's Chromium, headless; skips loudly where there is none."""
    with browsers.chromium() as opened:
        yield opened


@pytest.fixture
def page(browser: "browsers.Browser") -> Iterator["browsers.Page"]:
    """A new tab in a new profile. Afterwards: no request to a third party, and no error in the console."""
    with browsers.fresh_page(browser) as opened:
        yield opened
