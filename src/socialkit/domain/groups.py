"""Describe groups, membership and requests to join."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from pydantic import Field

from socialkit.domain.values import Value


class Visibility(StrEnum):
    """Say who finds a place; `wall` is the network's own place and is never founded or joined."""

    WALL = "wall"
    OPEN = "open"
    LISTED = "listed"
    SECRET = "secret"  # noqa: S105 - a word of the domain


class JoinMethod(StrEnum):
    """Say how people become members."""

    DIRECT = "direct"
    REQUEST = "request"
    INVITATION = "invitation"


class Audience(StrEnum):
    """Say for whom a post is, from the narrowest to the widest."""

    GROUP = "group"
    NETWORK = "network"
    PUBLIC = "public"


class Purpose(StrEnum):
    """Say what a group is for."""

    DEPARTMENT = "department"
    PROJECT = "project"
    INTEREST = "interest"
    SUPPORT = "support"


class GroupRole(StrEnum):
    """Name the roles in a group, from the strongest to the weakest."""

    OWNER = "owner"
    MODERATOR = "moderator"
    MEMBER = "member"
    GUEST = "guest"


AUDIENCE_RANK: Final = {Audience.GROUP: 0, Audience.NETWORK: 1, Audience.PUBLIC: 2}
"""The order of audiences: the effective one is the narrower of the post's and its place's."""


ROLE_RANK: Final = {role: rank for rank, role in enumerate(reversed(GroupRole))}
"""The order of roles: the higher number is the stronger role."""


class Group(Value):
    """Be a place where posts live: a group that people join, or the wall of a network."""

    id: UUID
    network_id: UUID
    visibility: Visibility
    slug: str = Field(min_length=1, max_length=64)
    slug_key: str = Field(max_length=256)
    """The folded slug; unique in the network."""
    name: str = Field(min_length=1, max_length=100)
    about: str = Field(default="", max_length=4000)
    purpose: Purpose = Purpose.INTEREST
    join_method: JoinMethod = JoinMethod.DIRECT
    reach: Audience = Audience.GROUP
    """The widest audience that posts of this place may have; only open places go beyond `group`."""
    externals_allowed: bool = False
    trusted_area: bool = False
    archived_at: datetime | None = None
    epoch: int = 0
    """Grows with each change of membership or visibility; such a change begins by raising it."""
    member_count: int = 0
    owner_count: int = 0
    created_by: UUID | None = None
    created_at: datetime
    version: int = 1
    """Grows with each edit of the card; an edit names the version that it was made from."""

    @property
    def archived(self) -> bool:
        """Tell whether the group is read-only."""
        return self.archived_at is not None

    @property
    def default_audience(self) -> Audience:
        """Return the audience of a new post: `network` in open places, `group` in the others."""
        return Audience.GROUP if self.reach is Audience.GROUP else Audience.NETWORK

    def offers(self, audience: Audience) -> bool:
        """Tell whether a post of this place may choose `audience`."""
        return AUDIENCE_RANK[audience] <= AUDIENCE_RANK[self.reach]


class Membership(Value):
    """Say that a person belongs to a group, as what, since when and until when."""

    group_id: UUID
    person_id: UUID
    role: GroupRole
    joined_at: datetime
    expires_at: datetime | None = None
    added_by: UUID | None = None

    def live(self, now: datetime) -> bool:
        """Tell whether the membership counts at `now`."""
        return self.expires_at is None or self.expires_at > now


class RequestState(StrEnum):
    """Say what became of a request to join."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class JoinRequest(Value):
    """Ask to become a member of a group."""

    id: UUID
    group_id: UUID
    person_id: UUID
    message: str = Field(default="", max_length=1000)
    state: RequestState = RequestState.PENDING
    reason: str | None = Field(default=None, max_length=1000)
    decided_by: UUID | None = None
    created_at: datetime
    decided_at: datetime | None = None
