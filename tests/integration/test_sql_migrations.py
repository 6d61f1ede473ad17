"""Migrating a database gives exactly the schema that the tables describe, on each database."""

import re

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from socialkit.storage.sql import SqlStorage, schema
from socialkit.storage.sql.engines import make_engine
from socialkit.storage.sql.migrations import check, current, migrate
from socialkit.storage.sql.tables import METADATA
from tests.services.databases import BACKENDS
from tests.services.fixtures import DatabaseFactory

_COLUMNS = """
    SELECT table_name, ordinal_position, column_name, udt_name, is_nullable,
           character_maximum_length, collation_name
    FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2
"""
_CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2
"""
_INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
_CATALOGUE = {
    "sqlite": ("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name",),
    "postgresql": (_COLUMNS, _CONSTRAINTS, _INDEXES),
}


def _schema(url: str) -> list[str]:
    """Return everything that the database says of its schema, one line a fact."""
    engine = make_engine(url)
    with engine.connect() as connection:
        if engine.dialect.name in _CATALOGUE:
            asked = [connection.exec_driver_sql(q) for q in _CATALOGUE[engine.dialect.name]]
            lines = [str(tuple(row)) for answer in asked for row in answer]
        else:
            names = sorted(sa.inspect(connection).get_table_names())
            answers = (connection.exec_driver_sql(f"SHOW CREATE TABLE {name}") for name in names)
            # A table lists its keys in the order in which they were made.
            tables = [str(answer.one()[1]).split("\n") for answer in answers]
            lines = [line.rstrip(",") for table in tables for line in (table[0], *sorted(table))]
    engine.dispose()
    return [re.sub(r" AUTO_INCREMENT=\d+", "", line) for line in lines]


def _create(url: str) -> None:
    engine = make_engine(url)
    with engine.begin() as connection:
        schema.create(connection)
    engine.dispose()


def test_migrating_makes_what_the_tables_describe(
    database_url: str, fresh_database: DatabaseFactory
) -> None:
    other = fresh_database(_backend(database_url))
    if _backend(database_url) != "sqlite":
        assert current(database_url) is None
    assert migrate(database_url) == schema.HEAD
    _create(other)
    assert _schema(database_url) == _schema(other)


def _backend(url: str) -> str:
    for name in BACKENDS:
        if url.startswith(name):
            return name
    return "mariadb"


def test_nothing_is_left_to_migrate(database_url: str) -> None:
    migrate(database_url)
    check(database_url)
    storage = SqlStorage.open(database_url)
    storage.check()
    storage.close()
    engine = make_engine(database_url)
    with engine.connect() as connection:
        options = {"include_name": lambda name, kind, _: kind != "table" or name in METADATA.tables}
        context = MigrationContext.configure(connection, opts=options)
        found = compare_metadata(context, METADATA)
    # Alembic can not compare descending indexes; the test above compares them to the letter.
    assert [change for change in found if not str(change[0]).endswith("_index")] == []
    engine.dispose()
