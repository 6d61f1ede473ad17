"""Give each test an empty SQL storage quickly: the schema is made once, the rows are removed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from socialkit.storage.sql import PlainTransactions, SqlStorage, schema
from socialkit.storage.sql.engines import make_engine
from socialkit.storage.sql.tables import METADATA


@dataclass(frozen=True)
class Prepared:
    """Be a storage on a database that has the schema; statements are built once for all tests."""

    engine: sa.Engine
    storage: SqlStorage

    def emptied(self) -> SqlStorage:
        """Return the storage without any rows."""
        with self.engine.begin() as connection:
            for statement in removals(self.engine.dialect.name):
                connection.execute(sa.text(statement))
        return self.storage


@contextmanager
def prepared(url: str) -> Iterator[Prepared]:
    """Make the schema in an empty database, and yield a storage on it."""
    engine = make_engine(url)
    with engine.begin() as connection:
        if schema.current(connection) is None:
            schema.create(connection)
    try:
        yield Prepared(engine, SqlStorage(PlainTransactions(engine)))
    finally:
        engine.dispose()


def removals(dialect: str) -> Iterator[str]:
    """Yield the statements that remove all rows."""
    tables = [table.name for table in reversed(METADATA.sorted_tables)]
    if dialect == "postgresql":
        yield f"TRUNCATE {', '.join(tables)} CASCADE"
        return
    off, on = _CHECKS[dialect]
    yield off
    for name in tables:
        yield f"DELETE FROM {name}"  # noqa: S608 - names of our own tables
    yield on


_CHECKS = {
    "sqlite": ("PRAGMA defer_foreign_keys = ON", "PRAGMA defer_foreign_keys = OFF"),
    "mariadb": ("SET foreign_key_checks = 0", "SET foreign_key_checks = 1"),
    "mysql": ("SET foreign_key_checks = 0", "SET foreign_key_checks = 1"),
}
