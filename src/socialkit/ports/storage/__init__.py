"""State what the core needs of storage, in the words of the domain.

A storage gives units of work; a unit gives stores. Every sentence in the docstrings here is a
promise, and a test of the published suite in `socialkit.testing`. Lists take a `Plan` and filter by
it where the rows are, in the same read. Moments are aware UTC with microseconds and come back
as they went in; text comes back code point for code point.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from socialkit.ports.storage.activity import (
    Batch,
    BulkStore,
    FollowStore,
    IdempotencyStore,
    ImportStore,
    MentionStore,
    NoticeStore,
    OutboxStore,
    VisitStore,
)
from socialkit.ports.storage.groups import GroupStore, MembershipStore, RequestStore
from socialkit.ports.storage.people import AudienceStore, NetworkStore, PersonLists, PersonStore
from socialkit.ports.storage.policies import PolicyStore
from socialkit.ports.storage.posts import (
    PostLists,
    PostStore,
    ReactionStore,
    RevisionStore,
    ThreadStore,
)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Say what a storage can do beyond what every storage must."""

    durable: bool
    """What was committed survives the end of the process."""
    shared: bool
    """Several processes may use it at once."""
    concurrent_writers: bool
    """Units that write may run side by side; otherwise the second one waits for the first."""


class UnitOfWork(Protocol):
    """Be one piece of work: all of it is kept, or nothing."""

    networks: NetworkStore
    people: PersonStore
    directory: PersonLists
    audiences: AudienceStore
    groups: GroupStore
    memberships: MembershipStore
    requests: RequestStore
    posts: PostStore
    post_lists: PostLists
    threads: ThreadStore
    revisions: RevisionStore
    reactions: ReactionStore
    mentions: MentionStore
    notices: NoticeStore
    follows: FollowStore
    visits: VisitStore
    outbox: OutboxStore
    idempotency: IdempotencyStore
    imports: ImportStore
    policies: PolicyStore
    bulk: BulkStore

    @abstractmethod
    def atomic(self) -> AbstractContextManager[None]:
        """Open an inner piece of work: an exception undoes it alone and is raised on."""

    @abstractmethod
    def on_commit(self, act: Callable[[], None]) -> None:
        """Call `act` after the outermost commit; never when this piece of work is undone."""


class Storage(Protocol):
    """Be where everything is kept; safe for threads and for forking servers."""

    capabilities: Capabilities

    @abstractmethod
    def unit(self, *, read_only: bool = False) -> AbstractContextManager[UnitOfWork]:
        """Open a unit of work: left in peace it is kept, left by an exception it is undone.

        A `read_only` unit refuses every change with `ConfigurationError` (``storage.read_only``)
        and never waits for a writer. Raises `Unavailable` (``storage.unavailable``) where the
        database can not be reached.
        """

    @abstractmethod
    def check(self) -> None:
        """Raise `ConfigurationError` unless the storage is ready, saying what to run.

        Codes: ``storage.not_migrated`` (no schema, or an older one), ``storage.newer``.
        """

    @abstractmethod
    def close(self) -> None:
        """Give back connections; a closed storage opens them again when it is used."""


__all__ = [
    "AudienceStore",
    "Batch",
    "BulkStore",
    "Capabilities",
    "FollowStore",
    "GroupStore",
    "IdempotencyStore",
    "ImportStore",
    "MembershipStore",
    "MentionStore",
    "NetworkStore",
    "NoticeStore",
    "OutboxStore",
    "PersonLists",
    "PersonStore",
    "PolicyStore",
    "PostLists",
    "PostStore",
    "ReactionStore",
    "RequestStore",
    "RevisionStore",
    "Storage",
    "ThreadStore",
    "UnitOfWork",
    "VisitStore",
]
