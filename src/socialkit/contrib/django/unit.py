"""Open units of work inside Django's transactions.

A unit that writes is an `atomic` block: the host's block around it decides over both, and an
error inside undoes the unit alone. No error of the database is swallowed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import Any, Final, TypeAlias

import sqlalchemy as sa
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from socialkit.contrib.django import refusing
from socialkit.contrib.django.engine import engine_of, host_of
from socialkit.errors import ConfigurationError, Unavailable
from socialkit.storage.sql import Scope, SqlStorage, Transactions, schema
from socialkit.storage.sql.names import PREFIX
from socialkit.storage.sql.refusals import broken_transaction
from socialkit.storage.sql.transactions import Act

Alias: TypeAlias = str | Callable[[], str]
"""The alias of a database, or what says it anew for each unit, as a router does."""
PATIENCE: Final = 30.0
"""How many seconds a unit waits for the one writer of SQLite, as with the library's own engine."""
PAUSE: Final = 0.01


class DjangoScope(Scope):
    """Be a connection of Django inside the transaction that is open on it."""

    def __init__(self, alias: str, connection: sa.Connection, prefix: str) -> None:
        self.connection = connection
        self._alias = alias
        self._prefix = prefix

    def savepoint(self) -> AbstractContextManager[None]:
        """Open an inner transaction."""
        return Piece(host_of(self._alias), self._prefix)

    def on_commit(self, act: Act) -> None:
        """Call `act` after Django's outermost commit; what it raises is logged by Django."""

        def publish() -> None:
            act()

        transaction.on_commit(publish, using=self._alias, robust=True)


class ReadScope(DjangoScope):
    """Be a connection outside of any transaction: each statement reads what is committed."""

    def __init__(self, alias: str, connection: sa.Connection, prefix: str) -> None:
        super().__init__(alias, connection, prefix)
        self._acts: list[Act] = []

    def on_commit(self, act: Act) -> None:
        """Call `act` when the scope was left in peace."""
        self._acts.append(act)

    def run_acts(self) -> None:
        """Call what waited, in the order in which it was asked for."""
        for act in self._acts:
            super().on_commit(act)


class Piece(AbstractContextManager[None]):
    """Be one `atomic` block, whose own errors are told in the library's words."""

    def __init__(self, host: BaseDatabaseWrapper, prefix: str) -> None:
        self._host = host
        self._block = transaction.atomic(using=host.alias)
        self._prefix = prefix

    def __enter__(self) -> None:
        with refusing.told(self._prefix):
            self._block.__enter__()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self._block.__exit__(kind, error, trace)
            return
        with refusing.told(self._prefix):
            self._block.__exit__(None, None, None)


class SqlitePiece(Piece):
    """Be the outermost `atomic` block on SQLite: it takes the write lock before it reads.

    A transaction that read first can not become a writing one once somebody else has written.
    Whoever waits for the lock is not served in turn, so patience is longer than one timeout.
    """

    def __enter__(self) -> None:
        tries_end = time.monotonic() + PATIENCE
        while True:
            try:
                return self._begin()
            except Unavailable as error:
                if error.code != "storage.busy" or time.monotonic() > tries_end:
                    raise
                time.sleep(PAUSE)

    def _begin(self) -> None:
        host: Any = self._host
        with refusing.told(self._prefix):
            if not host.get_autocommit() and not host.connection.in_transaction:
                # Without it the release of a savepoint would commit.
                host.cursor().execute("BEGIN IMMEDIATE")
        chosen = host.transaction_mode
        host.transaction_mode = chosen if chosen == "EXCLUSIVE" else "IMMEDIATE"
        try:
            super().__enter__()
        finally:
            host.transaction_mode = chosen


class DjangoTransactions(Transactions):
    """Open scopes on databases of the host; threads have their own connections, as in Django.

    `reads` may name a replica: it serves units that only read, unless a transaction is open on
    the database of `writes`, whose reads must see what it wrote.
    """

    def __init__(self, reads: Alias, writes: Alias, *, prefix: str = PREFIX) -> None:
        self._reads = reads
        self._writes = writes
        self._prefix = prefix
        host = host_of(_alias(writes))
        self.concurrent_writers = host.vendor != "sqlite"
        self.durable = not (host.vendor == "sqlite" and _is_in_memory(host))

    @contextmanager
    def read(self) -> Iterator[Scope]:
        """Open a scope that only reads."""
        host = host_of(_alias(self._writes))
        if not host.in_atomic_block:
            host = host_of(_alias(self._reads))
        _refuse_broken(host)
        with in_djangos_words(), _mended(host), self._connected(host) as connection:
            if host.in_atomic_block:
                yield DjangoScope(host.alias, connection, self._prefix)
                return
            scope = ReadScope(host.alias, connection, self._prefix)
            yield scope
            scope.run_acts()

    @contextmanager
    def transaction(self) -> Iterator[Scope]:
        """Open a scope that may write."""
        host = host_of(_alias(self._writes))
        _refuse_broken(host)
        with (
            in_djangos_words(),
            _mended(host),
            self._piece(host),
            self._connected(host) as connection,
        ):
            yield DjangoScope(host.alias, connection, self._prefix)
            if connection.invalidated:
                raise _half_undone()

    def close(self) -> None:
        """Leave the host's connections to Django."""

    def _piece(self, host: BaseDatabaseWrapper) -> Piece:
        outermost = host.vendor == "sqlite" and not host.in_atomic_block
        return (SqlitePiece if outermost else Piece)(host, self._prefix)

    @contextmanager
    def _connected(self, host: BaseDatabaseWrapper) -> Iterator[sa.Connection]:
        with refusing.told(self._prefix):
            connection = engine_of(host.alias, prefix=self._prefix).connect()
        with connection:
            yield connection


class DjangoStorage(SqlStorage):
    """Keep everything in a database of the host, whose migrations make the tables."""

    def __init__(self, transactions: DjangoTransactions) -> None:
        super().__init__(transactions, trusting=True)
        self._opened = transactions

    def check(self) -> None:
        """Raise `ConfigurationError` unless the database has the schema of this release."""
        with in_djangos_words(), self._opened.read() as scope:
            schema.check(schema.current(scope.connection))


def open_storage(*, reads: Alias, writes: Alias, prefix: str = PREFIX) -> DjangoStorage:
    """Return the storage on databases of the host; nothing is connected before the first use.

    Raises `ConfigurationError` (``storage.alias``, ``storage.vendor``).
    """
    return DjangoStorage(DjangoTransactions(reads, writes, prefix=prefix))


def _alias(alias: Alias) -> str:
    return alias if isinstance(alias, str) else alias()


def _is_in_memory(host: Any) -> bool:
    return bool(host.creation.is_in_memory_db(host.settings_dict["NAME"]))


def _refuse_broken(host: Any) -> None:
    if not host.in_atomic_block:
        return
    if host.closed_in_transaction:
        message = "The connection was lost inside the transaction that is open. Begin it again."
        raise Unavailable("storage.unavailable", message)
    if host.needs_rollback:
        raise broken_transaction() from host.rollback_exc


@contextmanager
def in_djangos_words() -> Iterator[None]:
    """Say what a Django host does about a missing schema; hand other errors on."""
    try:
        yield
    except ConfigurationError as error:
        if error.code == "storage.not_migrated":
            raise refusing.not_migrated() from error
        raise
    except Exception as error:
        if error.__cause__ is error:
            error.__cause__ = None  # SQLAlchemy chained what it only handed on to itself.
        raise


@contextmanager
def _mended(host: BaseDatabaseWrapper) -> Iterator[None]:
    """Close a connection that turns out to be lost, so that the next unit opens another one."""
    try:
        yield
    except Unavailable:
        if not host.in_atomic_block and host.connection is not None and not host.is_usable():
            host.close()
        raise


def _half_undone() -> Unavailable:
    message = (
        "The database undid a part of this unit to end a deadlock, so none of it is kept. "
        "Try again."
    )
    return Unavailable("storage.busy", message)
