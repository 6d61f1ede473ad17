"""Be Django's connection to SQLAlchemy: each cursor is one of Django's, with all its wrappers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from typing import Any, Final

from django.db import connections, utils
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import SQLiteCursorWrapper

from socialkit.contrib.django import refusing

_CONVERTED: Final[dict[str, str]] = {}
_KEPT: Final = 500


class HostConnection:
    """Be Django's connection of one thread, to SQLAlchemy, for as long as one unit of work."""

    def __init__(self, host: BaseDatabaseWrapper) -> None:
        self._host: Any = host
        self._unseen = False

    def cursor(self) -> Any:
        """Return a cursor of Django, with all that is wrapped around it."""
        if self._unseen:
            self._host.ensure_connection()
            return self._host.create_cursor()
        try:
            return self._ready(self._host.cursor())
        except utils.DatabaseError as error:
            if connections[self._host.alias] is not self._host:
                raise refusing.other_thread() from error
            raise

    def _ready(self, cursor: Any) -> Any:
        """Return Django's cursor, prepared for what SQLAlchemy expects."""
        return cursor

    @contextmanager
    def unseen(self) -> Iterator[None]:
        """Give cursors that Django neither logs nor counts."""
        self._unseen = True
        try:
            with self._host.wrap_database_errors:
                yield
        finally:
            self._unseen = False

    def commit(self) -> None:
        """Commit nothing: `atomic` does."""

    def rollback(self) -> None:
        """Undo nothing: `atomic` does."""

    def close(self) -> None:
        """Leave the connection open for Django."""


class PostgresConnection(HostConnection):
    """Be Django's connection to PostgreSQL."""

    def _ready(self, cursor: Any) -> Any:
        """Let moments come with their offset, whatever the host's settings say.

        Without time zones (`USE_TZ`), Django would cut the offset off and so shift the moment.
        """
        if self._host.timezone is not UTC:
            loader = _stock_loader(self._host.Database)
            cursor.adapters.register_loader("timestamptz", loader)
        return cursor


def _stock_loader(driver: Any) -> Any:
    kind = driver.adapters.types["timestamptz"].oid
    return driver.adapters.get_loader(kind, driver.pq.Format.TEXT)


class SqliteConnection(HostConnection):
    """Be Django's connection to SQLite."""

    def _ready(self, cursor: Any) -> Any:
        """Let the cursor remember the statements it has seen."""
        cursor.cursor = self._host.connection.cursor(factory=_RememberingCursor)
        return cursor


class _RememberingCursor(SQLiteCursorWrapper):
    """Be Django's cursor of SQLite, which gives each statement SQLite's form once.

    That takes as long as to run a long statement; and given the same text each time, the driver
    finds the statement that it prepared before.
    """

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        """Return the statement with question marks in place of the parameters."""
        if param_names is not None:
            return super().convert_query(query, param_names=param_names)
        found = _CONVERTED.get(query)
        if found is None:
            found = super().convert_query(query)
            if len(_CONVERTED) >= _KEPT:
                _CONVERTED.clear()
            _CONVERTED[query] = found
        return found
