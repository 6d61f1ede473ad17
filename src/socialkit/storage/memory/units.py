"""Open units of work on tables in memory: writers one at a time, readers at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from socialkit.errors import ConfigurationError
from socialkit.ports.storage import Capabilities, Storage, UnitOfWork
from socialkit.storage.memory.activity import (
    MemoryFollowStore,
    MemoryIdempotencyStore,
    MemoryImportStore,
    MemoryMentionStore,
    MemoryOutboxStore,
    MemoryVisitStore,
)
from socialkit.storage.memory.audiences import MemoryAudienceStore
from socialkit.storage.memory.bulk import MemoryBulkStore
from socialkit.storage.memory.directory import MemoryPersonLists
from socialkit.storage.memory.groups import (
    MemoryGroupStore,
    MemoryMembershipStore,
    MemoryRequestStore,
)
from socialkit.storage.memory.notices import MemoryNoticeStore
from socialkit.storage.memory.people import MemoryNetworkStore, MemoryPersonStore
from socialkit.storage.memory.policies import MemoryPolicyStore
from socialkit.storage.memory.posts import MemoryPostLists, MemoryPostStore
from socialkit.storage.memory.tables import Tables
from socialkit.storage.memory.threads import (
    MemoryReactionStore,
    MemoryRevisionStore,
    MemoryThreadStore,
)


class MemoryUnit(UnitOfWork):
    """Be one piece of work on a fork of the tables."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._acts: list[Callable[[], None]] = []
        self.networks = MemoryNetworkStore(tables)
        self.people = MemoryPersonStore(tables)
        self.directory = MemoryPersonLists(tables)
        self.audiences = MemoryAudienceStore(tables)
        self.groups = MemoryGroupStore(tables)
        self.memberships = MemoryMembershipStore(tables)
        self.requests = MemoryRequestStore(tables)
        self.posts = MemoryPostStore(tables)
        self.post_lists = MemoryPostLists(tables)
        self.threads = MemoryThreadStore(tables)
        self.revisions = MemoryRevisionStore(tables)
        self.reactions = MemoryReactionStore(tables)
        self.mentions = MemoryMentionStore(tables)
        self.notices = MemoryNoticeStore(tables)
        self.follows = MemoryFollowStore(tables)
        self.visits = MemoryVisitStore(tables)
        self.outbox = MemoryOutboxStore(tables)
        self.idempotency = MemoryIdempotencyStore(tables)
        self.imports = MemoryImportStore(tables)
        self.policies = MemoryPolicyStore(tables)
        self.bulk = MemoryBulkStore(tables)

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """Open an inner piece of work: an exception undoes it alone and is raised on."""
        before, acts = self._tables.fork(writable=False), len(self._acts)
        try:
            yield
        except BaseException:
            self._tables.restore(before)
            del self._acts[acts:]
            raise

    def on_commit(self, act: Callable[[], None]) -> None:
        """Call `act` after the outermost commit, unless this piece of work is undone."""
        self._acts.append(act)

    def run_acts(self) -> None:
        """Call what waited for the commit, in the order in which it was asked for."""
        acts, self._acts = self._acts, []
        for act in acts:
            act()


class MemoryStorage(Storage):
    """Keep everything in this process: for tests of hosts, and as the reference of all storages."""

    capabilities = Capabilities(durable=False, shared=False, concurrent_writers=False)

    def __init__(self) -> None:
        self._committed = Tables()
        self._writers = threading.Lock()
        self._forks = threading.Lock()
        self._writer: int | None = None

    @contextmanager
    def unit(self, *, read_only: bool = False) -> Iterator[UnitOfWork]:
        """Open a unit of work: left in peace it is kept, left by an exception it is undone."""
        if read_only:
            unit = MemoryUnit(self._fork(writable=False))
            yield unit
        else:
            with self._only_writer():
                tables = self._fork(writable=True)
                unit = MemoryUnit(tables)
                try:
                    yield unit
                finally:
                    tables.seal()
                self._committed = tables
        unit.run_acts()

    def check(self) -> None:
        """Say nothing: memory is always ready."""

    def close(self) -> None:
        """Keep everything: there are no connections to give back."""

    def _fork(self, *, writable: bool) -> Tables:
        with self._forks:
            return self._committed.fork(writable=writable)

    @contextmanager
    def _only_writer(self) -> Iterator[None]:
        me = threading.get_ident()
        if self._writer == me:
            raise ConfigurationError(
                "storage.nested_unit",
                "A unit of work that may write is open in this thread already, and would wait for "
                "itself. Use unit.atomic() for an inner piece of work.",
            )
        with self._writers:
            self._writer = me
            try:
                yield
            finally:
                self._writer = None
