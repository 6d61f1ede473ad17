"""Hold what services hand out: values for one viewer, each with what they may do (`can`).

`can` lists verbs in sorted order, so that no template and no client repeats a rule.
Anybody whom the viewer may not see is the one constant `SOMEONE`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from socialkit.domain.groups import (
    Audience,
    GroupRole,
    JoinMethod,
    Purpose,
    RequestState,
    Visibility,
)
from socialkit.domain.mentions import MentionOutcome
from socialkit.domain.networks import NetworkKind
from socialkit.domain.notifications import NoticeReason
from socialkit.domain.posts import PostKind, PostState, ReactionKind
from socialkit.domain.questions import QuestionMove, QuestionState, Turn

Verbs = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonRef:
    """Name a person wherever one appears."""

    id: UUID | None
    """None for somebody whom the viewer may not see, or of whom only the name is public."""
    handle: str | None
    name: str
    avatar_url: str | None = None
    outsider: bool = False
    """True for people from outside the company, who are marked wherever they appear."""
    organisation: str | None = None


SOMEONE: Final = PersonRef(id=None, handle=None, name="someone")
"""Whoever the viewer may not see: always the same, without id, link, picture or pseudonym."""


@dataclass(frozen=True, slots=True)
class NetworkView:
    """Show a network to one of its members."""

    id: UUID
    slug: str
    name: str
    kind: NetworkKind
    modules: tuple[str, ...]
    can: Verbs


@dataclass(frozen=True, slots=True)
class PersonView:
    """Show a profile; a field that the viewer may not read is None or empty."""

    id: UUID
    handle: str
    name: str
    avatar_url: str | None
    member_class: str
    outsider: bool
    title: str | None
    department: str | None
    organisation: str | None
    manager: PersonRef | None
    skills: tuple[str, ...]
    interests: tuple[str, ...]
    ask_about: tuple[str, ...]
    bio: str | None
    bio_html: str | None
    location: str | None
    time_zone: str | None
    is_me: bool
    followed: bool
    version: int
    can: Verbs


@dataclass(frozen=True, slots=True)
class GroupRef:
    """Name a place wherever one appears; the wall has the slug `wall`."""

    id: UUID
    slug: str
    name: str
    visibility: Visibility
    externals_allowed: bool


@dataclass(frozen=True, slots=True)
class GroupView:
    """Show the card of a group."""

    id: UUID
    slug: str
    name: str
    about: str
    about_html: str
    visibility: Visibility
    purpose: Purpose
    join_method: JoinMethod
    reach: Audience
    """The widest audience that its posts may have."""
    default_audience: Audience
    externals_allowed: bool
    trusted_area: bool
    archived: bool
    my_role: GroupRole | None
    requested: bool
    """The viewer asked to join and waits for an answer."""
    member_count: int | None
    """None where the viewer may not read the list of members."""
    externals: tuple[tuple[str, int], ...]
    """People from outside by organisation; empty where the viewer may not read the list."""
    created_at: datetime
    version: int
    can: Verbs


@dataclass(frozen=True, slots=True)
class PlaceView:
    """Name one of the viewer's own groups, with what a composer needs to know of it."""

    id: UUID
    slug: str
    name: str
    visibility: Visibility
    reach: Audience
    default_audience: Audience
    externals_allowed: bool
    can: Verbs


@dataclass(frozen=True, slots=True)
class MemberView:
    """Show a member of a group."""

    person: PersonRef
    role: GroupRole
    joined_at: datetime
    expires_at: datetime | None
    can: Verbs


@dataclass(frozen=True, slots=True)
class RequestView:
    """Show a request to join."""

    id: UUID
    group: GroupRef
    person: PersonRef
    message: str
    state: RequestState
    reason: str | None
    created_at: datetime
    can: Verbs


@dataclass(frozen=True, slots=True)
class QuestionView:
    """Show what makes a post a question."""

    state: QuestionState
    turn: Turn
    directed_to: PersonRef | None
    accepted_reply_id: UUID | None
    accepted_at: datetime | None
    closed_at: datetime | None
    close_reason: str | None
    duplicate_of_id: UUID | None
    """None where there is no original, or none that the viewer may read."""
    answer_count: int


@dataclass(frozen=True, slots=True)
class PostView:
    """Show a post to one reader."""

    id: UUID
    kind: PostKind
    place: GroupRef
    author: PersonRef
    title: str | None
    html: str
    """The body as safe HTML."""
    source: str | None
    """The body as it is edited, for those who may edit it; None for everybody else."""
    tags: tuple[str, ...]
    audience: Audience
    state: PostState
    locked: bool
    created_at: datetime
    edited_at: datetime | None
    last_activity_at: datetime
    reply_count: int
    comment_count: int
    reaction_count: int
    score: int
    """The tally that an import brought along plus the reactions made here."""
    my_reactions: tuple[ReactionKind, ...]
    followed: bool
    question: QuestionView | None
    version: int
    can: Verbs
    mine: bool = False


@dataclass(frozen=True, slots=True)
class CommentView:
    """Show a comment to one reader."""

    id: UUID
    post_id: UUID
    reply_id: UUID | None
    author: PersonRef
    html: str
    source: str | None
    state: PostState
    created_at: datetime
    edited_at: datetime | None
    reaction_count: int
    score: int
    my_reactions: tuple[ReactionKind, ...]
    version: int
    can: Verbs


@dataclass(frozen=True, slots=True)
class ReplyView:
    """Show a reply, or an answer, with the comments on it."""

    id: UUID
    post_id: UUID
    author: PersonRef
    html: str
    source: str | None
    accepted: bool
    insiders_only: bool
    state: PostState
    created_at: datetime
    edited_at: datetime | None
    comments: tuple[CommentView, ...]
    reactions: dict[ReactionKind, int]
    reaction_count: int
    score: int
    my_reactions: tuple[ReactionKind, ...]
    version: int
    can: Verbs


@dataclass(frozen=True, slots=True)
class ThreadView:
    """Show a post with a page of its replies; the accepted answer leads the first page."""

    post: PostView
    reactions: dict[ReactionKind, int]
    comments: tuple[CommentView, ...]
    """Comments on the post itself."""
    replies: tuple[ReplyView, ...]
    cursor: str | None
    """Asks for the next replies; None at the end."""


@dataclass(frozen=True, slots=True)
class RevisionView:
    """Show what a text was before an edit."""

    number: int
    title: str | None
    html: str
    tags: tuple[str, ...]
    editor: PersonRef
    at: datetime


@dataclass(frozen=True, slots=True)
class TransitionView:
    """Show one move in the life of a question."""

    move: QuestionMove
    before: QuestionState
    after: QuestionState
    actor: PersonRef
    reason: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ReadersView:
    """Say who will see a post, before it is sent."""

    people: int
    outsiders: int
    organisations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MentionCheck:
    """Say what one mention of a text would do."""

    text: str
    outcome: MentionOutcome
    person: PersonRef | None
    """None unless the author may see the person."""


@dataclass(frozen=True, slots=True)
class NoticeView:
    """Show an entry of the list of notices: one reason, one thing, one or more people."""

    id: UUID
    reason: NoticeReason
    actors: tuple[PersonRef, ...]
    """Who did it, the latest first, at most three; people out of sight are someone."""
    people: int
    """How many different people did it, up to ten."""
    total: int
    """How many notices stand behind the entry: one person may have done it several times."""
    post_id: UUID | None
    post_title: str | None
    """The title, or the beginning of the text, as the viewer may read it now."""
    reply_id: UUID | None
    comment_id: UUID | None
    group: GroupRef | None
    created_at: datetime
    seen: bool
    read: bool


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """Count the lists of the question queue; each number equals its list, up to `cap`."""

    unanswered: int
    unsolved: int
    directed_to_me: int
    solved: int
    cap: int


@dataclass(frozen=True, slots=True)
class NetworkStats:
    """Count what a network holds."""

    people: int
    groups: int
    posts: int
    questions: int
    answers: int
    solved: int
    comments: int
    skipped: dict[str, int] = field(default_factory=dict)
