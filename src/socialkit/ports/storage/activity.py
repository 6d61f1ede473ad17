"""State what the core needs to keep mentions, notices, follows, visits, events and imports."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from socialkit.domain.caller import Caller
from socialkit.domain.events import Event
from socialkit.domain.follows import Follow, FollowKind, Visit
from socialkit.domain.groups import Group, Membership
from socialkit.domain.mentions import Mention
from socialkit.domain.notifications import Notice, NoticeGroup
from socialkit.domain.people import Account, Person
from socialkit.domain.posts import Comment, Post, Reaction, Reply, Target
from socialkit.domain.questions import Transition
from socialkit.paging import Page, PageRequest
from socialkit.ports.policy import Plan
from socialkit.ports.storage.records import StoredResponse


class MentionStore(Protocol):
    """Keep who is named in which text."""

    @abstractmethod
    def replace(self, source: Target, post_id: UUID, person_ids: Collection[UUID]) -> None:
        """Make these the people whom the text names."""

    @abstractmethod
    def of(self, source: Target) -> tuple[Mention, ...]:
        """Return the mentions of a text by person id."""


class NoticeStore(Protocol):
    """Keep notices; a list or count holds those alone whose thing the plans let the owner read.

    The plan ``post`` is the owner's of ``post:read``, ``group`` of ``group:see``, ``reply`` of
    ``reply:read``, ``comment`` of ``comment:read``, ``request`` of ``group:add-member``. A notice
    with a comment follows ``comment``, else one with a reply follows ``reply``, else one with a
    post follows ``post``; of the others those of the reason `request` follow ``request``, the rest
    ``group``.
    """

    @abstractmethod
    def add_many(self, notices: Sequence[Notice]) -> int:
        """Keep those that have no notice of the same person and event; return how many were new."""

    @abstractmethod
    def page(
        self, caller: Caller, plans: Mapping[str, Plan], page: PageRequest, *, unread_only: bool
    ) -> Page[NoticeGroup]:
        """Return the caller's notices, grouped, by (latest created_at, id), newest first.

        Notices of one reason and subject (`Notice.subject_id`) that are all read, or all unread,
        make one entry. `plans` has all five keys.
        """

    @abstractmethod
    def unread(self, caller: Caller, plans: Mapping[str, Plan], *, cap: int) -> int:
        """Return how many entries `page(unread_only=True)` would show, but at most `cap`."""

    @abstractmethod
    def unseen(self, caller: Caller, plans: Mapping[str, Plan], *, cap: int) -> int:
        """Return how many unread entries hold a notice that was never seen, but at most `cap`."""

    @abstractmethod
    def mark_seen(self, person_id: UUID, at: datetime) -> int:
        """Set `seen_at` of every unseen notice of the person; return how many changed."""

    @abstractmethod
    def mark_read(self, person_id: UUID, at: datetime, *, through: UUID | None = None) -> int:
        """Set `read_at` (and `seen_at`) of unread notices of the person; return how many changed.

        With `through`, the id of a notice of that person: those of its reason and subject alone
        that are not newer than it by (created_at, id).
        """

    @abstractmethod
    def mark_thread_read(self, person_id: UUID, post_id: UUID, at: datetime) -> int:
        """Set `read_at` (and `seen_at`) of the person's unread notices about this thread."""


class FollowStore(Protocol):
    """Keep who follows what."""

    @abstractmethod
    def add(self, follow: Follow) -> bool:
        """Keep the follow; tell whether it was new."""

    @abstractmethod
    def remove(self, follower_id: UUID, kind: FollowKind, target_id: UUID) -> bool:
        """Forget the follow; tell whether it was there."""

    @abstractmethod
    def followers(self, kind: FollowKind, target_id: UUID) -> frozenset[UUID]:
        """Return the ids of all who follow the thing, for telling them once access was checked."""


class VisitStore(Protocol):
    """Keep on which days people were here."""

    @abstractmethod
    def record(self, visit: Visit) -> bool:
        """Keep the visit unless it is kept already (then nothing is written); tell which."""


class OutboxStore(Protocol):
    """Keep events until they were delivered to the outside."""

    @abstractmethod
    def add(self, events: Sequence[Event]) -> None:
        """Keep events as undelivered."""

    @abstractmethod
    def pending(self, *, limit: int) -> tuple[Event, ...]:
        """Return undelivered events by (at, id), oldest first."""

    @abstractmethod
    def delivered(self, ids: Collection[UUID], at: datetime) -> None:
        """Mark events as delivered."""


class IdempotencyStore(Protocol):
    """Keep the answers to writes that carried a key."""

    @abstractmethod
    def claim(self, person_id: UUID, key: str, fingerprint: str, at: datetime) -> bool:
        """Claim the key in this unit; False where it is taken. A unit that rolls back frees it."""

    @abstractmethod
    def find(self, person_id: UUID, key: str) -> StoredResponse | None:
        """Return the stored answer (status 0 while the claiming unit has stored none)."""

    @abstractmethod
    def store(self, person_id: UUID, key: str, response: StoredResponse) -> None:
        """Keep the answer of a claimed key."""


class ImportStore(Protocol):
    """Keep how far imports came and what they left out, so that they repeat and resume."""

    @abstractmethod
    def progress(self, network_id: UUID, source: str) -> dict[str, str]:
        """Return the marks that were put for this source."""

    @abstractmethod
    def mark(self, network_id: UUID, source: str, marks: Mapping[str, str]) -> None:
        """Put marks in place of those of the same names."""

    @abstractmethod
    def skip(self, network_id: UUID, source: str, reasons: Mapping[str, str]) -> None:
        """Remember why rows were left out, by source key; a second time changes nothing."""

    @abstractmethod
    def skipped(self, network_id: UUID, source: str) -> tuple[tuple[str, str], ...]:
        """Return (source key, reason) of all rows left out, sorted."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Hold many new values for one write; each may name others of the same or an earlier batch."""

    accounts: Sequence[Account] = ()
    people: Sequence[Person] = ()
    groups: Sequence[Group] = ()
    memberships: Sequence[Membership] = ()
    posts: Sequence[Post] = ()
    replies: Sequence[Reply] = ()
    comments: Sequence[Comment] = ()
    mentions: Sequence[Mention] = ()
    transitions: Sequence[Transition] = ()
    reactions: Sequence[Reaction] = ()
    follows: Sequence[Follow] = ()
    notices: Sequence[Notice] = ()


class BulkStore(Protocol):
    """Keep many values at once, for importers and generators; nobody is told."""

    @abstractmethod
    def load(self, batch: Batch) -> int:
        """Keep the values whose ids are not kept yet; return how many were new.

        Values that are kept already stay as they are. Counters are not touched: each value brings
        its own. Raises `Conflict` as the stores do, and then keeps nothing of the batch.
        """
