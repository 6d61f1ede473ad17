"""Keep posts in SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from socialkit.domain.caller import Caller
from socialkit.domain.follows import FollowKind
from socialkit.domain.groups import GroupRole
from socialkit.domain.posts import Post, ReactionKind, TargetKind
from socialkit.domain.questions import Transition
from socialkit.ports.policy import Plan
from socialkit.ports.storage import PostStore
from socialkit.ports.storage.records import PostRecord
from socialkit.storage.sql import conditions
from socialkit.storage.sql.attributes import post_sql
from socialkit.storage.sql.conditions import NETWORK_ID
from socialkit.storage.sql.formulas import to_clause
from socialkit.storage.sql.guards import guard, guard_binds
from socialkit.storage.sql.rows import GROUPS, POSTS, TRANSITIONS, by_id, change_by_id
from socialkit.storage.sql.tables import GROUP, POST, POST_TAG, TRANSITION
from socialkit.storage.sql.work import Row, Work, binds_of, chunks, replace

PLACED: Final = POST.join(GROUP, GROUP.c.id == POST.c.group_id)
"""Posts with their places; every list of posts reads this."""
RECORD: Final = (
    *POSTS.columns(),
    *GROUPS.columns(),
    conditions.my_role(POST.c.group_id).label("my_role_name"),
    conditions.my_reactions(TargetKind.POST, POST.c.id).label("my_reaction_names"),
    conditions.followed(FollowKind.POST, POST.c.id).label("is_followed"),
)
"""The columns of a `PostRecord`."""

_FIND: Final = by_id(POSTS)
_SAVE: Final = change_by_id(POSTS)
_RECORD: Final = (
    sa.select(*RECORD)
    .select_from(PLACED)
    .where(POST.c.id == sa.bindparam("at_id"), POST.c.network_id == NETWORK_ID)
)
_RECORDS: Final = (
    sa.select(*RECORD)
    .select_from(PLACED)
    .where(POST.c.id.in_(sa.bindparam("ids", expanding=True)), POST.c.network_id == NETWORK_ID)
)
_FORGET_TAGS: Final = sa.delete(POST_TAG).where(POST_TAG.c.post_id == sa.bindparam("at_id"))
_TRANSITIONS: Final = (
    sa.select(*TRANSITIONS.columns())
    .where(TRANSITION.c.post_id == sa.bindparam("at_id"))
    .order_by(TRANSITION.c.at, TRANSITION.c.id)
)


def tag_rows(posts: Iterable[Post]) -> list[dict[str, object]]:
    """Return the rows by which posts are found by their tags."""
    return [
        {"post_id": post.id, "tag": tag, "created_at": post.created_at}
        for post in posts
        for tag in dict.fromkeys(post.tags)
    ]


def records(rows: Sequence[Row]) -> list[PostRecord]:
    """Return the records whose columns are `RECORD`."""
    groups = {
        row[POSTS.width]: row for row in rows
    }  # A page has few places, and each is made once.
    places = {group.id: group for group in GROUPS.values(groups.values(), POSTS.width)}
    return [
        PostRecord(
            post=post,
            group=places[post.group_id],
            my_role=None if row[-3] is None else GroupRole(row[-3]),
            my_reactions=reactions(row[-2]),
            followed=bool(row[-1]),
        )
        for post, row in zip(POSTS.values(rows), rows, strict=True)
    ]


def reactions(words: str | None) -> tuple[ReactionKind, ...]:
    """Return what `conditions.my_reactions` read, sorted."""
    return () if not words else tuple(sorted(map(ReactionKind, words.split(","))))


class SqlPostStore(PostStore):
    """Keep posts."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, post: Post) -> None:
        """Keep a new post with its tags."""
        self._work.insert(POST, [POSTS.row(post)])
        self._work.insert(POST_TAG, tag_rows([post]))

    def find(self, caller: Caller, post_id: UUID) -> PostRecord | None:
        """Return the post of the caller's network in any state."""
        rows = self._work.rows(_RECORD, binds_of(caller, at_id=post_id))
        return records(rows)[0] if rows else None

    def find_all(self, caller: Caller, post_ids: Collection[UUID]) -> dict[UUID, PostRecord]:
        """Return those posts of the caller's network as `find` does, in one read."""
        parts = (binds_of(caller, ids=part) for part in chunks(post_ids))
        found = (record for part in parts for record in records(self._work.rows(_RECORDS, part)))
        return {record.post.id: record for record in found}

    def lock(self, caller: Caller, plan: Plan, post_id: UUID) -> Post | None:
        """Raise the post's epoch where `plan` holds: the guard stands in the UPDATE itself."""
        self._work.refuse_reader()
        if plan.never:
            return None
        raise_epoch = self._work.statements.get(("lock", plan.key), lambda: _raise(plan))
        if not self._work.change(raise_epoch, guard_binds(caller) | {"at_id": post_id}):
            return None
        post = POSTS.value(self._work.row(_FIND, {"at_id": post_id}))
        if post is not None:
            self._work.tags_read[post_id] = post.tags
        return post

    def save(self, post: Post) -> None:
        """Replace the post of the same id with its tags."""
        replace(self._work, _SAVE, POSTS.row(post))
        if self._work.tags_read.get(post.id) != post.tags:
            self._work.change(_FORGET_TAGS, {"at_id": post.id})
            self._work.insert(POST_TAG, tag_rows([post]))
            self._work.tags_read.pop(post.id, None)

    def add_transition(self, transition: Transition) -> None:
        """Keep a move in the life of a question."""
        self._work.insert(TRANSITION, [TRANSITIONS.row(transition)])

    def transitions(self, post_id: UUID) -> tuple[Transition, ...]:
        """Return the moves of a question, oldest first."""
        return tuple(TRANSITIONS.values(self._work.rows(_TRANSITIONS, {"at_id": post_id})))


def _raise(plan: Plan) -> Any:
    clause = guard(to_clause(plan.formula, post_sql(POST, GROUP)))
    return (
        sa.update(POST)
        .where(POST.c.id == sa.bindparam("at_id"), GROUP.c.id == POST.c.group_id, clause)
        .values(epoch=POST.c.epoch + 1)
    )
