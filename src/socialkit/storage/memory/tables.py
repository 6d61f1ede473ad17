"""Hold rows that can be forked for nothing: a fork is copied when it is first changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Generic, TypeAlias, TypeVar
from uuid import UUID

from socialkit.domain.events import Event
from socialkit.domain.follows import Follow, FollowKind, Visit
from socialkit.domain.groups import Group, JoinRequest, Membership
from socialkit.domain.mentions import Mention
from socialkit.domain.networks import Network
from socialkit.domain.notifications import Notice
from socialkit.domain.people import Account, Person
from socialkit.domain.policies import Activation, PolicyVersion
from socialkit.domain.posts import (
    Comment,
    Post,
    Reaction,
    ReactionKind,
    Reply,
    Revision,
    TargetKind,
)
from socialkit.domain.questions import Transition
from socialkit.errors import ConfigurationError
from socialkit.ports.storage.records import StoredResponse

K = TypeVar("K")
V = TypeVar("V")

ReactionKey: TypeAlias = tuple[TargetKind, UUID, UUID, ReactionKind]
FollowKey: TypeAlias = tuple[UUID, FollowKind, UUID]
MentionKey: TypeAlias = tuple[TargetKind, UUID, UUID]


class Table(Generic[K, V]):
    """Map keys to rows; forks share their rows until one of them changes."""

    __slots__ = ("_rows", "_shared", "_writable")

    def __init__(self) -> None:
        self._rows: dict[K, V] = {}
        self._shared = False
        self._writable = False

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def __iter__(self) -> Iterator[V]:
        return iter(self._rows.values())

    def __getitem__(self, key: K) -> V:
        return self._rows[key]

    def items(self) -> Iterator[tuple[K, V]]:
        """Yield each key with its row."""
        return iter(self._rows.items())

    def get(self, key: K) -> V | None:
        """Return the row of the key, or None."""
        return self._rows.get(key)

    def put(self, key: K, row: V) -> None:
        """Keep the row under the key."""
        self._own()[key] = row

    def drop(self, key: K) -> bool:
        """Forget the key; tell whether it was there."""
        if key not in self._rows:
            return False
        del self._own()[key]
        return True

    def fork(self, *, writable: bool) -> Table[K, V]:
        """Return a table with the same rows that changes apart from this one."""
        self._shared = True
        twin: Table[K, V] = Table()
        twin._rows, twin._shared, twin._writable = self._rows, True, writable
        return twin

    def restore(self, earlier: Table[K, V]) -> None:
        """Go back to the rows of a fork that was taken earlier."""
        self._rows, self._shared = earlier._rows, True

    def seal(self) -> None:
        """Refuse changes from now on."""
        self._writable = False

    def _own(self) -> dict[K, V]:
        if not self._writable:
            raise ConfigurationError(
                "storage.read_only",
                "This unit of work is read-only or over, and can not change anything. "
                "Open one that may write: storage.unit().",
            )
        if self._shared:
            self._rows, self._shared = dict(self._rows), False
        return self._rows


@dataclass(frozen=True, slots=True)
class Tables:
    """Be everything that is kept at one moment."""

    networks: Table[UUID, Network] = field(default_factory=Table)
    accounts: Table[UUID, Account] = field(default_factory=Table)
    subjects: Table[str, UUID] = field(default_factory=Table)
    """Account id by the host's subject."""
    people: Table[UUID, Person] = field(default_factory=Table)
    handles: Table[tuple[UUID, str], UUID] = field(default_factory=Table)
    """Person id by network and handle key."""
    faces: Table[tuple[UUID, UUID], UUID] = field(default_factory=Table)
    """Person id by network and account."""
    groups: Table[UUID, Group] = field(default_factory=Table)
    slugs: Table[tuple[UUID, str], UUID] = field(default_factory=Table)
    """Group id by network and slug key."""
    memberships: Table[tuple[UUID, UUID], Membership] = field(default_factory=Table)
    """By group and person."""
    requests: Table[UUID, JoinRequest] = field(default_factory=Table)
    posts: Table[UUID, Post] = field(default_factory=Table)
    replies: Table[UUID, Reply] = field(default_factory=Table)
    comments: Table[UUID, Comment] = field(default_factory=Table)
    transitions: Table[UUID, Transition] = field(default_factory=Table)
    revisions: Table[UUID, Revision] = field(default_factory=Table)
    reactions: Table[ReactionKey, Reaction] = field(default_factory=Table)
    mentions: Table[MentionKey, Mention] = field(default_factory=Table)
    follows: Table[FollowKey, Follow] = field(default_factory=Table)
    notices: Table[UUID, Notice] = field(default_factory=Table)
    told: Table[tuple[UUID, UUID], UUID] = field(default_factory=Table)
    """Notice id by person and event."""
    visits: Table[Visit, Visit] = field(default_factory=Table)
    outbox: Table[UUID, tuple[Event, datetime | None]] = field(default_factory=Table)
    """Each event with the moment of its delivery."""
    answers: Table[tuple[UUID, str], StoredResponse] = field(default_factory=Table)
    """Stored responses by person and idempotency key."""
    marks: Table[tuple[UUID, str, str], str] = field(default_factory=Table)
    """How far imports came, by network, source and name."""
    skips: Table[tuple[UUID, str, str], str] = field(default_factory=Table)
    """Why rows were left out, by network, source and source key."""
    policy_versions: Table[int, PolicyVersion] = field(default_factory=Table)
    policy_steps: Table[int, Activation] = field(default_factory=Table)

    def each(self) -> Iterator[tuple[str, Table[object, object]]]:
        """Yield every table with its name."""
        for one in fields(self):
            yield one.name, getattr(self, one.name)

    def fork(self, *, writable: bool) -> Tables:
        """Return tables with the same rows that change apart from these."""
        forks = {name: table.fork(writable=writable) for name, table in self.each()}
        return Tables(**forks)  # type: ignore[arg-type]  # each name gets the table of its own type

    def restore(self, earlier: Tables) -> None:
        """Go back to the rows of a fork that was taken earlier."""
        before = dict(earlier.each())
        for name, table in self.each():
            table.restore(before[name])

    def seal(self) -> None:
        """Refuse changes from now on."""
        for _, table in self.each():
            table.seal()
