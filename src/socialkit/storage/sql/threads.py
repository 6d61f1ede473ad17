"""Keep replies, comments, revisions and reactions in SQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from socialkit.domain.caller import Caller
from socialkit.domain.posts import (
    Comment,
    PostState,
    Reaction,
    ReactionKind,
    Reply,
    Revision,
    Target,
    TargetKind,
)
from socialkit.paging import Page, PageRequest, Position, cut
from socialkit.ports.policy import Plan
from socialkit.ports.storage import ReactionStore, RevisionStore, ThreadStore
from socialkit.ports.storage.records import CommentRecord, ReplyRecord
from socialkit.storage.sql import conditions
from socialkit.storage.sql.attributes import comment_sql, reply_sql
from socialkit.storage.sql.conditions import NETWORK_ID, Clause
from socialkit.storage.sql.formulas import to_clause
from socialkit.storage.sql.posts import PLACED, reactions
from socialkit.storage.sql.rows import COMMENTS, REACTIONS, REPLIES, REVISIONS, change_by_id
from socialkit.storage.sql.tables import COMMENT, GROUP, POST, REACTION, REPLY, REVISION
from socialkit.storage.sql.work import Row, Work, binds_of, chunks, replace

MAX_COMMENTS: Final = 500

_SAVE_REPLY: Final = change_by_id(REPLIES)
_SAVE_COMMENT: Final = change_by_id(COMMENTS)
_REPLY_RECORD: Final = (*REPLIES.columns(), conditions.my_reactions(TargetKind.REPLY, REPLY.c.id))
_COMMENT_RECORD: Final = (
    *COMMENTS.columns(),
    conditions.my_reactions(TargetKind.COMMENT, COMMENT.c.id),
)
_OF_POST: Final[sa.BindParameter[Any]] = sa.bindparam("post_id")
_FIND_REPLY: Final = (
    sa.select(*_REPLY_RECORD)
    .join(POST, POST.c.id == REPLY.c.post_id)
    .where(REPLY.c.id == sa.bindparam("at_id"), POST.c.network_id == NETWORK_ID)
)
_FIND_COMMENT: Final = (
    sa.select(*_COMMENT_RECORD)
    .join(POST, POST.c.id == COMMENT.c.post_id)
    .where(COMMENT.c.id == sa.bindparam("at_id"), POST.c.network_id == NETWORK_ID)
)
_PUBLISHED: Final = PostState.PUBLISHED.value
_LAST_REPLY: Final = conditions.limited(
    sa.select(REPLY.c.created_at, REPLY.c.id, REPLY.c.author_id)
    .where(REPLY.c.post_id == _OF_POST, REPLY.c.state == _PUBLISHED)
    .order_by(REPLY.c.created_at.desc(), REPLY.c.id.desc()),
    1,
)
_LAST_COMMENT: Final = conditions.limited(
    sa.select(COMMENT.c.created_at, COMMENT.c.id, COMMENT.c.author_id)
    .outerjoin_from(COMMENT, REPLY, REPLY.c.id == COMMENT.c.reply_id)
    .where(
        COMMENT.c.post_id == _OF_POST,
        COMMENT.c.state == _PUBLISHED,
        sa.or_(COMMENT.c.reply_id.is_(None), REPLY.c.state == _PUBLISHED),
    )
    .order_by(COMMENT.c.created_at.desc(), COMMENT.c.id.desc()),
    1,
)
_REVISIONS: Final = (
    sa.select(*REVISIONS.columns())
    .where(
        REVISION.c.target_id == sa.bindparam("at_id"),
        REVISION.c.target_kind == sa.bindparam("at_kind"),
    )
    .order_by(REVISION.c.number)
)
_REACTION: Final = (
    REACTION.c.target_id == sa.bindparam("at_id"),
    REACTION.c.target_kind == sa.bindparam("at_kind"),
)
_FORGET_REACTION: Final = sa.delete(REACTION).where(
    *_REACTION,
    REACTION.c.person_id == sa.bindparam("at_person"),
    REACTION.c.kind == sa.bindparam("kind_of_reaction"),
)
_COUNTS: Final = (
    sa.select(REACTION.c.target_kind, REACTION.c.target_id, REACTION.c.kind, sa.func.count())
    .where(REACTION.c.target_id.in_(sa.bindparam("ids", expanding=True)))
    .group_by(REACTION.c.target_kind, REACTION.c.target_id, REACTION.c.kind)
)


class SqlThreadStore(ThreadStore):
    """Keep replies and comments."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add_reply(self, reply: Reply) -> None:
        """Keep a new reply."""
        self._work.insert(REPLY, [REPLIES.row(reply)])

    def save_reply(self, reply: Reply) -> None:
        """Replace the reply of the same id."""
        replace(self._work, _SAVE_REPLY, REPLIES.row(reply))

    def find_reply(self, caller: Caller, reply_id: UUID) -> ReplyRecord | None:
        """Return the reply in any state, where its post is of the caller's network."""
        found = _replies(self._work.rows(_FIND_REPLY, binds_of(caller, at_id=reply_id)))
        return found[0] if found else None

    def replies(
        self, caller: Caller, plan: Plan, post_id: UUID, page: PageRequest
    ) -> Page[ReplyRecord]:
        """Return replies under a plan of ``reply:read``, oldest first."""
        if plan.never:
            return Page(())
        key = ("replies", plan.key, page.limit, page.after is None)
        statement = self._work.statements.get(key, lambda: _replies_of(plan, page))
        binds = binds_of(caller, post_id=post_id) | conditions.after_binds(page)
        return cut(_replies(self._work.rows(statement, binds)), page.limit, _position)

    def add_comment(self, comment: Comment) -> None:
        """Keep a new comment."""
        self._work.insert(COMMENT, [COMMENTS.row(comment)])

    def save_comment(self, comment: Comment) -> None:
        """Replace the comment of the same id."""
        replace(self._work, _SAVE_COMMENT, COMMENTS.row(comment))

    def find_comment(self, caller: Caller, comment_id: UUID) -> CommentRecord | None:
        """Return the comment in any state, where its post is of the caller's network."""
        found = _comments(self._work.rows(_FIND_COMMENT, binds_of(caller, at_id=comment_id)))
        return found[0] if found else None

    def comments(
        self, caller: Caller, plan: Plan, post_id: UUID, reply_ids: Collection[UUID]
    ) -> tuple[CommentRecord, ...]:
        """Return comments on the post itself and on these replies, oldest first."""
        if plan.never:
            return ()
        key = ("comments", plan.key, bool(reply_ids))
        under = bool(reply_ids)
        statement = self._work.statements.get(key, lambda: _comments_of(plan, under=under))
        binds = binds_of(caller, post_id=post_id)
        if under:
            binds["reply_ids"] = list(dict.fromkeys(reply_ids))
        return tuple(_comments(self._work.rows(statement, binds)))

    def last_voice(self, post_id: UUID) -> UUID | None:
        """Return who wrote the latest published reply or comment."""
        binds = {"post_id": post_id}
        found = (self._work.row(statement, binds) for statement in (_LAST_REPLY, _LAST_COMMENT))
        heard = [row for row in found if row is not None]
        last = max(heard, key=lambda row: (row[0], row[1].bytes), default=None)
        return None if last is None else last[2]


def _replies_of(plan: Plan, page: PageRequest) -> sa.Select[Any]:
    at, last = REPLY.c.created_at, REPLY.c.id
    listed = (
        sa.select(*_REPLY_RECORD)
        .select_from(PLACED.join(REPLY, REPLY.c.post_id == POST.c.id))
        .where(
            REPLY.c.post_id == _OF_POST,
            to_clause(plan.formula, reply_sql(REPLY, POST, GROUP)),
            conditions.after(at, last, page, newest=False),
        )
        .order_by(at, last)
    )
    return conditions.limited(listed, page.limit + 1)


def _comments_of(plan: Plan, *, under: bool) -> sa.Select[Any]:
    place: Clause = COMMENT.c.reply_id.is_(None)
    if under:
        among = COMMENT.c.reply_id.in_(sa.bindparam("reply_ids", expanding=True))
        place = sa.or_(place, among)
    source = PLACED.join(COMMENT, COMMENT.c.post_id == POST.c.id).outerjoin(
        REPLY, REPLY.c.id == COMMENT.c.reply_id
    )
    listed = (
        sa.select(*_COMMENT_RECORD)
        .select_from(source)
        .where(
            COMMENT.c.post_id == _OF_POST,
            place,
            to_clause(plan.formula, comment_sql(COMMENT, REPLY, POST, GROUP)),
        )
        .order_by(COMMENT.c.created_at, COMMENT.c.id)
    )
    return conditions.limited(listed, MAX_COMMENTS)


def _with_reactions(rows: Sequence[Row]) -> list[tuple[ReactionKind, ...]]:
    return [reactions(row[-1]) for row in rows]


def _replies(rows: Sequence[Row]) -> list[ReplyRecord]:
    return list(map(ReplyRecord, REPLIES.values(rows), _with_reactions(rows)))


def _comments(rows: Sequence[Row]) -> list[CommentRecord]:
    return list(map(CommentRecord, COMMENTS.values(rows), _with_reactions(rows)))


def _position(record: ReplyRecord) -> Position:
    return Position(record.reply.created_at, record.reply.id)


class SqlRevisionStore(RevisionStore):
    """Keep what texts were before they were edited."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, revision: Revision) -> None:
        """Keep a revision."""
        self._work.insert(REVISION, [REVISIONS.row(revision)])

    def of(self, target: Target) -> tuple[Revision, ...]:
        """Return the revisions of a text, oldest first."""
        rows = self._work.rows(_REVISIONS, {"at_id": target.id, "at_kind": target.kind})
        return tuple(REVISIONS.values(rows))


class SqlReactionStore(ReactionStore):
    """Keep reactions."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, reaction: Reaction) -> bool:
        """Keep the reaction; tell whether it was new."""
        return self._work.insert_new(REACTION, [REACTIONS.row(reaction)]) > 0

    def remove(self, target: Target, person_id: UUID, kind: ReactionKind) -> bool:
        """Forget the reaction; tell whether it was there."""
        binds = {
            "at_id": target.id,
            "at_kind": target.kind,
            "at_person": person_id,
            "kind_of_reaction": kind,
        }
        return self._work.change(_FORGET_REACTION, binds) > 0

    def counts(self, targets: Sequence[Target]) -> dict[UUID, dict[ReactionKind, int]]:
        """Count reactions by kind for each target."""
        wanted = {(target.kind.value, target.id) for target in targets}
        counts: dict[UUID, dict[ReactionKind, int]] = {}
        for part in chunks(target.id for target in targets):
            for kind, target_id, reaction, number in self._work.rows(_COUNTS, {"ids": part}):
                if (kind, target_id) in wanted:
                    counts.setdefault(target_id, {})[ReactionKind(reaction)] = number
        return counts
