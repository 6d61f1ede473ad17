"""The servers that the other tests stand on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import Engine, make_url

from tests.services.fixtures import DatabaseFactory
from tests.services.session import ROOT, VARIABLE, Session


def round_trip(engine: Engine, word: str) -> str:
    """Write a word into a new table and read it back."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE words (word VARCHAR(50) NOT NULL)"))
        connection.execute(text("INSERT INTO words VALUES (:word)"), {"word": word})
        return str(connection.execute(text("SELECT word FROM words")).scalar_one())


def test_each_database_keeps_every_letter(database_url: str) -> None:
    engine = create_engine(database_url)
    assert round_trip(engine, "Ñandú 🦤 ß") == "Ñandú 🦤 ß"
    engine.dispose()


def test_a_fresh_database_is_empty_whatever_the_test_before_did(database_url: str) -> None:
    engine = create_engine(database_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


@pytest.mark.postgres
def test_postgres_is_version_18_and_not_in_utc(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with engine.connect() as connection:
        assert connection.execute(text("SHOW server_version_num")).scalar_one().startswith("18")
        assert connection.execute(text("SHOW timezone")).scalar_one() == "Asia/Kolkata"
    engine.dispose()


@pytest.mark.mariadb
def test_mariadb_speaks_four_byte_utf8(mariadb_url: str) -> None:
    engine = create_engine(mariadb_url)
    with engine.connect() as connection:
        assert "MariaDB" in connection.execute(text("SELECT version()")).scalar_one()
        assert connection.execute(text("SELECT @@character_set_client")).scalar_one() == "utf8mb4"
    engine.dispose()


@pytest.mark.postgres
@pytest.mark.mariadb
@pytest.mark.parametrize("backend", ["postgres", "mariadb"])
def test_two_fresh_databases_are_on_one_server(
    fresh_database: DatabaseFactory, backend: str
) -> None:
    first, second = make_url(fresh_database(backend)), make_url(fresh_database(backend))
    assert first.port == second.port
    assert first.database != second.database


@pytest.mark.postgres
def test_a_server_ends_when_its_session_is_killed() -> None:
    program = (
        "import os, signal\n"
        "from tests.services.session import Session\n"
        "session = Session()\n"
        "print(session.folder, session.port('postgres'), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    own = {name: value for name, value in os.environ.items() if name != VARIABLE}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True, check=False, cwd=ROOT, env=own, text=True,
    )  # fmt: skip
    folder, port = done.stdout.split()
    assert int(port) > 0
    assert wait_until_gone(Path(folder))


def wait_until_gone(folder: Path) -> bool:
    """Give the keeper up to ten seconds to clear away."""
    for _ in range(200):
        if not folder.exists():
            return True
        Session.pause()
    return False


def test_sqlite_makes_its_file_when_first_used(sqlite_url: str) -> None:
    engine = create_engine(sqlite_url)
    assert round_trip(engine, "word") == "word"
    engine.dispose()
