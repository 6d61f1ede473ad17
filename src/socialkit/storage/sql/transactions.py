"""State how connections and transactions come about, apart from everything that uses them.

A host decides: an own engine (`plain`), or the session of the host (`joined`). Nothing
else in this package ever sees an engine.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol, TypeAlias

import sqlalchemy as sa

Act: TypeAlias = Callable[[], None]


class Scope(Protocol):
    """Be an open connection inside a transaction, for one unit of work."""

    connection: sa.Connection

    @abstractmethod
    def savepoint(self) -> AbstractContextManager[None]:
        """Open an inner transaction: an exception undoes it alone and is raised on."""

    @abstractmethod
    def on_commit(self, act: Act) -> None:
        """Call `act` after the root transaction was committed; never when this part is undone."""


class Transactions(Protocol):
    """Open scopes; safe for threads and forking servers."""

    concurrent_writers: bool
    """Units that write may run side by side."""
    durable: bool
    """What is committed survives the process."""

    @abstractmethod
    def read(self) -> AbstractContextManager[Scope]:
        """Open a scope that only reads, and never waits for a writer."""

    @abstractmethod
    def transaction(self) -> AbstractContextManager[Scope]:
        """Open a scope that may write; left by an exception, its writes are undone."""

    @abstractmethod
    def close(self) -> None:
        """Give back connections."""
