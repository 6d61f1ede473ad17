"""Load very many rows at once: `executemany` on SQLite and MariaDB, `COPY` on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa

from socialkit.storage.sql import schema
from socialkit.storage.sql.tables import METADATA

CHUNK: Final = 20_000
Encoder = Callable[[Any], Any]


class Loader:
    """Fill an empty database: tables first, then rows, and indexes at the end."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._dialect = engine.dialect
        self._connection = engine.connect()
        if self._dialect.name == "sqlite":
            for pragma in ("synchronous = OFF", "journal_mode = OFF", "foreign_keys = OFF"):
                self._raw.execute(f"PRAGMA {pragma}")

    def begin(self, *extra: sa.Table) -> None:
        """Make the schema, and `extra`, without the indexes that only slow down loading."""
        schema.create(self._connection)
        for table in extra:
            table.create(self._connection)
        for index in self._late_indexes():
            index.drop(self._connection)
        self._connection.commit()

    def load(self, table: sa.Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        """Insert the rows, whose values are in the order of `columns`; return how many."""
        encoders = [self._encoder(table.c[name]) for name in columns]
        encoded = (
            tuple(encode(value) for encode, value in zip(encoders, row, strict=True))
            for row in rows
        )
        many = self._copy if self._dialect.name == "postgresql" else self._insert
        count = many(table.name, columns, encoded)
        self._connection.commit()
        return count

    def finish(self) -> None:
        """Make the indexes and let the database count."""
        for index in self._late_indexes():
            index.create(self._connection)
        self._connection.commit()
        names = ", ".join(table.name for table in METADATA.sorted_tables)
        word = "ANALYZE TABLE " + names if self._dialect.name in {"mysql", "mariadb"} else "ANALYZE"
        self._connection.exec_driver_sql(word)
        self._connection.commit()

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()
        self._engine.dispose()

    def _insert(self, name: str, columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> int:
        sign = "?" if self._dialect.name == "sqlite" else "%s"
        marks = ", ".join([sign] * len(columns))
        statement = f"INSERT INTO {name} ({_quoted(columns)}) VALUES ({marks})"  # noqa: S608
        if self._dialect.name != "sqlite":
            statement = statement.replace('"', "`")
        cursor, count = self._driver.cursor(), 0
        while part := list(islice(rows, CHUNK)):
            cursor.executemany(statement, part)
            count += len(part)
        cursor.close()
        return count

    def _copy(self, name: str, columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> int:
        count = 0
        statement = f"COPY {name} ({_quoted(columns)}) FROM STDIN"
        with self._driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
                count += 1
        return count

    def _late_indexes(self) -> Iterator[sa.Index]:
        """Yield the indexes that are made at the end; MariaDB needs its own for foreign keys."""
        if self._dialect.name not in {"mysql", "mariadb"}:
            for table in METADATA.sorted_tables:
                yield from sorted(table.indexes, key=lambda index: str(index.name))

    @property
    def _raw(self) -> Any:
        return self._connection.connection.driver_connection

    @property
    def _driver(self) -> Any:
        if not self._connection.in_transaction():
            self._connection.begin()
        return self._raw

    def _encoder(self, column: sa.Column[Any]) -> Encoder:
        kind = column.type.dialect_impl(self._dialect)
        return kind.bind_processor(self._dialect) or _same


def _same(value: object) -> object:
    return value


def _quoted(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
