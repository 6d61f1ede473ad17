"""Turn a formula into SQL: the one emitter behind every list, count and guarded write.

A clause is built once for each plan and bound for each caller: what depends on the caller is
a bind parameter with a fixed name. NULL is exact: the rows that a clause selects are those for
which the check in Python holds, also under negation and for rows outside the vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import sqlalchemy as sa
from sqlalchemy.sql.elements import BindParameter, ColumnElement

from socialkit.domain.attributes import Attribute, AttributeType, Foreign, Value
from socialkit.domain.caller import Shape
from socialkit.domain.formula import (
    NEVER,
    Among,
    And,
    CallerHolds,
    CallerIs,
    Constant,
    Equal,
    Formula,
    Not,
    OneOf,
    Or,
    Ordered,
    Same,
    StartsWith,
    Via,
    negate,
)
from socialkit.domain.vocabulary import Kind
from socialkit.errors import ConfigurationError
from socialkit.ports.policy import AudienceBranch

Clause: TypeAlias = ColumnElement[bool]

BIND_NAMES: Final[Mapping[str, str]] = {"person_id": "caller_id"}
"""Names of bind parameters that differ from the name of the caller's attribute."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Map an attribute to a column of the row, or to a plain expression over it.

    A `trusted` column is kept inside the vocabulary by a constraint of the database, so no
    guard is added for it. Text columns must compare byte by byte, trailing spaces included.
    """

    column: ColumnElement[Any]
    trusted: bool = False


@dataclass(frozen=True, slots=True)
class Derived:
    """Map a finite attribute to "its value is in this set".

    `includes` gets the wanted values, never none and never all of them, and returns a clause
    that is true or false (never NULL) for every row. `guard` tells rows inside the vocabulary.
    """

    includes: Callable[[frozenset[Value]], Clause]
    guard: Clause | None = None


@dataclass(frozen=True, slots=True)
class Linked:
    """Map a delegated attribute to the rows of another kind.

    `within` gets a clause over the other kind's row (guards included) and returns the clause
    over this row, such as `reply.post_id IN (SELECT id FROM post WHERE ...)`: true or false for
    every row, with the answer that the delegation gives to an absent link.
    """

    to: KindSql
    within: Callable[[Clause], Clause]


AttributeSql: TypeAlias = Stored | Derived | Linked


@dataclass(frozen=True, slots=True)
class KindSql:
    """Map one kind of thing: every attribute by name, except the fixed ones."""

    kind: Kind
    attributes: Mapping[str, AttributeSql]
    id: ColumnElement[Any] | None = None
    """The column with the thing's id, by which a host looks up what it knows itself."""

    def of(self, attribute: Attribute) -> AttributeSql:
        """Return the mapping of an attribute, those that a host added included."""
        if attribute.foreign is None:
            return self.attributes[attribute.name]
        return foreign(attribute, attribute.foreign, self.id)


def foreign(attribute: Attribute, how: Foreign, column: ColumnElement[Any] | None) -> Derived:
    """Map what a host keeps: unknown things and values count as `otherwise`."""
    in_sql = how.in_sql
    if in_sql is None or column is None:
        raise ConfigurationError(
            "policy_mapping",
            f"{attribute!r} is not mapped to SQL: give it `in_sql`.",
            attribute=attribute.name,
        )

    def includes(values: frozenset[Value]) -> Clause:
        if how.otherwise in values:
            return sa.not_(includes(attribute.domain - values))
        found: Clause = sa.func.coalesce(in_sql(column, sorted(values, key=str)), sa.false())
        return found

    return Derived(includes)


def to_clause(formula: Formula, mapping: KindSql) -> Clause:
    """Return the condition that selects exactly the rows for which the formula holds.

    Rows with a value outside the vocabulary are left out whatever the formula says. Bind the
    caller's parameters (`late_parameters`) when executing.
    """
    if formula == NEVER:
        return sa.false()
    return sa.and_(_emitter_of(mapping).emit(formula), *guards(mapping))


def guards(mapping: KindSql) -> Iterator[Clause]:
    """Yield the conditions that keep rows outside the vocabulary out."""
    for name, attribute in mapping.kind.attributes.items():
        if not attribute.is_plain:
            continue
        guard = _guard(attribute, mapping.attributes[name])
        if guard is not None:
            yield guard


def _guard(attribute: Attribute, how: AttributeSql) -> Clause | None:
    match how:
        case Derived(_, guard):
            return guard
        case Stored(column, trusted) if not trusted:
            return _column_guard(attribute, column)
        case _:
            return None


def _column_guard(attribute: Attribute, column: ColumnElement[Any]) -> Clause | None:
    if attribute.type is AttributeType.ENUM:
        declared = column.in_(sorted(attribute.values))
    elif attribute.type is AttributeType.BOOL:
        declared = column.in_([sa.true(), sa.false()])
    else:
        return None if attribute.nullable else column.is_not(None)
    return sa.or_(declared, column.is_(None)) if attribute.nullable else declared


def check_mapping(mapping: KindSql) -> None:
    """Raise ConfigurationError unless every attribute is mapped in a way that can work."""
    problems = list(_problems(mapping))
    if problems:
        raise ConfigurationError(
            "policy_mapping",
            f"The SQL mapping of {mapping.kind.name!r} is not complete: {'; '.join(problems)}.",
            kind=mapping.kind.name,
        )


def _problems(mapping: KindSql) -> Iterator[str]:
    declared = mapping.kind.attributes
    for name in sorted(mapping.attributes.keys() - declared.keys()):
        yield f"{name} is no attribute of this kind"
    for name, attribute in declared.items():
        how = mapping.attributes.get(name)
        if attribute.delegation is not None:
            if attribute.delegation.link is not None and not isinstance(how, Linked):
                yield f"{name} needs a Linked mapping to {attribute.delegation.kind}"
        elif attribute.is_plain and how is None:
            yield f"{name} has no mapping"
        elif isinstance(how, Derived) and not attribute.is_finite:
            yield f"{name} is {attribute.type}, so it needs a Stored mapping"


def audience_clause(
    branches: Iterable[AudienceBranch],
    *,
    has_shape: Callable[[frozenset[Shape]], Clause],
    relation: Callable[[Attribute], AttributeSql],
    parameter: Callable[[str], ColumnElement[Any]] | None = None,
    collection: Callable[[str, object], Clause] | None = None,
) -> Clause:
    """Return the condition on people that selects exactly the audience.

    `has_shape` says that a person has one of the shapes (class, network roles, standing),
    `relation` maps a caller-relative attribute, seen from the thing, to a condition on the
    person; `parameter` and `collection` do so for direct comparisons with the caller.
    """
    emitter = _Emitter(relation, parameter=parameter, collection=collection)
    parts = [
        sa.and_(has_shape(branch.shapes), emitter.emit(branch.residual)) for branch in branches
    ]
    return sa.or_(*parts) if parts else sa.false()


def _emitter_of(mapping: KindSql) -> _Emitter:
    return _Emitter(mapping.of)


class _Emitter:
    """Walk a formula; `emit` returns a clause that selects where it holds, `_refuse` where not.

    Both are exact for NULL where they stand alone or under AND and OR, the only places used:
    there UNKNOWN and false select the same rows.
    """

    def __init__(
        self,
        resolve: Callable[[Attribute], AttributeSql],
        *,
        parameter: Callable[[str], ColumnElement[Any]] | None = None,
        collection: Callable[[str, object], Clause] | None = None,
    ) -> None:
        self._resolve = resolve
        self._parameter = parameter
        self._collection = collection

    def emit(self, formula: Formula) -> Clause:  # noqa: PLR0911 - one case for each kind
        match formula:
            case Constant(value):
                return sa.true() if value else sa.false()
            case And(parts):
                return sa.and_(*map(self.emit, parts))
            case Or(parts):
                return sa.or_(*map(self.emit, parts))
            case Not(part):
                return self._refuse(part)
            case OneOf(attribute, values):
                return self._one_of(attribute, values)
            case Equal(left, right):
                return self._equal(left, right)
            case Via(attribute, inner):
                return self._via(attribute, inner)
            case CallerIs(name, value):
                return self._caller_is(name, value)
            case CallerHolds(name, value):
                return self._caller_holds(name, value)
            case _:
                return self._compare(formula)

    def _refuse(self, part: Formula) -> Clause:
        """Return the clause for "not part", where a NULL makes `part` false, never unknown."""
        match part:
            case And() | Or() | Not() | Constant() | Ordered():
                return self.emit(negate(part))
            case OneOf(attribute, values):
                return self._none_of(attribute, values)
            case Equal(left, right):
                return self._different(left, right)
            case Via():
                return sa.not_(self.emit(part))
            case StartsWith():
                return sa.not_(self.emit(part))
            case _:
                return sa.not_(sa.func.coalesce(self.emit(part), sa.false()))

    def _column(self, attribute: Attribute) -> ColumnElement[Any]:
        how = self._resolve(attribute)
        if isinstance(how, Stored):
            return how.column
        raise ConfigurationError(
            "policy_mapping",
            f"{attribute!r} is compared with another value, so it needs a Stored mapping.",
            attribute=attribute.name,
        )

    def _one_of(self, attribute: Attribute, values: frozenset[Value]) -> Clause:
        how = self._resolve(attribute)
        if isinstance(how, Derived):
            return how.includes(values)
        column = self._column(attribute)
        wanted = sorted((value for value in values if value is not None), key=repr)
        parts: list[Clause] = []
        if attribute.type is AttributeType.BOOL:
            parts += [column == (sa.true() if value else sa.false()) for value in wanted]
        elif len(wanted) == 1:
            parts.append(column == wanted[0])
        elif wanted:
            parts.append(column.in_(wanted))
        if None in values:
            parts.append(column.is_(None))
        return sa.or_(*parts)

    def _none_of(self, attribute: Attribute, values: frozenset[Value]) -> Clause:
        if attribute.is_finite:
            rest = attribute.domain - values
            return self._one_of(attribute, rest) if rest else sa.false()
        column = self._column(attribute)
        unwanted = sorted((value for value in values if value is not None), key=repr)
        differs: Clause = column.not_in(unwanted) if unwanted else sa.true()
        if None in values:
            return sa.and_(column.is_not(None), differs)
        return sa.or_(column.is_(None), differs) if attribute.nullable else differs

    def _compare(self, leaf: Same | Among | Ordered | StartsWith) -> Clause:
        column = self._column(leaf.attribute)
        match leaf:
            case Same(_, parameter):
                return column == _bind(parameter, column)
            case Among(_, parameter):
                return column.in_(_bind(parameter, column, expanding=True))
            case StartsWith(_, prefix):
                found: Clause = sa.func.substr(column, 1, len(prefix)) == prefix
                return found
            case Ordered(_, order, limit):
                return _ORDERS[order](column, limit)

    def _equal(self, left: Attribute, right: Attribute) -> Clause:
        one, other = self._column(left), self._column(right)
        if left.nullable and right.nullable:
            return sa.or_(one == other, sa.and_(one.is_(None), other.is_(None)))
        return one == other

    def _different(self, left: Attribute, right: Attribute) -> Clause:
        one, other = self._column(left), self._column(right)
        parts: list[Clause] = [one != other]
        if left.nullable:
            parts.append(sa.and_(one.is_(None), other.is_not(None)))
        if right.nullable:
            parts.append(sa.and_(other.is_(None), one.is_not(None)))
        return sa.or_(*parts)

    def _via(self, attribute: Attribute, inner: Formula) -> Clause:
        how = self._resolve(attribute)
        if isinstance(how, Linked):
            return how.within(to_clause(inner, how.to))
        raise ConfigurationError(
            "policy_mapping",
            f"{attribute!r} asks about another thing, so it needs a Linked mapping.",
            attribute=attribute.name,
        )

    def _caller_is(self, name: str, value: object) -> Clause:
        if self._parameter is None:
            raise _only_in_audiences(name)
        return self._parameter(name) == value

    def _caller_holds(self, name: str, value: object) -> Clause:
        if self._collection is None:
            raise _only_in_audiences(name)
        return self._collection(name, value)


def _bind(
    parameter: str, column: ColumnElement[Any], *, expanding: bool = False
) -> BindParameter[Any]:
    name = BIND_NAMES.get(parameter, parameter)
    return sa.bindparam(name, type_=column.type, expanding=expanding)


def _only_in_audiences(name: str) -> ConfigurationError:
    return ConfigurationError(
        "policy_mapping",
        f"The caller's {name!r} is compared here, but nothing says which column of a person it is.",
        parameter=name,
    )


_ORDERS: Final[Mapping[str, Callable[[ColumnElement[Any], int], Clause]]] = {
    "<": lambda column, limit: column < limit,
    "<=": lambda column, limit: column <= limit,
    ">": lambda column, limit: column > limit,
    ">=": lambda column, limit: column >= limit,
}
