"""Watch what a storage sends to its database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from socialkit.storage.sql import PlainTransactions, SqlStorage, schema
from socialkit.storage.sql.engines import make_engine


class Watched:
    """Be a storage whose statements are written down."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        with self.engine.begin() as connection:
            if schema.current(connection) is None:
                schema.create(connection)
        self.storage = SqlStorage(PlainTransactions(self.engine))
        self.storage.check()
        self.sent: list[tuple[str, Any]] = []
        sa.event.listen(self.engine, "before_cursor_execute", self._note)

    def _note(self, _c: object, _k: object, text: str, values: Any, *_others: object) -> None:
        if not text.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "PRAGMA")):
            self.sent.append((text, values))

    @contextmanager
    def counting(self) -> Iterator[list[tuple[str, Any]]]:
        """Collect what is sent inside the block."""
        self.sent = []
        yield self.sent

    def plan_of(self, statement: tuple[str, Any]) -> list[str]:
        """Return SQLite's plan of a statement that was sent."""
        with self.engine.connect() as connection:
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement[0]}", statement[1])
            return [str(row[3]) for row in rows]
