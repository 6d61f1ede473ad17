"""Keep replies, comments, revisions and reactions in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from socialkit.domain.caller import Caller
from socialkit.domain.posts import (
    Comment,
    PostState,
    Reaction,
    ReactionKind,
    Reply,
    Revision,
    Target,
)
from socialkit.paging import Page, PageRequest, Position
from socialkit.ports.policy import Plan
from socialkit.ports.storage import ReactionStore, RevisionStore, ThreadStore
from socialkit.ports.storage.records import CommentRecord, ReplyRecord
from socialkit.storage.memory.order import oldest_first
from socialkit.storage.memory.tables import Tables
from socialkit.storage.memory.views import View, facts_of_comment, facts_of_reply

MAX_COMMENTS: Final = 500


class MemoryThreadStore(ThreadStore):
    """Keep replies and comments."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add_reply(self, reply: Reply) -> None:
        """Keep a new reply."""
        self._tables.replies.put(reply.id, reply)

    def save_reply(self, reply: Reply) -> None:
        """Replace the reply of the same id."""
        self._tables.replies.put(reply.id, reply)

    def find_reply(self, caller: Caller, reply_id: UUID) -> ReplyRecord | None:
        """Return the reply in any state, where its post is of the caller's network."""
        reply = self._tables.replies.get(reply_id)
        if reply is None or not self._in_network(caller, reply.post_id):
            return None
        return View(self._tables, caller).reply(reply)

    def replies(
        self, caller: Caller, plan: Plan, post_id: UUID, page: PageRequest
    ) -> Page[ReplyRecord]:
        """Return replies under a plan of ``reply:read``, oldest first."""
        view = View(self._tables, caller)

        def keep(reply: Reply) -> bool:
            return plan.holds(facts_of_reply(self._tables, reply), view.caller)

        of_post = (reply for reply in self._tables.replies if reply.post_id == post_id)
        found = oldest_first(of_post, page, _position, keep=keep)
        return found.map(view.reply)

    def add_comment(self, comment: Comment) -> None:
        """Keep a new comment."""
        self._tables.comments.put(comment.id, comment)

    def save_comment(self, comment: Comment) -> None:
        """Replace the comment of the same id."""
        self._tables.comments.put(comment.id, comment)

    def find_comment(self, caller: Caller, comment_id: UUID) -> CommentRecord | None:
        """Return the comment in any state, where its post is of the caller's network."""
        comment = self._tables.comments.get(comment_id)
        if comment is None or not self._in_network(caller, comment.post_id):
            return None
        return View(self._tables, caller).comment(comment)

    def comments(
        self, caller: Caller, plan: Plan, post_id: UUID, reply_ids: Collection[UUID]
    ) -> tuple[CommentRecord, ...]:
        """Return comments on the post itself and on these replies, oldest first."""
        places = {None, *reply_ids}
        view = View(self._tables, caller)
        readable = [
            comment
            for comment in self._tables.comments
            if comment.post_id == post_id
            and comment.reply_id in places
            and plan.holds(facts_of_comment(self._tables, comment), view.caller)
        ]
        readable.sort(key=lambda comment: (comment.created_at, comment.id.bytes))
        return tuple(view.comment(comment) for comment in readable[:MAX_COMMENTS])

    def last_voice(self, post_id: UUID) -> UUID | None:
        """Return who wrote the latest published reply or comment."""
        replies = [r for r in self._tables.replies if r.post_id == post_id and _is_heard(r)]
        open_places = {None, *(reply.id for reply in replies)}
        comments = [
            comment
            for comment in self._tables.comments
            if comment.post_id == post_id and _is_heard(comment) and comment.reply_id in open_places
        ]
        heard: list[Reply | Comment] = [*replies, *comments]
        last = max(heard, key=lambda text: (text.created_at, text.id.bytes), default=None)
        return None if last is None else last.author_id

    def _in_network(self, caller: Caller, post_id: UUID) -> bool:
        return self._tables.posts[post_id].network_id == caller.network_id


def _is_heard(text: Reply | Comment) -> bool:
    return text.state is PostState.PUBLISHED


def _position(reply: Reply) -> Position:
    return Position(reply.created_at, reply.id)


class MemoryRevisionStore(RevisionStore):
    """Keep what texts were before they were edited."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add(self, revision: Revision) -> None:
        """Keep a revision."""
        self._tables.revisions.put(revision.id, revision)

    def of(self, target: Target) -> tuple[Revision, ...]:
        """Return the revisions of a text by number, oldest first."""
        found = (
            row
            for row in self._tables.revisions
            if (row.target_kind, row.target_id) == (target.kind, target.id)
        )
        return tuple(sorted(found, key=lambda row: row.number))


class MemoryReactionStore(ReactionStore):
    """Keep reactions."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add(self, reaction: Reaction) -> bool:
        """Keep the reaction; tell whether it was new."""
        key = (reaction.target_kind, reaction.target_id, reaction.person_id, reaction.kind)
        if key in self._tables.reactions:
            return False
        self._tables.reactions.put(key, reaction)
        return True

    def remove(self, target: Target, person_id: UUID, kind: ReactionKind) -> bool:
        """Forget the reaction; tell whether it was there."""
        return self._tables.reactions.drop((target.kind, target.id, person_id, kind))

    def counts(self, targets: Sequence[Target]) -> dict[UUID, dict[ReactionKind, int]]:
        """Count reactions by kind for each target; targets without any are left out."""
        wanted = {(target.kind, target.id) for target in targets}
        counts: dict[UUID, dict[ReactionKind, int]] = {}
        for row in self._tables.reactions:
            if (row.target_kind, row.target_id) in wanted:
                kinds = counts.setdefault(row.target_id, {})
                kinds[row.kind] = kinds.get(row.kind, 0) + 1
        return counts
