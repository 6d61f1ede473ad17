"""State what the core needs to keep posts, threads and what hangs on them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Sequence
from typing import Protocol
from uuid import UUID

from socialkit.domain.caller import Caller
from socialkit.domain.feeds import PostQuery
from socialkit.domain.posts import (
    Comment,
    Post,
    Reaction,
    ReactionKind,
    Reply,
    Revision,
    Target,
)
from socialkit.domain.questions import Transition
from socialkit.paging import Page, PageRequest
from socialkit.ports.policy import Plan
from socialkit.ports.storage.records import CommentRecord, PostRecord, ReplyRecord


class PostStore(Protocol):
    """Keep posts."""

    @abstractmethod
    def add(self, post: Post) -> None:
        """Keep a new post with its tags."""

    @abstractmethod
    def find(self, caller: Caller, post_id: UUID) -> PostRecord | None:
        """Return the post of the caller's network in any state, without asking the policy."""

    @abstractmethod
    def find_all(self, caller: Caller, post_ids: Collection[UUID]) -> dict[UUID, PostRecord]:
        """Return those posts of the caller's network as `find` does, in one read."""

    @abstractmethod
    def lock(self, caller: Caller, plan: Plan, post_id: UUID) -> Post | None:
        """Raise the post's epoch where `plan` holds for the caller now, and return the post.

        Returns None where it does not hold: the guard and the lock are one write, so nothing can
        come between the check and the change. Other units that lock the post wait.
        """

    @abstractmethod
    def save(self, post: Post) -> None:
        """Replace the post of the same id with its tags; the caller holds its lock."""

    @abstractmethod
    def add_transition(self, transition: Transition) -> None:
        """Keep a move in the life of a question."""

    @abstractmethod
    def transitions(self, post_id: UUID) -> tuple[Transition, ...]:
        """Return the moves of a question by (at, id), oldest first."""


class PostLists(Protocol):
    """Answer lists of published posts, filtered by a plan of ``post:read`` in the same read."""

    @abstractmethod
    def page(
        self, caller: Caller, plan: Plan, query: PostQuery, page: PageRequest
    ) -> Page[PostRecord]:
        """Return posts by (created_at, id), newest first, each exactly once over all pages.

        `Feed.HOME` holds the caller's live places and, for those who are members of it by rule,
        the wall; `Feed.FOLLOWING` the posts of people whom the caller follows.
        """

    @abstractmethod
    def counts(
        self, caller: Caller, plan: Plan, queries: Sequence[PostQuery], *, cap: int
    ) -> tuple[int, ...]:
        """Return how many posts `page` would show of each query, each at most `cap`, in one read.

        The queries are about the same group, author and tag.
        """

    @abstractmethod
    def tags(
        self, caller: Caller, plan: Plan, query: PostQuery, *, limit: int
    ) -> tuple[tuple[str, int], ...]:
        """Return the most used tags of the posts of `query`, by falling count and name."""


class ThreadStore(Protocol):
    """Keep replies and comments; every change comes with the lock of their post."""

    @abstractmethod
    def add_reply(self, reply: Reply) -> None:
        """Keep a new reply."""

    @abstractmethod
    def save_reply(self, reply: Reply) -> None:
        """Replace the reply of the same id."""

    @abstractmethod
    def find_reply(self, caller: Caller, reply_id: UUID) -> ReplyRecord | None:
        """Return the reply in any state, where its post is of the caller's network."""

    @abstractmethod
    def replies(
        self, caller: Caller, plan: Plan, post_id: UUID, page: PageRequest
    ) -> Page[ReplyRecord]:
        """Return replies under a plan of ``reply:read`` by (created_at, id), oldest first."""

    @abstractmethod
    def add_comment(self, comment: Comment) -> None:
        """Keep a new comment."""

    @abstractmethod
    def save_comment(self, comment: Comment) -> None:
        """Replace the comment of the same id."""

    @abstractmethod
    def find_comment(self, caller: Caller, comment_id: UUID) -> CommentRecord | None:
        """Return the comment in any state, where its post is of the caller's network."""

    @abstractmethod
    def comments(
        self, caller: Caller, plan: Plan, post_id: UUID, reply_ids: Collection[UUID]
    ) -> tuple[CommentRecord, ...]:
        """Return comments on the post and on these replies by (created_at, id), oldest first.

        The plan is one of ``comment:read``; at most 500 are returned.
        """

    @abstractmethod
    def last_voice(self, post_id: UUID) -> UUID | None:
        """Return who wrote the latest published reply or comment by (created_at, id), or None.

        A comment under a reply that is not published is silent. None too where the author of the
        latest is unknown.
        """


class RevisionStore(Protocol):
    """Keep what texts were before they were edited."""

    @abstractmethod
    def add(self, revision: Revision) -> None:
        """Keep a revision."""

    @abstractmethod
    def of(self, target: Target) -> tuple[Revision, ...]:
        """Return the revisions of a text by number, oldest first."""


class ReactionStore(Protocol):
    """Keep reactions; the caller holds the lock of the thread's post."""

    @abstractmethod
    def add(self, reaction: Reaction) -> bool:
        """Keep the reaction; tell whether it was new."""

    @abstractmethod
    def remove(self, target: Target, person_id: UUID, kind: ReactionKind) -> bool:
        """Forget the reaction; tell whether it was there."""

    @abstractmethod
    def counts(self, targets: Sequence[Target]) -> dict[UUID, dict[ReactionKind, int]]:
        """Count reactions by kind for each target; targets without any are left out."""
