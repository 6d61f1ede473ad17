"""Be Django's connection to SQLAlchemy: each cursor is one of Django's, with all its wrappers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from typing import Any

from django.db import connections, utils
from django.db.backends.base.base import BaseDatabaseWrapper

from socialkit.contrib.django import refusing


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
