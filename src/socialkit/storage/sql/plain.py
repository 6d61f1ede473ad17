"""Open transactions on an engine of the library's own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from socialkit.errors import ConfigurationError
from socialkit.storage.sql.engines import BEGIN, is_memory
from socialkit.storage.sql.refusals import translated
from socialkit.storage.sql.transactions import Act, Scope, Transactions


class PlainScope(Scope):
    """Be a transaction on a connection that nobody else uses."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self._acts: list[Act] = []

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Open an inner transaction."""
        mark = len(self._acts)
        try:
            with self.connection.begin_nested():
                yield
        except BaseException:
            del self._acts[mark:]
            raise

    def on_commit(self, act: Act) -> None:
        """Call `act` after the commit."""
        self._acts.append(act)

    def run_acts(self) -> None:
        """Call what waited for the commit, in the order in which it was asked for."""
        acts, self._acts = self._acts, []
        for act in acts:
            act()


class PlainTransactions(Transactions):
    """Open transactions on an own engine; on SQLite one unit writes at a time."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._sqlite = engine.dialect.name == "sqlite"
        self._writing = threading.local()
        self._alone = _Alone() if is_memory(engine.url) else None
        self.concurrent_writers = not self._sqlite
        self.durable = self._alone is None

    @contextmanager
    def read(self) -> Iterator[Scope]:
        """Open a scope that only reads."""
        if self._alone is not None and self._alone.scope is not None:
            # The one connection of a database in memory is in use by this very thread.
            yield self._alone.scope
            return
        with self._open("BEGIN") as scope:
            yield scope
        scope.run_acts()

    @contextmanager
    def transaction(self) -> Iterator[Scope]:
        """Open a scope that may write."""
        if self._sqlite and getattr(self._writing, "on", False):
            raise _nested()
        self._writing.on = True
        try:
            with self._open("BEGIN IMMEDIATE") as scope:
                yield scope
        finally:
            self._writing.on = False
        scope.run_acts()

    def close(self) -> None:
        """Give back connections; what is in memory stays."""
        if self._alone is None:
            self._engine.dispose()

    @contextmanager
    def _open(self, begin: str) -> Iterator[PlainScope]:
        if self._alone is None:
            with self._connected(begin) as scope:
                yield scope
            return
        with self._alone.lock, self._connected(begin) as scope:
            self._alone.scope = scope
            try:
                yield scope
            finally:
                self._alone.scope = None

    @contextmanager
    def _connected(self, begin: str) -> Iterator[PlainScope]:
        with translated():
            connection = self._engine.connect()
        with connection:
            if self._sqlite:
                connection.execution_options(**{BEGIN: begin})
            with translated():
                transaction = connection.begin()
            yield from _inside(transaction, PlainScope(connection))


def _inside(transaction: sa.RootTransaction, scope: PlainScope) -> Iterator[PlainScope]:
    try:
        yield scope
    except BaseException:
        transaction.rollback()
        raise
    with translated():
        transaction.commit()


class _Alone:
    """Serialise the one connection of a database in memory; `scope` is this thread's use of it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._mine = threading.local()

    @property
    def scope(self) -> PlainScope | None:
        return getattr(self._mine, "scope", None)

    @scope.setter
    def scope(self, scope: PlainScope | None) -> None:
        self._mine.scope = scope


def _nested() -> ConfigurationError:
    message = (
        "A unit of work that may write is open in this thread already, and would wait for itself. "
        "Use unit.atomic() for an inner piece of work."
    )
    return ConfigurationError("storage.nested_unit", message)
