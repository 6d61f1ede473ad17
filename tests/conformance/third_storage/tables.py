"""Name every table of the journal: what a row is, and by which key it is kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Generic, TypeAlias, TypeVar
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
from socialkit.domain.values import Value

K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=Value)


@dataclass(frozen=True)
class Table(Generic[K, V]):
    """Be the name of a table, typed by its rows and their keys."""

    name: str
    row: type[V]
    key: Callable[[V], K]


class Claim(Value):
    """Be an idempotency key that was claimed, with its answer."""

    person_id: UUID
    key: str
    fingerprint: str
    status: int = 0
    body: str = ""
    at: datetime | None = None


class Outgoing(Value):
    """Be an event on its way to the outside."""

    event: Event
    delivered_at: datetime | None = None


class ImportNote(Value):
    """Be a mark of an import, or the reason why it left out a row."""

    network_id: UUID
    source: str
    skip: bool
    key: str
    text: str


Tagged: TypeAlias = tuple[TargetKind, UUID]

NETWORKS: Final = Table[UUID, Network]("networks", Network, lambda row: row.id)
ACCOUNTS: Final = Table[UUID, Account]("accounts", Account, lambda row: row.id)
PEOPLE: Final = Table[UUID, Person]("people", Person, lambda row: row.id)
GROUPS: Final = Table[UUID, Group]("groups", Group, lambda row: row.id)
MEMBERSHIPS: Final = Table[tuple[UUID, UUID], Membership](
    "memberships", Membership, lambda row: (row.group_id, row.person_id)
)
REQUESTS: Final = Table[UUID, JoinRequest]("requests", JoinRequest, lambda row: row.id)
POSTS: Final = Table[UUID, Post]("posts", Post, lambda row: row.id)
REPLIES: Final = Table[UUID, Reply]("replies", Reply, lambda row: row.id)
COMMENTS: Final = Table[UUID, Comment]("comments", Comment, lambda row: row.id)
REVISIONS: Final = Table[UUID, Revision]("revisions", Revision, lambda row: row.id)
TRANSITIONS: Final = Table[UUID, Transition]("transitions", Transition, lambda row: row.id)
REACTIONS: Final = Table[tuple[Tagged, UUID, ReactionKind], Reaction](
    "reactions", Reaction, lambda row: ((row.target_kind, row.target_id), row.person_id, row.kind)
)
MENTIONS: Final = Table[tuple[Tagged, UUID], Mention](
    "mentions", Mention, lambda row: ((row.source_kind, row.source_id), row.person_id)
)
NOTICES: Final = Table[tuple[UUID, UUID], Notice](
    "notices", Notice, lambda row: (row.person_id, row.event_id)
)
FOLLOWS: Final = Table[tuple[UUID, FollowKind, UUID], Follow](
    "follows", Follow, lambda row: (row.follower_id, row.kind, row.target_id)
)
VISITS: Final = Table[tuple[UUID, UUID, date], Visit](
    "visits", Visit, lambda row: (row.network_id, row.person_id, row.day)
)
OUTBOX: Final = Table[UUID, Outgoing]("outbox", Outgoing, lambda row: row.event.id)
CLAIMS: Final = Table[tuple[UUID, str], Claim](
    "claims", Claim, lambda row: (row.person_id, row.key)
)
IMPORTS: Final = Table[tuple[UUID, str, bool, str], ImportNote](
    "imports", ImportNote, lambda row: (row.network_id, row.source, row.skip, row.key)
)
POLICIES: Final = Table[int, PolicyVersion]("policies", PolicyVersion, lambda row: row.version)
STEPS: Final = Table[int, Activation]("steps", Activation, lambda row: row.number)

ALL: Final[dict[str, Table[Any, Any]]] = {
    table.name: table
    for table in (
        *(NETWORKS, ACCOUNTS, PEOPLE, GROUPS, MEMBERSHIPS, REQUESTS, POSTS, REPLIES, COMMENTS),
        *(REVISIONS, TRANSITIONS, REACTIONS, MENTIONS, NOTICES, FOLLOWS, VISITS, OUTBOX, CLAIMS),
        *(IMPORTS, POLICIES, STEPS),
    )
}
