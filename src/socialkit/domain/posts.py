"""Describe posts and what hangs on them: replies, comments, revisions, reactions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from pydantic import Field

from socialkit.domain.bodies import BodyFormat
from socialkit.domain.groups import Audience
from socialkit.domain.questions import QuestionState
from socialkit.domain.values import Value

MAX_BODY: Final = 65_536
MAX_TITLE: Final = 200
MAX_TAGS: Final = 10
MAX_TAG: Final = 50


class PostKind(StrEnum):
    """Say what a post is."""

    UPDATE = "update"
    QUESTION = "question"


class PostState(StrEnum):
    """Say where a post, reply or comment stands in its life."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    HELD = "held"
    PUBLISHED = "published"
    HIDDEN = "hidden"
    REMOVED = "removed"
    DELETED = "deleted"


class TargetKind(StrEnum):
    """Name the things that carry text: reactions, mentions and revisions point to them."""

    POST = "post"
    REPLY = "reply"
    COMMENT = "comment"


class Target(Value):
    """Point to a post, a reply or a comment."""

    kind: TargetKind
    id: UUID


class Post(Value):
    """Be the start of a thread; it lives in exactly one place (a group or the wall)."""

    id: UUID
    network_id: UUID
    group_id: UUID
    kind: PostKind
    author_id: UUID | None
    """None where the author is unknown (imported) or erased."""
    title: str | None = Field(default=None, max_length=MAX_TITLE)
    body: str
    body_format: BodyFormat = BodyFormat.MARKDOWN
    tags: tuple[str, ...] = ()
    audience: Audience
    state: PostState = PostState.PUBLISHED
    locked: bool = False
    created_at: datetime
    arrived_at: datetime
    """When the thread came into its place."""
    edited_at: datetime | None = None
    last_activity_at: datetime
    last_voice_id: UUID | None = None
    """Who wrote last in the thread; None where only the post is there, or where it is unknown."""
    reply_count: int = 0
    answer_count: int = 0
    """Published replies by anybody but the author of the post."""
    comment_count: int = 0
    reaction_count: int = 0
    baseline_score: int = 0
    """A tally brought along by an import, shown beside the reactions made here."""
    question_state: QuestionState | None = None
    """Derived from the facts below (`questions.derive`); None where the post is no question."""
    accepted_reply_id: UUID | None = None
    accepted_by: UUID | None = None
    accepted_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: UUID | None = None
    close_reason: str | None = Field(default=None, max_length=300)
    duplicate_of_id: UUID | None = None
    directed_to_id: UUID | None = None
    version: int = 1
    """Grows with each edit of what the author wrote; an edit names the version it was made from."""
    epoch: int = 0
    """Grows with each change in the thread; a change begins by raising it (`PostStore.lock`)."""


class Reply(Value):
    """Answer a post; a reply to a question is an answer."""

    id: UUID
    post_id: UUID
    author_id: UUID | None
    body: str
    body_format: BodyFormat = BodyFormat.MARKDOWN
    insiders_only: bool = False
    state: PostState = PostState.PUBLISHED
    created_at: datetime
    edited_at: datetime | None = None
    comment_count: int = 0
    reaction_count: int = 0
    baseline_score: int = 0
    version: int = 1


class Comment(Value):
    """Remark on a post (`reply_id` is None) or on one of its replies."""

    id: UUID
    post_id: UUID
    reply_id: UUID | None = None
    author_id: UUID | None
    body: str
    body_format: BodyFormat = BodyFormat.MARKDOWN
    state: PostState = PostState.PUBLISHED
    created_at: datetime
    edited_at: datetime | None = None
    reaction_count: int = 0
    baseline_score: int = 0
    version: int = 1


class Revision(Value):
    """Keep what a text was before an edit."""

    id: UUID
    target_kind: TargetKind
    target_id: UUID
    number: int
    title: str | None = None
    body: str
    body_format: BodyFormat = BodyFormat.MARKDOWN
    tags: tuple[str, ...] = ()
    editor_id: UUID | None = None
    at: datetime
    """When the text that is kept here was replaced."""


class ReactionKind(StrEnum):
    """Name the reactions of the shipped set."""

    LIKE = "like"
    THANKS = "thanks"
    INSIGHT = "insight"
    CELEBRATE = "celebrate"


class Reaction(Value):
    """Say that a person reacted to a thing; one of each kind per person and thing."""

    target_kind: TargetKind
    target_id: UUID
    person_id: UUID
    kind: ReactionKind
    created_at: datetime
