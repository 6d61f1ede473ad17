"""Map the attributes of the policy's vocabulary to columns: the SQL side of each.

Lists join a post's group, so facts of the place are plain columns. A thread joins its post, and
what a reply or a comment borrows from it is a condition on the joined row.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import sqlalchemy as sa

from socialkit.domain.attributes import Value
from socialkit.domain.groups import GroupRole, JoinMethod, Visibility
from socialkit.domain.vocabulary import PLACE_ROLES, VOCABULARY
from socialkit.storage.sql import conditions
from socialkit.storage.sql.conditions import (
    NETWORK_ID,
    SPONSOR,
    Clause,
    Source,
)
from socialkit.storage.sql.formulas import (
    AttributeSql,
    Derived,
    KindSql,
    Linked,
    Stored,
    check_mapping,
)
from socialkit.storage.sql.tables import COMMENT, GROUP, MEMBERSHIP, PERSON, POST, REPLY

_ROLE_WORDS: Final = {rule: stored for stored, rule in PLACE_ROLES.items()}
_ROLES: Final = frozenset(role.value for role in GroupRole)


def truth(yes: Clause, no: Clause) -> Derived:
    """Map a flag to a condition and its exact opposite."""
    return Derived(lambda values: yes if True in values else no)


def identity(column: Any) -> Derived:
    """Map "this is the caller" to a column that holds an id."""
    return truth(conditions.is_caller(column), conditions.is_not_caller(column))


def my_role(group_id: Any) -> Derived:
    """Map the caller's live role in the group of this id."""

    def includes(values: frozenset[Value]) -> Clause:
        roles = frozenset(_ROLE_WORDS[str(value)] for value in values)
        if "none" not in roles:
            inside: Clause = group_id.in_(_places_as(roles))
            return inside
        outside: Clause = group_id.not_in(_places_as(_ROLES - roles))
        return outside

    return Derived(includes)


@cache
def _places_as(roles: frozenset[str]) -> sa.Select[Any]:
    mine = MEMBERSHIP.alias("mine")
    if roles == _ROLES:
        return conditions.my_places(membership=mine)
    return conditions.my_places(mine.c.role.in_(sorted(roles)), membership=mine)


def _place(group: Source, group_id: Any) -> dict[str, AttributeSql]:
    columns = group.c
    return {
        "place": Stored(columns.visibility, trusted=True),
        "reach": Stored(columns.reach, trusted=True),
        "trusted_area": Stored(columns.trusted_area, trusted=True),
        "externals_allowed": Stored(columns.externals_allowed, trusted=True),
        "archived": truth(columns.archived_at.is_not(None), columns.archived_at.is_(None)),
        "my_role": my_role(group_id),
    }


def same_network(column: Any) -> Derived:
    """Map "this belongs to the caller's network" to the column of the network."""
    return truth(column == NETWORK_ID, column != NETWORK_ID)


def _module_on(kind: Any) -> Derived:
    on = kind.in_(sa.bindparam("live_kinds", expanding=True))
    off = kind.not_in(sa.bindparam("live_kinds", expanding=True))
    return truth(on, off)


def _joins(group: Source, method: JoinMethod) -> Derived:
    is_wall = group.c.visibility == Visibility.WALL.value
    joins = group.c.join_method == method.value
    return truth(sa.and_(sa.not_(is_wall), joins), sa.or_(is_wall, sa.not_(joins)))


def group_sql(group: Source) -> KindSql:
    """Map a group in a row that holds it."""
    return KindSql(
        VOCABULARY.kinds["group"],
        {
            "same_network": same_network(group.c.network_id),
            **_place(group, group.c.id),
            "direct_join": _joins(group, JoinMethod.DIRECT),
            "by_request": _joins(group, JoinMethod.REQUEST),
        },
        sa.case((group.c.visibility != Visibility.WALL.value, group.c.id)),
    )


def post_sql(post: Source, group: Source) -> KindSql:
    """Map a post in a row that holds it and its group."""
    return KindSql(
        VOCABULARY.kinds["post"],
        {
            "same_network": same_network(post.c.network_id),
            "module_on": _module_on(post.c.kind),
            "state": Stored(post.c.state, trusted=True),
            "audience": Stored(post.c.audience, trusted=True),
            "kind": Stored(post.c.kind, trusted=True),
            "locked": Stored(post.c.locked, trusted=True),
            "mine": identity(post.c.author_id),
            "directed_to_me": identity(post.c.directed_to_id),
            **_place(group, post.c.group_id),
        },
        post.c.id,
    )


def sure(clause: Clause) -> Clause:
    """Return the clause, false where it would be NULL."""
    never_null: Clause = sa.func.coalesce(clause, sa.false())
    return never_null


def _parent(post: Source, to: KindSql) -> dict[str, AttributeSql]:
    linked = Linked(to, sure)
    return {
        "parent_mine": identity(post.c.author_id),
        "parent_readable": linked,
        "parent_open": linked,
        "parent_active": linked,
        "parent_moderated": linked,
        "parent_reviewed": linked,
    }


def reply_sql(reply: Source, post: Source, group: Source) -> KindSql:
    """Map a reply in a row that holds it, its post and its group."""
    return KindSql(
        VOCABULARY.kinds["reply"],
        {
            "same_network": same_network(post.c.network_id),
            "module_on": _module_on(post.c.kind),
            "state": Stored(reply.c.state),
            "mine": identity(reply.c.author_id),
            "insiders_only": Stored(reply.c.insiders_only, trusted=True),
            **_parent(post, post_sql(post, group)),
        },
        reply.c.id,
    )


def comment_sql(comment: Source, reply: Source, post: Source, group: Source) -> KindSql:
    """Map a comment in a row that holds it, its post, its group and (or NULLs) its reply."""

    def under(clause: Clause) -> Clause:
        return sa.or_(comment.c.reply_id.is_(None), sa.and_(reply.c.id.is_not(None), sure(clause)))

    return KindSql(
        VOCABULARY.kinds["comment"],
        {
            "same_network": same_network(post.c.network_id),
            "module_on": _module_on(post.c.kind),
            "state": Stored(comment.c.state),
            "mine": identity(comment.c.author_id),
            **_parent(post, post_sql(post, group)),
            "reply_readable": Linked(reply_sql(reply, post, group), under),
        },
        comment.c.id,
    )


def person_sql(person: Source) -> KindSql:
    """Map a person in a row that holds them."""
    shares = conditions.shares_group(person.c.id)
    public = conditions.public_author(person.c.id)
    sponsors = sa.and_(SPONSOR.is_not(None), person.c.id == SPONSOR)
    return KindSql(
        VOCABULARY.kinds["person"],
        {
            "same_network": same_network(person.c.network_id),
            "member_class": Stored(person.c.member_class, trusted=True),
            "is_me": identity(person.c.id),
            "shares_group": truth(shares, sa.not_(shares)),
            "my_sponsor": truth(sponsors, sa.or_(SPONSOR.is_(None), person.c.id != SPONSOR)),
            "public_author": truth(public, sa.not_(public)),
        },
        person.c.id,
    )


def check() -> None:
    """Raise `ConfigurationError` unless every attribute that lists need is mapped."""
    for mapping in (
        group_sql(GROUP),
        post_sql(POST, GROUP),
        reply_sql(REPLY, POST, GROUP),
        comment_sql(COMMENT, REPLY, POST, GROUP),
        person_sql(PERSON),
    ):
        check_mapping(mapping)
