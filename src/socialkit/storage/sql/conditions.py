"""Build the conditions that several lists share: keysets, standing, liveness, relations."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from socialkit.domain.follows import FollowKind
from socialkit.domain.people import MemberClass, PersonStatus
from socialkit.domain.posts import TargetKind
from socialkit.paging import PageRequest
from socialkit.storage.sql.tables import (
    FOLLOW,
    GROUP,
    MEMBERSHIP,
    PERSON,
    POST,
    REACTION,
)
from socialkit.storage.sql.types import Exact, Id, Moment

Clause: TypeAlias = sa.ColumnElement[bool]
Source: TypeAlias = sa.FromClause

CALLER: Final = sa.bindparam("caller_id", type_=Id())
NETWORK_ID: Final = sa.bindparam("network_id", type_=Id())
SPONSOR: Final = sa.bindparam("sponsor_id", type_=Id())
NOW: Final = sa.bindparam("now", type_=Moment())


def after(at: Any, key: Any, page: PageRequest, *, newest: bool = True) -> Clause:
    """Return the condition on rows that lie after the page's position, or always true."""
    if page.after is None:
        return sa.true()
    moment = sa.bindparam("after_at", type_=Moment())
    last = sa.bindparam("after_id", type_=Id())
    position, row = sa.tuple_(moment, last), sa.tuple_(at, key)
    return row < position if newest else row > position


def after_binds(page: PageRequest) -> dict[str, object]:
    """Return the bind values of `after`."""
    if page.after is None:
        return {}
    return {"after_at": page.after.at, "after_id": page.after.id}


def limited(statement: sa.Select[Any], count: int) -> sa.Select[Any]:
    """Return the statement with a literal limit: a bound one costs PostgreSQL its generic plan."""
    return statement.limit(sa.literal_column(str(int(count)), sa.Integer))


def is_caller(column: Any) -> Clause:
    """Return "the column holds the caller's id": true or false, never NULL."""
    return sa.and_(CALLER.is_not(None), column.is_not(None), column == CALLER)


def is_not_caller(column: Any) -> Clause:
    """Return the exact opposite of `is_caller`."""
    return sa.or_(CALLER.is_(None), column.is_(None), column != CALLER)


def live(membership: Source) -> Clause:
    """Return the condition that a membership counts at the caller's moment."""
    return sa.or_(membership.c.expires_at.is_(None), membership.c.expires_at > NOW)


def my_places(*conditions: Clause, membership: Source | None = None) -> sa.Select[Any]:
    """Return the ids of the groups in which the caller has a live membership."""
    mine = MEMBERSHIP.alias("mine") if membership is None else membership
    return sa.select(mine.c.group_id).where(mine.c.person_id == CALLER, live(mine), *conditions)


def my_role(group_id: Any) -> sa.ColumnElement[Any]:
    """Return the caller's live role in the group, or NULL."""
    role = MEMBERSHIP.alias("my_role")
    found = sa.select(role.c.role).where(
        role.c.group_id == group_id, role.c.person_id == CALLER, live(role)
    )
    return found.scalar_subquery()


def my_reactions(kind: TargetKind, target_id: Any) -> sa.ColumnElement[Any]:
    """Return the caller's reactions to the thing as words with commas between, or NULL."""
    mine = REACTION.alias("my_reaction")
    words = sa.func.aggregate_strings(mine.c.kind, ",")
    found = sa.select(words).where(
        mine.c.target_id == target_id,
        mine.c.target_kind == kind.value,
        mine.c.person_id == CALLER,
    )
    return found.scalar_subquery()


def followed(kind: FollowKind, target_id: Any) -> Clause:
    """Return whether the caller follows the thing."""
    mine = FOLLOW.alias("my_follow")
    return sa.exists().where(
        mine.c.follower_id == CALLER, mine.c.kind == kind.value, mine.c.target_id == target_id
    )


def shares_group(person_id: Any) -> Clause:
    """Return whether the caller and the person have live memberships of one group.

    It walks the few groups of the person, never the many that the caller may have.
    """
    mine, theirs = MEMBERSHIP.alias("my_share"), MEMBERSHIP.alias("their_share")
    my_groups = sa.select(mine.c.group_id).where(mine.c.person_id == CALLER, live(mine))
    return sa.exists().where(
        theirs.c.person_id == person_id, live(theirs), theirs.c.group_id.in_(my_groups)
    )


def public_author(person_id: Any) -> Clause:
    """Return whether the person wrote a published post that reaches the public."""
    post, group = POST.alias("public_post"), GROUP.alias("public_place")
    return sa.exists().where(
        post.c.author_id == person_id,
        post.c.state == "published",
        post.c.audience == "public",
        group.c.id == post.c.group_id,
        group.c.reach == "public",
    )


def in_good_standing(person: Source) -> Clause:
    """Return the rule of `domain.people.in_good_standing` as a condition on people."""
    sponsor = PERSON.alias("standing_sponsor")
    answered = sa.exists().where(
        sponsor.c.id == person.c.sponsor_id,
        sponsor.c.member_class == MemberClass.EMPLOYEE.value,
        sponsor.c.network_id == person.c.network_id,
        _usable(sponsor),
    )
    alone = sa.and_(
        person.c.sponsor_id.is_(None), person.c.member_class != MemberClass.EXTERNAL.value
    )
    return sa.and_(_usable(person), sa.or_(alone, answered))


def _usable(person: Source) -> Clause:
    return sa.and_(
        person.c.status == PersonStatus.ACTIVE.value,
        sa.or_(person.c.starts_at.is_(None), person.c.starts_at <= NOW),
        sa.or_(person.c.ends_at.is_(None), person.c.ends_at > NOW),
    )


def contains(column: Any, name: str) -> Clause:
    """Return "the column holds the text of the bind `name`", code point for code point."""
    return _Found(column, sa.bindparam(name, type_=Exact())) > 0


class _Found(GenericFunction[int]):
    """Be the place of a text in another one; 0 where it is not."""

    type = sa.Integer()
    name = "instr"
    inherit_cache = True
    package = "socialkit"


@compiles(_Found, "postgresql")
def _found(element: _Found, compiler: Any, **options: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **options)})"


def begins(column: Any, prefix: str) -> Clause:
    """Return "the column begins with the prefix" as a range, so that an index serves it."""
    low: Clause = column >= sa.bindparam("prefix", type_=Exact())
    if prefix_end(prefix) is None:
        return low
    return sa.and_(low, column < sa.bindparam("prefix_end", type_=Exact()))


def prefix_end(prefix: str) -> str | None:
    """Return the least text after all that begin with `prefix`, or None if there is none."""
    trimmed = prefix.rstrip("\U0010ffff")
    if not trimmed:
        return None
    last = ord(trimmed[-1]) + 1
    # Halves of pairs are no characters, so the next one after U+D7FF is U+E000.
    return trimmed[:-1] + chr(0xE000 if last == 0xD800 else last)  # noqa: PLR2004
