"""Turn audiences into conditions on people: who may do something to one thing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from socialkit.domain.attributes import Attribute, Value
from socialkit.domain.caller import Caller, Shape
from socialkit.domain.facts import (
    CommentFacts,
    FieldFacts,
    GroupFacts,
    MembershipFacts,
    NetworkFacts,
    PersonFacts,
    PostFacts,
    ReplyFacts,
    RequestFacts,
    Thing,
)
from socialkit.domain.vocabulary import PLACE_ROLES
from socialkit.errors import ConfigurationError
from socialkit.ports.policy import Plan
from socialkit.ports.storage import AudienceStore
from socialkit.ports.storage.records import Audience, AudienceCount
from socialkit.storage.sql import conditions
from socialkit.storage.sql.attributes import person_sql, truth
from socialkit.storage.sql.conditions import NETWORK_ID, Clause
from socialkit.storage.sql.formulas import AttributeSql, Derived, audience_clause, to_clause
from socialkit.storage.sql.memberships import INSIDERS
from socialkit.storage.sql.tables import MEMBERSHIP, PERSON
from socialkit.storage.sql.types import Exact, Id, words_text
from socialkit.storage.sql.work import Work, binds_of, chunks

_KINDS: Final[dict[type, str]] = {
    NetworkFacts: "network",
    GroupFacts: "group",
    PostFacts: "post",
    ReplyFacts: "reply",
    CommentFacts: "comment",
    PersonFacts: "person",
    FieldFacts: "field",
    MembershipFacts: "membership",
    RequestFacts: "request",
}
_ROLE_WORDS: Final = {rule: stored for stored, rule in PLACE_ROLES.items()}
_WORDS: Final = Exact()
_NETWORK_PATHS: Final = {
    "network": "id",
    "group": "network_id",
    "post": "network_id",
    "reply": "post.network_id",
    "comment": "post.network_id",
    "person": "network_id",
    "field": "person.network_id",
    "membership": "group.network_id",
    "request": "group.network_id",
}
_FACTS: Final = {
    ("group", "my_role"): "id",
    ("post", "my_role"): "group.id",
    ("membership", "my_role"): "group.id",
    ("post", "module_on"): "kind",
    ("reply", "module_on"): "post.kind",
    ("comment", "module_on"): "post.kind",
    ("post", "mine"): "author_id",
    ("reply", "mine"): "author_id",
    ("comment", "mine"): "author_id",
    ("reply", "parent_mine"): "post.author_id",
    ("comment", "parent_mine"): "post.author_id",
    ("post", "directed_to_me"): "directed_to_id",
    ("person", "is_me"): "id",
    ("field", "is_me"): "person.id",
    ("membership", "is_me"): "person_id",
    ("request", "is_me"): "person_id",
    ("person", "shares_group"): "id",
    ("field", "shares_group"): "person.id",
    ("person", "my_sponsor"): "id",
    **{(kind, "same_network"): path for kind, path in _NETWORK_PATHS.items()},
}
"""Where the thing holds the fact that a caller-relative attribute compares with a person."""


def _fact(thing: Any, kind: str, path: str) -> object:
    found = thing if _KINDS[type(thing)] == kind else getattr(thing, kind)
    for name in path.split("."):
        found = None if found is None else getattr(found, name)
    return found


def _facts(thing: Thing) -> Iterator[tuple[str, object]]:
    """Yield the facts of the thing, and of those it belongs to, by the names of their binds."""
    for (kind, name), path in _FACTS.items():
        if _KINDS[type(thing)] == kind or hasattr(thing, kind):
            yield f"thing_{kind}_{name}", _fact(thing, kind, path)


def audience_binds(audience: Audience) -> dict[str, object]:
    """Return the bind values of `in_audience`."""
    return dict(_facts(audience.thing))


def audience_key(audience: Audience) -> Hashable:
    """Return what tells the statement of this audience from others: all but the thing's facts."""
    absent = tuple(value is None for _, value in _facts(audience.thing))
    return type(audience.thing), absent, audience.branches


def in_audience(audience: Audience) -> Clause:
    """Return the condition on `PERSON` that selects the audience, standing not looked at."""
    known = audience_binds(audience)

    def relation(attribute: Attribute) -> AttributeSql:
        name = f"thing_{attribute.kind}_{attribute.name}"
        if (attribute.kind, attribute.name) not in _FACTS:
            raise _unknown(attribute)
        if known.get(name) is None:
            return _absent(attribute)
        return _RELATIONS[attribute.name](name)

    return audience_clause(
        audience.branches, has_shape=_has_shape, relation=relation, parameter=_parameter
    )


def _unknown(attribute: Attribute) -> ConfigurationError:
    message = f"The attribute {attribute!r} can not be asked of every person at once."
    return ConfigurationError("policy_mapping", message, attribute=attribute.name)


def _absent(attribute: Attribute) -> Derived:
    """Map what nobody is related by: no author, nobody it is directed to, the wall's roles."""
    lacking: Value = "none" if attribute.name == "my_role" else False
    return Derived(lambda values: sa.true() if lacking in values else sa.false())


def _has_shape(shapes: frozenset[Shape]) -> Clause:
    classes: dict[str, set[str]] = {}
    for shape in shapes:
        if shape.in_good_standing:
            classes.setdefault(words_text(shape.network_roles), set()).add(shape.member_class)
    roles = sa.type_coerce(PERSON.c.network_roles, _WORDS)
    parts = [
        sa.and_(roles == words, PERSON.c.member_class.in_(sorted(found)))
        for words, found in sorted(classes.items())
    ]
    return sa.or_(*parts) if parts else sa.false()


def _role_in(name: str) -> Derived:
    member = MEMBERSHIP.alias("audience_member")
    members = sa.select(member.c.person_id).where(
        member.c.group_id == sa.bindparam(name, type_=Id()), conditions.live(member)
    )

    def includes(values: frozenset[Value]) -> Clause:
        roles = {_ROLE_WORDS[str(value)] for value in values}
        if "none" not in roles:
            return PERSON.c.id.in_(members.where(member.c.role.in_(sorted(roles))))
        others = sorted(set(PLACE_ROLES) - roles)
        return PERSON.c.id.not_in(members.where(member.c.role.in_(others)))

    return Derived(includes)


def _equals(column: Any) -> Callable[[str], Derived]:
    def relation(name: str) -> Derived:
        bind = sa.bindparam(name, type_=column.type)
        return truth(
            sa.and_(column.is_not(None), column == bind), sa.or_(column.is_(None), column != bind)
        )

    return relation


def _module_on(name: str) -> Derived:
    kind = sa.bindparam(name, type_=Exact())
    on = kind.in_(sa.bindparam("live_kinds", expanding=True, type_=Exact()))
    return truth(on, sa.not_(on))


def _shares(name: str) -> Derived:
    one, other = MEMBERSHIP.alias("one_share"), MEMBERSHIP.alias("other_share")
    shares = sa.exists().where(
        one.c.person_id == sa.bindparam(name, type_=Id()),
        conditions.live(one),
        other.c.group_id == one.c.group_id,
        other.c.person_id == PERSON.c.id,
        conditions.live(other),
    )
    return truth(shares, sa.not_(shares))


_RELATIONS: Final[dict[str, Callable[[str], AttributeSql]]] = {
    "my_role": _role_in,
    "same_network": _equals(PERSON.c.network_id),
    "module_on": _module_on,
    "mine": _equals(PERSON.c.id),
    "parent_mine": _equals(PERSON.c.id),
    "directed_to_me": _equals(PERSON.c.id),
    "is_me": _equals(PERSON.c.id),
    "my_sponsor": _equals(PERSON.c.sponsor_id),
    "shares_group": _shares,
}
_PARAMETERS: Final = {
    "person_id": PERSON.c.id,
    "network_id": PERSON.c.network_id,
    "sponsor_id": PERSON.c.sponsor_id,
}


def _parameter(name: str) -> sa.ColumnElement[Any]:
    return _PARAMETERS[name]


def _people(audience: Audience, *columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .select_from(PERSON)
        .where(
            PERSON.c.network_id == NETWORK_ID,
            conditions.in_good_standing(PERSON),
            in_audience(audience),
        )
    )


def _count(audience: Audience, visible: Plan) -> sa.Select[Any]:
    is_outsider = PERSON.c.member_class.not_in(INSIDERS)
    organisation = sa.case((is_outsider, PERSON.c.organisation), else_=None)
    sides = _people(
        audience, is_outsider.label("is_outsider"), organisation.label("organisation")
    ).where(to_clause(visible.formula, person_sql(PERSON)))
    people = sides.subquery("people")
    return sa.select(
        people.c.is_outsider, people.c.organisation, sa.func.count().label("number")
    ).group_by(people.c.is_outsider, people.c.organisation)


def _among(audience: Audience) -> sa.Select[Any]:
    listed = PERSON.c.id.in_(sa.bindparam("ids", expanding=True))
    return _people(audience, PERSON.c.id).where(listed)


def _shapes() -> sa.Select[Any]:
    other = PERSON.alias("other")
    known = (
        sa.select(PERSON.c.member_class, PERSON.c.network_roles)
        .where(PERSON.c.network_id == NETWORK_ID)
        .distinct()
        .subquery("known")
    )
    alive = sa.exists().where(
        other.c.network_id == NETWORK_ID,
        other.c.member_class == known.c.member_class,
        other.c.network_roles == known.c.network_roles,
        conditions.in_good_standing(other),
    )
    return sa.select(known.c.member_class, known.c.network_roles).where(alive)


_SHAPES: Final = _shapes()


class SqlAudienceStore(AudienceStore):
    """Turn audiences into people."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def shapes(self, caller: Caller) -> tuple[Shape, ...]:
        """Return the shapes that occur in the caller's network, each once."""
        rows = self._work.rows(_SHAPES, binds_of(caller))
        found = sorted((name, sorted(roles)) for name, roles in rows)
        return tuple(Shape(caller.network_kind, name, frozenset(roles)) for name, roles in found)

    def count(self, caller: Caller, audience: Audience, visible: Plan) -> AudienceCount:
        """Count the people of the audience that the caller may read under `visible`."""
        if visible.never or not audience.branches:
            return AudienceCount(0, 0, ())
        key = ("audience-count", visible.key, audience_key(audience))
        statement = self._work.statements.get(key, lambda: _count(audience, visible))
        rows = self._work.rows(statement, binds_of(caller, **audience_binds(audience)))
        organisations = {row[1] for row in rows if row[1] is not None}
        return AudienceCount(
            people=sum(row[2] for row in rows),
            outsiders=sum(row[2] for row in rows if row[0]),
            organisations=tuple(sorted(organisations)),
        )

    def among(self, caller: Caller, audience: Audience, ids: Collection[UUID]) -> frozenset[UUID]:
        """Return those of `ids` that are in the audience."""
        if not audience.branches:
            return frozenset()
        key = ("audience-among", audience_key(audience))
        statement = self._work.statements.get(key, lambda: _among(audience))
        binds = audience_binds(audience)
        return frozenset(
            row[0]
            for part in chunks(ids)
            for row in self._work.rows(statement, binds_of(caller, ids=part, **binds))
        )
