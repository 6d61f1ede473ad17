"""Migrating a database gives exactly the schema that the tables describe, on each database."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from socialkit.storage.sql import SqlStorage, schema
from socialkit.storage.sql.engines import make_engine
from socialkit.storage.sql.migrations import check, current, migrate
from socialkit.storage.sql.tables import METADATA
from tests.services.catalogue import catalogue
from tests.services.databases import BACKENDS
from tests.services.fixtures import DatabaseFactory


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
    assert catalogue(database_url) == catalogue(other)


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
