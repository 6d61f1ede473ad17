"""Open transactions inside those of a host, on its SQLAlchemy session.

What the library writes is kept when the host commits and undone when it rolls back; a host
that never commits keeps nothing. Each writing unit stands in a savepoint, so that its failure
leaves the host's own work alone. No error of the database is swallowed; nothing commits here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeAlias

import sqlalchemy as sa
from sqlalchemy import orm

from socialkit.storage.sql.refusals import translated
from socialkit.storage.sql.transactions import Act, Scope, Transactions

AnySession: TypeAlias = orm.Session | orm.scoped_session[Any]
_KEY: Final = "socialkit.acts"


class JoinedScope(Scope):
    """Be the host's connection and transaction."""

    def __init__(self, session: orm.Session) -> None:
        self.connection = session.connection()
        self._session = session

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Open an inner transaction."""
        with translated():
            inner = self._session.begin_nested()
            # The session sends the SAVEPOINT when its connection is asked for, not before.
            self._session.connection()
        with inner:
            yield

    def on_commit(self, act: Act) -> None:
        """Call `act` when the host's root transaction was committed."""
        _acts_of(self._session).add(act)


class JoinedTransactions(Transactions):
    """Join the transactions of a host's session; a scoped one is asked anew for each unit."""

    concurrent_writers = False
    """Not known before the host's database is; so the careful answer."""
    durable = True

    def __init__(self, session: AnySession) -> None:
        self._host = session

    @contextmanager
    def read(self) -> Iterator[Scope]:
        """Open a scope that only reads."""
        with translated():
            scope = JoinedScope(self._session())
        yield scope

    @contextmanager
    def transaction(self) -> Iterator[Scope]:
        """Open a scope that may write."""
        session = self._session()
        with translated():
            # A connection asked for does not flush what the host has pending.
            session.flush()
            scope = JoinedScope(session)
        with scope.savepoint():
            yield scope

    def close(self) -> None:
        """Leave the host's connections to the host."""

    def _session(self) -> orm.Session:
        found = self._host() if isinstance(self._host, orm.scoped_session) else self._host
        engine = found.get_bind().engine
        if engine.dialect.name == "sqlite" and not sa.event.contains(engine, "savepoint", _begin):
            sa.event.listen(engine, "savepoint", _begin)
        return found


def _begin(connection: sa.Connection, _: str) -> None:
    """Open SQLite's transaction: its driver sends no BEGIN before a SAVEPOINT.

    Without it the release of that savepoint would commit.
    """
    driver: Any = connection.connection.driver_connection
    if not driver.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _acts_of(session: orm.Session) -> _Acts:
    found = session.info.get(_KEY)
    if not isinstance(found, _Acts):
        found = session.info[_KEY] = _Acts(session)
    return found


class _Acts:
    """Keep what waits for the commit, each with the transactions that enclose it.

    SQLAlchemy tells of a commit when a savepoint is released, too; so acts run when the root
    transaction has ended, if it was the root that was committed.
    """

    def __init__(self, session: orm.Session) -> None:
        self._waiting: list[tuple[Act, tuple[orm.SessionTransaction, ...]]] = []
        self._committed: orm.SessionTransaction | None = None
        sa.event.listen(session, "after_commit", self._after_commit)
        sa.event.listen(session, "after_soft_rollback", self._after_rollback)
        sa.event.listen(session, "after_transaction_end", self._after_end)
        self._session = session

    def add(self, act: Act) -> None:
        self._waiting.append((act, tuple(_chain(self._session))))

    def _after_commit(self, session: orm.Session) -> None:
        if session.get_nested_transaction() is None:
            self._committed = session.get_transaction()

    def _after_rollback(self, _: orm.Session, undone: orm.SessionTransaction) -> None:
        self._waiting = [(act, chain) for act, chain in self._waiting if undone not in chain]

    def _after_end(self, _: orm.Session, ended: orm.SessionTransaction) -> None:
        if ended.parent is not None:
            return
        waiting, self._waiting = self._waiting, []
        committed, self._committed = self._committed, None
        if committed is ended:
            for act, _chain_of_act in waiting:
                act()


def _chain(session: orm.Session) -> Iterator[orm.SessionTransaction]:
    """Yield the transactions that are open, the innermost first."""
    found = session.get_nested_transaction() or session.get_transaction()
    while found is not None:
        yield found
        found = found.parent
