"""Be the storage on a relational database: SQLite, PostgreSQL or MariaDB."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import sqlalchemy as sa

from socialkit.domain.caller import Caller
from socialkit.ports.policy import Plan
from socialkit.ports.storage import Capabilities, Storage, UnitOfWork
from socialkit.storage.sql import attributes, schema
from socialkit.storage.sql.audiences import SqlAudienceStore
from socialkit.storage.sql.bulk import SqlBulkStore
from socialkit.storage.sql.directory import SqlPersonLists
from socialkit.storage.sql.engines import make_engine
from socialkit.storage.sql.feeds import SqlPostLists
from socialkit.storage.sql.follows import SqlFollowStore, SqlMentionStore, SqlVisitStore
from socialkit.storage.sql.groups import SqlGroupStore
from socialkit.storage.sql.memberships import SqlMembershipStore
from socialkit.storage.sql.networks import SqlNetworkStore
from socialkit.storage.sql.notices import SqlNoticeStore
from socialkit.storage.sql.outbox import SqlIdempotencyStore, SqlImportStore, SqlOutboxStore
from socialkit.storage.sql.people import SqlPersonStore
from socialkit.storage.sql.plain import PlainTransactions
from socialkit.storage.sql.policies import SqlPolicyStore
from socialkit.storage.sql.posts import SqlPostStore
from socialkit.storage.sql.requests import SqlRequestStore
from socialkit.storage.sql.selecting import Keys, selected
from socialkit.storage.sql.threads import SqlReactionStore, SqlRevisionStore, SqlThreadStore
from socialkit.storage.sql.transactions import Transactions
from socialkit.storage.sql.work import Statements, Work


class SqlUnit(UnitOfWork):
    """Be one piece of work on one connection."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self.networks = SqlNetworkStore(work)
        self.people = SqlPersonStore(work)
        self.directory = SqlPersonLists(work)
        self.audiences = SqlAudienceStore(work)
        self.groups = SqlGroupStore(work)
        self.memberships = SqlMembershipStore(work)
        self.requests = SqlRequestStore(work)
        self.posts = SqlPostStore(work)
        self.post_lists = SqlPostLists(work)
        self.threads = SqlThreadStore(work)
        self.revisions = SqlRevisionStore(work)
        self.reactions = SqlReactionStore(work)
        self.mentions = SqlMentionStore(work)
        self.notices = SqlNoticeStore(work)
        self.follows = SqlFollowStore(work)
        self.visits = SqlVisitStore(work)
        self.outbox = SqlOutboxStore(work)
        self.idempotency = SqlIdempotencyStore(work)
        self.imports = SqlImportStore(work)
        self.policies = SqlPolicyStore(work)
        self.bulk = SqlBulkStore(work)

    def atomic(self) -> AbstractContextManager[None]:
        """Open an inner piece of work: an exception undoes it alone and is raised on."""
        return self._work.savepoint()

    def on_commit(self, act: Callable[[], None]) -> None:
        """Call `act` after the outermost commit, unless this piece of work is undone."""
        self._work.on_commit(act)


class SqlStorage(Storage):
    """Keep everything in a relational database.

    `transactions` says how connections come about; `open` makes them from an address. With
    `may_create`, a database without tables gets them at the first use. With `trusting`, the first
    unit does not look which schema there is: the host migrates, and a missing table tells.
    """

    def __init__(
        self, transactions: Transactions, *, may_create: bool = False, trusting: bool = False
    ) -> None:
        attributes.check()
        self._transactions = transactions
        self._may_create = may_create
        self._statements = Statements()
        self._ready = trusting
        self._preparing = threading.Lock()
        self.capabilities = Capabilities(
            durable=transactions.durable,
            shared=transactions.durable,
            concurrent_writers=transactions.concurrent_writers,
        )

    @classmethod
    def open(cls, url: str | sa.URL, *, create: bool = True) -> SqlStorage:
        """Return the storage at an address; nothing is connected before the first use.

        `sqlite:///social.db`, `sqlite://` (in memory), `postgresql://...`, `mariadb://...` or
        `mysql://...`. A SQLite file that is new or empty gets its tables at the first use; with
        `create=False` it does not, and none is made. One that holds other tables is left alone.
        Raises `ConfigurationError` (``storage.url``, ``storage.driver``); its first use raises
        ``storage.folder``, ``storage.no_file``, ``storage.not_sqlite``, ``storage.foreign_tables``.
        """
        engine = make_engine(url, create=create)
        may_create = create and engine.dialect.name == "sqlite"
        return cls(PlainTransactions(engine), may_create=may_create)

    @contextmanager
    def unit(self, *, read_only: bool = False) -> Iterator[UnitOfWork]:
        """Open a unit of work: left in peace it is kept, left by an exception it is undone."""
        if not self._ready:
            self._prepare()
        opened = self._transactions.read() if read_only else self._transactions.transaction()
        with opened as scope:
            yield SqlUnit(Work(scope, self._statements, read_only=read_only))

    def selected(self, plan: Plan, caller: Caller) -> Keys:
        """Return the keys of everything that the plan selects for this caller.

        Of a membership (group, person), of a field (person, visibility), else (id,). Make the plan
        for this caller. It is for tests and tools: nothing is paged.
        """
        with self._transactions.read() as scope:
            return selected(Work(scope, self._statements, read_only=True), plan, caller)

    def check(self) -> None:
        """Raise `ConfigurationError` unless the database has the schema of this release."""
        self._ready = False
        self._prepare()

    def create_tables(self, *, beside: bool = False) -> bool:
        """Make the tables where there are none of ours, and return whether that was so.

        With `beside`, also in a database that holds tables of somebody else; otherwise that
        raises `ConfigurationError` (``storage.foreign_tables``).
        """
        with self._transactions.transaction() as scope:
            # Another process may have been first: look again under the lock.
            if schema.current(scope.connection) is not None:
                return False
            if not beside:
                schema.check_empty(scope.connection)
            schema.create(scope.connection)
            return True

    def close(self) -> None:
        """Give back connections; a closed storage opens them again when it is used."""
        self._transactions.close()

    def _prepare(self) -> None:
        with self._preparing:
            if self._ready:
                return
            revision = self.revision()
            if revision is None and self._may_create:
                self.create_tables()
                revision = self.revision()
            schema.check(revision)
            self._ready = True

    def revision(self) -> str | None:
        """Return the revision of the schema that the database has, or None where it has none."""
        with self._transactions.read() as scope:
            return schema.current(scope.connection)
