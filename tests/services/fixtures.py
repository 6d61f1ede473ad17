"""Fixtures that give tests a real database, and pages a real browser.

A server that is absent skips its tests aloud; where SOCIALKIT_REQUIRE_SERVICES is set, as in
continuous integration, it fails them instead.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.services.databases import BACKENDS, SQLITE, empty_database
from tests.services.keeper import SERVERS
from tests.services.server import find_program
from tests.services.session import Session

REQUIRED: Final = "SOCIALKIT_REQUIRE_SERVICES"
ABSENT: Final = "NOT TESTED HERE:"
SESSION: Final = pytest.StashKey[Session]()

DatabaseFactory = Callable[[str], str]


def pytest_configure(config: pytest.Config) -> None:
    """Open the session of servers; none is started before a test asks."""
    config.stash[SESSION] = Session()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers that this session started."""
    if SESSION in config.stash:
        config.stash[SESSION].close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud what was not tested on this machine."""
    skipped = terminalreporter.getreports("skipped")
    texts = [str(report.longrepr[2]) for report in skipped if isinstance(report.longrepr, tuple)]
    absent = [text.removeprefix("Skipped: ") for text in texts]
    reasons = sorted({text for text in absent if text.startswith(ABSENT)})
    for reason in reasons:
        tests = absent.count(reason)
        terminalreporter.write_line(f"{reason}; {tests} tests did not run", yellow=True, bold=True)


def _refuse(name: str, remedy: str) -> None:
    reason = f"{ABSENT} {name} is absent ({remedy})"
    if os.environ.get(REQUIRED):
        pytest.fail(reason)
    pytest.skip(reason)


def _need(backend: str) -> None:
    if backend != SQLITE and not SERVERS[backend].present():
        _refuse(backend, SERVERS[backend].remedy)


@pytest.fixture(scope="session")
def services(request: pytest.FixtureRequest) -> Session:
    """The servers of this test session."""
    return request.config.stash[SESSION]


@pytest.fixture(scope="session")
def postgres_url(services: Session, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One PostgreSQL database for the whole worker; tests clean up after themselves."""
    _need("postgres")
    with empty_database(services, "postgres", tmp_path_factory.getbasetemp()) as url:
        yield url


@pytest.fixture(scope="session")
def mariadb_url(services: Session, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One MariaDB database for the whole worker; tests clean up after themselves."""
    _need("mariadb")
    with empty_database(services, "mariadb", tmp_path_factory.getbasetemp()) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of an SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'social.db'}"


@pytest.fixture
def fresh_database(services: Session, tmp_path: Path) -> Iterator[DatabaseFactory]:
    """A function from a backend's name (sqlite, postgres, mariadb) to an empty database's address.

    The databases are dropped after the test, whoever is still connected.
    """
    with contextlib.ExitStack() as stack:

        def make(backend: str) -> str:
            _need(backend)
            return stack.enter_context(empty_database(services, backend, tmp_path))

        yield make


@pytest.fixture(
    params=[
        pytest.param(name, marks=[] if name == SQLITE else [getattr(pytest.mark, name)])
        for name in BACKENDS
    ]
)
def database_url(request: pytest.FixtureRequest, fresh_database: DatabaseFactory) -> str:
    """An empty database on each backend in turn."""
    return fresh_database(request.param)


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The machine's Chromium, for Playwright's `executable_path`."""
    program = find_program("chromium", "chromium-browser", "google-chrome")
    if program is None:
        _refuse("chromium", "apt-get install chromium")
    assert program is not None
    return program
