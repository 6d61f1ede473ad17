"""Select everything that a plan allows, of any kind: what tests and tools of policies compare.

Lists that people see are paged and joined with much else; here stands the condition alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import sqlalchemy as sa

from socialkit.domain.caller import Caller
from socialkit.domain.vocabulary import FIELD_VISIBILITIES, POST_KINDS, VOCABULARY
from socialkit.ports.policy import Plan
from socialkit.storage.sql.attributes import (
    comment_sql,
    group_sql,
    identity,
    my_role,
    person_sql,
    post_sql,
    reply_sql,
    same_network,
    sure,
)
from socialkit.storage.sql.formulas import KindSql, Linked, Stored, to_clause
from socialkit.storage.sql.tables import (
    COMMENT,
    GROUP,
    MEMBERSHIP,
    NETWORK,
    PERSON,
    POST,
    REPLY,
    REQUEST,
)
from socialkit.storage.sql.types import Exact
from socialkit.storage.sql.work import Work, binds_of

Key: TypeAlias = tuple[object, ...]
"""The id of a thing; of a membership (group, person), of a field (person, visibility)."""
_LATE: Final = ("caller_id", "network_id", "sponsor_id", "now", "live_kinds")
"""What depends on the caller, and stays a parameter."""
Keys: TypeAlias = frozenset[Key]


@dataclass(frozen=True, slots=True)
class _Rows:
    """Be the rows of one kind: where they stand, what names one, and what rules may read."""

    source: sa.FromClause
    key: tuple[sa.ColumnElement[Any], ...]
    mapping: KindSql


def written(plan: Plan, *, dialect: str) -> tuple[str, dict[str, object]]:
    """Return the statement that selects what a plan allows, and its constants, for people to read.

    `dialect` is `sqlite`, `postgresql` or `mysql`. What depends on the caller stays a parameter:
    `caller_id`, `network_id`, `sponsor_id`, `now`, `live_kinds`.
    """
    late: dict[str, Any] = dict.fromkeys(_LATE) | {"live_kinds": list(POST_KINDS)}
    statement = _statement(_ROWS[plan.kind], plan).params(late)
    dialect_of: Any = sa.make_url(f"{dialect}://").get_dialect()
    state = statement.compile(dialect=dialect_of(paramstyle="named")).construct_expanded_state()
    values = {name: v for name, v in state.parameters.items() if not name.startswith(_LATE)}
    return "\n".join(line.rstrip() for line in state.statement.splitlines()), values


def selected(work: Work, plan: Plan, caller: Caller) -> Keys:
    """Return the keys of everything that the plan selects for its caller."""
    if plan.never:
        return frozenset()
    rows = _ROWS[plan.kind]
    # By the formula, not by the plan: many shapes and permissions ask for the same rows.
    key = ("selected", plan.kind, plan.formula)
    statement = work.statements.get(key, lambda: _statement(rows, plan))
    return frozenset(tuple(row) for row in work.rows(statement, binds_of(caller)))


def _statement(rows: _Rows, plan: Plan) -> sa.Select[Any]:
    clause = to_clause(plan.formula, rows.mapping)
    return sa.select(*rows.key).select_from(rows.source).where(clause)


def _network() -> _Rows:
    mapping = KindSql(VOCABULARY.kinds["network"], {"same_network": same_network(NETWORK.c.id)})
    return _Rows(NETWORK, (NETWORK.c.id,), mapping)


def _membership() -> _Rows:
    linked = Linked(group_sql(GROUP), sure)
    mapping = KindSql(
        VOCABULARY.kinds["membership"],
        {
            "same_network": same_network(GROUP.c.network_id),
            "role": Stored(MEMBERSHIP.c.role, trusted=True),
            "is_me": identity(MEMBERSHIP.c.person_id),
            "my_role": my_role(MEMBERSHIP.c.group_id),
            "list_readable": linked,
            "group_moderated": linked,
            "group_managed": linked,
        },
    )
    key = (MEMBERSHIP.c.group_id, MEMBERSHIP.c.person_id)
    return _Rows(MEMBERSHIP.join(GROUP), key, mapping)


def _request() -> _Rows:
    mapping = KindSql(
        VOCABULARY.kinds["request"],
        {
            "same_network": same_network(GROUP.c.network_id),
            "state": Stored(REQUEST.c.state, trusted=True),
            "is_me": identity(REQUEST.c.person_id),
            "group_open_to_add": Linked(group_sql(GROUP), sure),
        },
    )
    source = REQUEST.join(GROUP, GROUP.c.id == REQUEST.c.group_id)
    return _Rows(source, (REQUEST.c.id,), mapping)


def _field() -> _Rows:
    """Map one row for each person and each visibility that a field can have."""
    shown = sa.union_all(
        *(sa.select(sa.literal(word, Exact()).label("visibility")) for word in FIELD_VISIBILITIES)
    ).subquery("shown")
    person = person_sql(PERSON)
    mapping = KindSql(
        VOCABULARY.kinds["field"],
        {
            "same_network": person.attributes["same_network"],
            "visibility": Stored(shown.c.visibility),
            "is_me": person.attributes["is_me"],
            "shares_group": person.attributes["shares_group"],
            "person_readable": Linked(person, sure),
        },
    )
    source = PERSON.join(shown, sa.true())
    return _Rows(source, (PERSON.c.id, shown.c.visibility), mapping)


def _posts() -> Mapping[str, _Rows]:
    post = POST.join(GROUP, GROUP.c.id == POST.c.group_id)
    reply = REPLY.join(POST, POST.c.id == REPLY.c.post_id)
    comment = COMMENT.outerjoin(REPLY, REPLY.c.id == COMMENT.c.reply_id)
    place = GROUP.c.id == POST.c.group_id
    return {
        "post": _Rows(post, (POST.c.id,), post_sql(POST, GROUP)),
        "reply": _Rows(reply.join(GROUP, place), (REPLY.c.id,), reply_sql(REPLY, POST, GROUP)),
        "comment": _Rows(
            comment.join(POST, POST.c.id == COMMENT.c.post_id).join(GROUP, place),
            (COMMENT.c.id,),
            comment_sql(COMMENT, REPLY, POST, GROUP),
        ),
    }


_ROWS: Final[Mapping[str, _Rows]] = {
    **_posts(),
    "network": _network(),
    "group": _Rows(GROUP, (GROUP.c.id,), group_sql(GROUP)),
    "person": _Rows(PERSON, (PERSON.c.id,), person_sql(PERSON)),
    "membership": _membership(),
    "request": _request(),
    "field": _field(),
}
