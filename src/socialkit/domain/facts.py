"""Hold the facts of a thing that a decision may read: plain values, cheap to build from a row.

Storage fills them; services pass them to the policy; nothing here reads or writes anything.
Fields that depend on the caller (`shares_group`, `public_author`) are filled for that caller.
Plain strings hold what the store holds: a value outside the vocabulary is denied, not repaired.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID


@dataclass(frozen=True, slots=True)
class NetworkFacts:
    """Be a network itself: its wall, its figures, its administration."""

    id: UUID


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """Be a place: a group, or the wall of a network (`id` None, visibility `wall`)."""

    id: UUID | None
    network_id: UUID
    visibility: str
    """`wall`, `open`, `listed` or `secret`."""
    reach: str = "group"
    """The widest audience that the place offers: `group`, `network` or `public`."""
    trusted_area: bool = False
    externals_allowed: bool = False
    archived: bool = False
    direct_join: bool = False
    """Whether those who see the card may join at once."""
    by_request: bool = False
    """Whether those who see the card may ask to join."""


def wall(network_id: UUID, *, public: bool = False) -> GroupFacts:
    """Return the wall of a network as a place; `public` only ever in a community."""
    reach = "public" if public else "network"
    return GroupFacts(id=None, network_id=network_id, visibility="wall", reach=reach)


@dataclass(frozen=True, slots=True)
class PostFacts:
    """Be a post of any kind, with its place."""

    id: UUID
    network_id: UUID
    group: GroupFacts
    kind: str
    state: str
    audience: str
    author_id: UUID | None
    """None for an imported post whose author is unknown."""
    locked: bool = False
    directed_to_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ReplyFacts:
    """Be a reply to a post; an answer is a reply to a question."""

    id: UUID
    post: PostFacts
    state: str
    author_id: UUID | None
    insiders_only: bool = False


@dataclass(frozen=True, slots=True)
class CommentFacts:
    """Be a comment on a post, or on a reply of it."""

    id: UUID
    post: PostFacts
    state: str
    author_id: UUID | None
    reply: ReplyFacts | None = None
    """The reply that it stands under; None for a comment on the post itself."""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Be a person as one caller meets them."""

    id: UUID
    network_id: UUID
    member_class: str
    sponsor_id: UUID | None = None
    shares_group: bool = False
    """Whether the caller and this person are both live members of some group."""
    public_author: bool = False
    """Whether this person wrote a post that people who are not signed in may read."""


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """Be one field of somebody's profile."""

    person: PersonFacts
    visibility: str
    """`everyone`, `insiders`, `co-members` or `only-me`."""


@dataclass(frozen=True, slots=True)
class MembershipFacts:
    """Be one live membership: who is what in a group."""

    group: GroupFacts
    person_id: UUID
    role: str
    """`owner`, `moderator`, `member` or `guest`."""


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """Be a request to join a group."""

    id: UUID
    group: GroupFacts
    person_id: UUID
    state: str
    """`pending`, `accepted`, `refused` or `withdrawn`."""


Thing: TypeAlias = (
    NetworkFacts
    | GroupFacts
    | PostFacts
    | ReplyFacts
    | CommentFacts
    | PersonFacts
    | FieldFacts
    | MembershipFacts
    | RequestFacts
)
