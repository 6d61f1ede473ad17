"""The schema keeps its names short, and an empty SQLite file gets it by itself."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from socialkit.errors import ConfigurationError
from socialkit.storage.sql import SqlStorage, schema
from socialkit.storage.sql.migrations import check, current, migrate
from socialkit.storage.sql.rows import Noun
from socialkit.storage.sql.tables import METADATA

LONGEST_NAME = 30
WITHOUT_ALEMBIC = """
import sys
sys.modules["alembic"] = None
from socialkit.storage.sql import SqlStorage
with SqlStorage.open(sys.argv[1]).unit() as unit:
    assert unit.networks.all() == ()
"""


def _schema(path: Path) -> list[tuple[str, str]]:
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master ORDER BY name, sql")
        found = [(row[0], row[1]) for row in rows]
    engine.dispose()
    return found


def test_names_are_short_and_marked_as_ours() -> None:
    for table in METADATA.tables.values():
        assert table.name.startswith("sk_")
        for index in table.indexes:
            assert str(index.name).startswith("sk_")
            assert len(str(index.name)) <= LONGEST_NAME, index.name


def test_every_field_of_a_value_has_a_column_of_its_name() -> None:
    from socialkit.storage.sql import rows

    nouns = [noun for noun in vars(rows).values() if isinstance(noun, Noun)]
    assert len(nouns) > 10
    for noun in nouns:
        assert [column.key for column in noun.columns()] == list(noun.fields)


def test_migrating_and_starting_empty_make_the_same_schema(tmp_path: Path) -> None:
    assert migrate(f"sqlite:///{tmp_path / 'migrated.db'}") == schema.HEAD
    SqlStorage.open(f"sqlite:///{tmp_path / 'started.db'}").check()
    assert _schema(tmp_path / "migrated.db") == _schema(tmp_path / "started.db")


def test_an_empty_file_gets_its_schema_without_alembic(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'a.db'}"
    subprocess.run([sys.executable, "-c", WITHOUT_ALEMBIC, address], check=True)
    assert current(address) == schema.HEAD


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'a.db'}"
    migrate(address)
    before = _schema(tmp_path / "a.db")
    assert migrate(address) == schema.HEAD
    assert _schema(tmp_path / "a.db") == before
    check(address)


def test_the_schema_of_a_newer_release_is_refused(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'a.db'}"
    migrate(address)
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        connection.execute(sa.update(schema.VERSION).values(version_num="sk_9999_later"))
    engine.dispose()
    storage = SqlStorage.open(address)
    with pytest.raises(ConfigurationError) as refusal:
        storage.check()
    assert refusal.value.code == "storage.newer"
    with pytest.raises(ConfigurationError), storage.unit():
        pass


def test_a_database_without_schema_says_which_command_to_run(tmp_path: Path) -> None:
    from socialkit.storage.sql import PlainTransactions
    from socialkit.storage.sql.engines import make_engine

    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    storage = SqlStorage(PlainTransactions(engine))
    with pytest.raises(ConfigurationError) as refusal, storage.unit():
        pass
    assert refusal.value.code == "storage.not_migrated"
    assert "socialkit db upgrade" in str(refusal.value)


def test_a_missing_table_is_told_as_a_missing_schema(tmp_path: Path) -> None:
    storage = SqlStorage.open(f"sqlite:///{tmp_path / 'a.db'}")
    storage.check()
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE sk_visit")
        connection.exec_driver_sql("ALTER TABLE sk_network RENAME TO former")
    engine.dispose()
    with pytest.raises(ConfigurationError) as refusal, storage.unit(read_only=True) as unit:
        unit.networks.all()
    assert refusal.value.code == "storage.not_migrated"


def _of_somebody_else(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE invoice (id INTEGER)")
        connection.commit()
    return f"sqlite:///{path}"


def test_a_file_with_tables_of_somebody_else_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    address = _of_somebody_else(file)
    before = file.read_bytes()
    for use in (SqlStorage.open(address).check, SqlStorage.open(address).create_tables):
        with pytest.raises(ConfigurationError) as refusal:
            use()
        assert refusal.value.code == "storage.foreign_tables"
        assert "invoice" in refusal.value.message
        assert f"socialkit db upgrade --url {address}" in refusal.value.message
    assert file.read_bytes() == before


def test_tables_are_made_beside_others_on_purpose(tmp_path: Path) -> None:
    address = _of_somebody_else(tmp_path / "shop.db")
    storage = SqlStorage.open(address)
    assert storage.create_tables(beside=True)
    assert not storage.create_tables(beside=True)
    storage.check()
    assert ("invoice", "CREATE TABLE invoice (id INTEGER)") in _schema(tmp_path / "shop.db")


def test_asking_for_the_revision_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        current(f"sqlite:///{tmp_path / 'a.db'}")
    assert refusal.value.code == "storage.no_file"
    assert list(tmp_path.iterdir()) == []
