"""Build the statements that group notices into entries and leave out what may not be read.

Notices of one reason and subject that are all read, or all unread, make one entry. One
statement finds the entries of a page, their latest notice, their size and who did it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa

from socialkit.domain.notifications import NoticeReason
from socialkit.paging import PageRequest
from socialkit.ports.policy import Plan
from socialkit.storage.sql import conditions
from socialkit.storage.sql.attributes import comment_sql, group_sql, post_sql, reply_sql
from socialkit.storage.sql.conditions import CALLER, NETWORK_ID, Clause
from socialkit.storage.sql.formulas import to_clause
from socialkit.storage.sql.rows import NOTICES
from socialkit.storage.sql.tables import COMMENT, GROUP, NOTICE, POST, REPLY

KINDS: Final = ("post", "group", "reply", "comment", "request")
MAX_ACTORS: Final = 10
SUBJECT: Final = sa.func.coalesce(NOTICE.c.post_id, NOTICE.c.group_id)
"""What a notice is about: the thread, or else the group."""

_IS_READ: Final = NOTICE.c.read_at.is_not(None)
_THING_POST: Final = sa.func.coalesce(COMMENT.c.post_id, REPLY.c.post_id, NOTICE.c.post_id)
_THINGS: Final = (
    NOTICE.outerjoin(COMMENT, COMMENT.c.id == NOTICE.c.comment_id)
    .outerjoin(
        REPLY,
        REPLY.c.id
        == sa.case((NOTICE.c.comment_id.is_not(None), COMMENT.c.reply_id), else_=NOTICE.c.reply_id),
    )
    .outerjoin(POST, POST.c.id == _THING_POST)
    .outerjoin(GROUP, GROUP.c.id == sa.func.coalesce(POST.c.group_id, NOTICE.c.group_id))
)
"""Notices with the thing that each is about; NULLs where it is gone."""


def _readable(plans: Mapping[str, Plan]) -> Clause:
    comments = to_clause(plans["comment"].formula, comment_sql(COMMENT, REPLY, POST, GROUP))
    replies = to_clause(plans["reply"].formula, reply_sql(REPLY, POST, GROUP))
    posts = to_clause(plans["post"].formula, post_sql(POST, GROUP))
    groups = to_clause(plans["group"].formula, group_sql(GROUP))
    requests = to_clause(plans["request"].formula, group_sql(GROUP))
    notice = NOTICE.c
    return sa.case(
        (notice.comment_id.is_not(None), sa.and_(COMMENT.c.id.is_not(None), comments)),
        (notice.reply_id.is_not(None), sa.and_(REPLY.c.id.is_not(None), replies)),
        (notice.post_id.is_not(None), sa.and_(POST.c.id.is_not(None), posts)),
        (
            notice.reason == NoticeReason.REQUEST.value,
            sa.and_(GROUP.c.id.is_not(None), requests),
        ),
        else_=sa.and_(GROUP.c.id.is_not(None), groups),
    )


def _mine(plans: Mapping[str, Plan], *columns: Any, unread_only: bool) -> sa.Select[Any]:
    listed = (
        sa.select(*columns)
        .select_from(_THINGS)
        .where(NOTICE.c.person_id == CALLER, NOTICE.c.network_id == NETWORK_ID, _readable(plans))
    )
    return listed.where(NOTICE.c.read_at.is_(None)) if unread_only else listed


def page(plans: Mapping[str, Plan], page: PageRequest, *, unread_only: bool) -> sa.Select[Any]:
    """Return the rows of one page of entries, latest first.

    Columns: the notice, the number of its entry, its number in the entry, and the entry's size.
    The first row of an entry is its latest notice; further rows are the latest of each other actor.
    """
    numbered = _by_actor(_numbered(plans, unread_only=unread_only))
    entry = (numbered.c.entry_at, numbered.c.entry_id)
    ranked = (
        sa.select(
            numbered,
            sa.func.dense_rank().over(order_by=[column.desc() for column in entry]).label("entry"),
        )
        .where(
            sa.or_(numbered.c.place == 1, numbered.c.actor_place == 1),
            conditions.after(*entry, page),
        )
        .subquery("ranked")
    )
    return (
        sa.select(
            *(ranked.c[field] for field in NOTICES.fields),
            ranked.c.entry,
            ranked.c.place,
            ranked.c.total,
        )
        .where(ranked.c.entry <= sa.literal_column(str(page.limit + 1)))
        .order_by(ranked.c.entry, ranked.c.place)
    )


def _numbered(plans: Mapping[str, Plan], *, unread_only: bool) -> sa.Subquery:
    subject = sa.type_coerce(SUBJECT, NOTICE.c.id.type).label("subject")
    listed = _mine(
        plans, *NOTICES.columns(), subject, _IS_READ.label("is_read"), unread_only=unread_only
    )
    mine = listed.subquery("my_notices")
    same = [mine.c.reason, mine.c.subject, mine.c.is_read]
    newest = [mine.c.created_at.desc(), mine.c.id.desc()]

    def over(function: Any, *, ordered: bool = True) -> Any:
        return function.over(partition_by=same, order_by=newest if ordered else None)

    return sa.select(
        mine,
        over(sa.func.row_number()).label("place"),
        over(sa.func.count(), ordered=False).label("total"),
        over(sa.func.first_value(mine.c.created_at)).label("entry_at"),
        over(sa.func.first_value(mine.c.id)).label("entry_id"),
    ).subquery("numbered")


def _by_actor(numbered: sa.Subquery) -> sa.Subquery:
    """Add the number of each notice among those of its entry and actor.

    A level of its own: MariaDB sorts two partitions of one level in one wrong way.
    """
    place = sa.func.row_number().over(
        partition_by=[numbered.c.entry_id, numbered.c.actor_id], order_by=numbered.c.place
    )
    return sa.select(numbered, place.label("actor_place")).subquery("by_actor")


def count(plans: Mapping[str, Plan], cap: int, *, unseen_only: bool) -> sa.Select[Any]:
    """Return the number of unread entries, at most `cap`."""
    listed = _mine(plans, NOTICE.c.reason, SUBJECT, unread_only=True)
    if unseen_only:
        listed = listed.where(NOTICE.c.seen_at.is_(None))
    capped = conditions.limited(listed.distinct(), cap).subquery("entries")
    return sa.select(sa.func.count()).select_from(capped)
