"""Hold what storage hands out for one viewer: values with what belongs beside them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from socialkit.domain.facts import Thing
from socialkit.domain.groups import Group, GroupRole, Membership
from socialkit.domain.networks import Network
from socialkit.domain.people import Person
from socialkit.domain.posts import Comment, Post, ReactionKind, Reply
from socialkit.ports.policy import AudienceBranch


@dataclass(frozen=True, slots=True)
class PostRecord:
    """Be a post with its place and what the viewer has to do with it."""

    post: Post
    group: Group
    my_role: GroupRole | None
    """The viewer's live role in the place; None where there is none."""
    my_reactions: tuple[ReactionKind, ...] = ()
    followed: bool = False


@dataclass(frozen=True, slots=True)
class ReplyRecord:
    """Be a reply with the viewer's own reactions."""

    reply: Reply
    my_reactions: tuple[ReactionKind, ...] = ()


@dataclass(frozen=True, slots=True)
class CommentRecord:
    """Be a comment with the viewer's own reactions."""

    comment: Comment
    my_reactions: tuple[ReactionKind, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupRecord:
    """Be a group with what the viewer has to do with it."""

    group: Group
    my_role: GroupRole | None
    """The viewer's live role; None where there is none."""
    requested: bool = False
    """The viewer has a pending request to join."""
    member_count: int = 0
    """Live members at `caller.now`: `Group.member_count` without the memberships that ran out."""


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """Be a person with what relates them to the viewer."""

    person: Person
    shares_group: bool = False
    """Both have a live membership in one group."""
    public_author: bool = False
    """Wrote a published post that reaches the public."""
    followed: bool = False


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """Be a membership with its person."""

    membership: Membership
    person: Person


@dataclass(frozen=True, slots=True)
class Identity:
    """Be what is needed to know a caller: who, where, and who answers for them."""

    network: Network
    person: Person
    sponsor: Person | None


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Narrow the directory; every given condition must hold. Text is compared folded."""

    text: str | None = None
    """Part of the display name or handle, as typed."""
    department: str | None = None
    skill: str | None = None
    organisation: str | None = None
    group_id: UUID | None = None
    """Live members of this group alone."""
    manager_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class GroupFilter:
    """Narrow the list of groups; the wall is never in it."""

    mine: bool = False
    """Groups in which the viewer has a live membership alone."""
    archived: bool = False
    """Archived groups instead of living ones."""
    text: str | None = None
    """Part of the name, as typed; compared folded."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Be the people in good standing of the caller's network who may do something to a thing."""

    thing: Thing
    branches: tuple[AudienceBranch, ...]
    """As `Policy.audience` gives them; their residuals speak of the thing."""


@dataclass(frozen=True, slots=True)
class AudienceCount:
    """Say how many people a thing reaches."""

    people: int
    outsiders: int
    """Those of a class that is not employee or honorary."""
    organisations: tuple[str, ...]
    """The organisations of the outsiders, sorted, each once."""


@dataclass(frozen=True, slots=True)
class NetworkCounts:
    """Count what a network holds."""

    people: int
    groups: int
    posts: int
    questions: int
    answers: int
    """Published replies to questions, whoever wrote them."""
    solved: int
    """Questions with an accepted answer, whatever else became of them."""
    comments: int
    skipped: dict[str, int]
    """Rows that imports left out, by reason."""


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """Keep the answer to a write that carried an idempotency key."""

    fingerprint: str
    """SHA-256 of method, path and body, so that a key can not be used for another request."""
    status: int
    body: str
