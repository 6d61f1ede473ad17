"""Be the one formula behind every answer: a boolean tree over attributes of a thing.

A formula is two-valued: a leaf is true or false for every row, NULL included, so a check in
Python and a filter in SQL can mean the same. The meaning of each leaf is in its docstring;
Python code is made in `socialkit.policy`, SQL in `socialkit.storage.sql.formulas`.
Build formulas with `all_of`, `any_of`, `negate` and `one_of`: they keep trees small.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import is_
from typing import Final, Literal, TypeAlias, assert_never

from socialkit.domain.attributes import Attribute, Value

Order: TypeAlias = Literal["<", "<=", ">", ">="]
Known: TypeAlias = Mapping[Attribute, frozenset[Value]]


@dataclass(frozen=True, slots=True)
class Constant:
    """Be true or false for everything."""

    value: bool


@dataclass(frozen=True, slots=True)
class OneOf:
    """Be true where the attribute is one of the values; None stands for NULL."""

    attribute: Attribute
    values: frozenset[Value]


@dataclass(frozen=True, slots=True)
class Same:
    """Be true where the attribute equals a parameter of the caller; never where either is None."""

    attribute: Attribute
    parameter: str


@dataclass(frozen=True, slots=True)
class Among:
    """Be true where the attribute is in a collection of the caller; never where it is None."""

    attribute: Attribute
    parameter: str


@dataclass(frozen=True, slots=True)
class Ordered:
    """Be true where a whole number, never NULL, stands in this order to the limit."""

    attribute: Attribute
    order: Order
    limit: int


@dataclass(frozen=True, slots=True)
class Equal:
    """Be true where two attributes are equal; two NULLs are."""

    left: Attribute
    right: Attribute


@dataclass(frozen=True, slots=True)
class StartsWith:
    """Be true where a text, never NULL, begins with exactly this prefix."""

    attribute: Attribute
    prefix: str


@dataclass(frozen=True, slots=True)
class CallerIs:
    """Be true where a parameter of the caller equals the value: only in an audience."""

    parameter: str
    value: object


@dataclass(frozen=True, slots=True)
class CallerHolds:
    """Be true where a collection of the caller has the value: only in an audience."""

    parameter: str
    value: object


@dataclass(frozen=True, slots=True)
class Via:
    """Be true where the linked thing satisfies `inner`, a formula over the other kind.

    `attribute.delegation` says which field links to it and what an absent link answers.
    """

    attribute: Attribute
    inner: Formula
    guards: str
    """The kind of the linked thing, whose attributes must all be in the vocabulary."""
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((Via, self.attribute, self.inner)))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True, slots=True)
class Not:
    """Be true where the part is not: only ever around a leaf that has no simpler opposite."""

    part: Formula


@dataclass(frozen=True, slots=True)
class And:
    """Be true where every part is; at least two parts."""

    parts: tuple[Formula, ...]
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((And, self.parts)))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True, slots=True)
class Or:
    """Be true where some part is; at least two parts."""

    parts: tuple[Formula, ...]
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((Or, self.parts)))

    def __hash__(self) -> int:
        return self._hash


Leaf: TypeAlias = (
    Constant | OneOf | Same | Among | Ordered | Equal | StartsWith | CallerIs | CallerHolds | Via
)
Formula: TypeAlias = Leaf | Not | And | Or

ALWAYS: Final = Constant(value=True)
NEVER: Final = Constant(value=False)

_PASSES: Final = 6
_OPPOSITE: Final[Mapping[Order, Order]] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def one_of(attribute: Attribute, values: Iterable[Value]) -> Formula:
    """Return "the attribute is one of the values", folded where that is always or never so."""
    wanted = frozenset(values)
    if attribute.is_finite:
        wanted &= attribute.domain
        if wanted == attribute.domain:
            return ALWAYS
    elif not attribute.nullable:
        wanted -= {None}
    return OneOf(attribute, wanted) if wanted else NEVER


def negate(formula: Formula) -> Formula:
    """Return the opposite, with negation pushed down to the leaves."""
    match formula:
        case Constant(value):
            return NEVER if value else ALWAYS
        case Not(part):
            return part
        case And(parts):
            return any_of(map(negate, parts))
        case Or(parts):
            return all_of(map(negate, parts))
        case OneOf(attribute, values) if attribute.is_finite:
            return one_of(attribute, attribute.domain - values)
        case Ordered(attribute, order, limit):
            return Ordered(attribute, _OPPOSITE[order], limit)
        case _:
            return Not(formula)


def all_of(parts: Iterable[Formula]) -> Formula:
    """Return the conjunction: flattened, merged, without repetition; of nothing it is ALWAYS."""
    return _joined(parts, conjunction=True)


def any_of(parts: Iterable[Formula]) -> Formula:
    """Return the disjunction: flattened, merged, without repetition; of nothing it is NEVER."""
    return _joined(parts, conjunction=False)


def _joined(parts: Iterable[Formula], *, conjunction: bool) -> Formula:
    unit, zero = (ALWAYS, NEVER) if conjunction else (NEVER, ALWAYS)
    merged = _merge_sets(_flattened(parts, And if conjunction else Or), conjunction=conjunction)
    kept = [part for part in dict.fromkeys(merged) if part != unit]
    present = set(kept)
    if zero in present or any(_opposite(part) in present for part in kept):
        return zero
    dual = Or if conjunction else And
    kept = [p for p in kept if not (isinstance(p, dual) and not present.isdisjoint(p.parts))]
    if not kept:
        return unit
    if len(kept) == 1:
        return kept[0]
    return And(tuple(kept)) if conjunction else Or(tuple(kept))


def _opposite(part: Formula) -> Formula | None:
    """Return what would stand beside a part only in vain; sets of one attribute are merged."""
    if isinstance(part, Not):
        return part.part
    if isinstance(part, Ordered):
        return Ordered(part.attribute, _OPPOSITE[part.order], part.limit)
    return None


def _flattened(parts: Iterable[Formula], kind: type[And | Or]) -> Iterator[Formula]:
    for part in parts:
        if isinstance(part, kind):
            yield from part.parts
        else:
            yield part


def _merge_sets(parts: Iterable[Formula], *, conjunction: bool) -> list[Formula]:
    """Merge the value sets of one attribute, at the place of the first of them."""
    merged: list[Formula] = []
    place: dict[Attribute, int] = {}
    for part in parts:
        if not isinstance(part, OneOf):
            merged.append(part)
            continue
        at = place.setdefault(part.attribute, len(merged))
        if at == len(merged):
            merged.append(part)
            continue
        so_far = merged[at]
        if not isinstance(so_far, OneOf):
            if (so_far == ALWAYS) is conjunction:
                merged[at] = part
            continue
        values = so_far.values & part.values if conjunction else so_far.values | part.values
        merged[at] = one_of(part.attribute, values)
    return merged


def assume(formula: Formula, known: Known) -> Formula:
    """Simplify where it is already known which values some finite attributes can have.

    The answer equals that of `formula` for everything that fits `known`. A home feed, say,
    that already selects the caller's groups assumes that `my_role` is not `none`.
    """
    match formula:
        case OneOf(attribute, values) if attribute.is_finite:
            possible = known.get(attribute, attribute.domain)
            wanted = values & possible
            if not wanted:
                return NEVER
            if wanted == possible:
                return ALWAYS
            return formula if wanted == values else OneOf(attribute, wanted)
        case Not(part):
            return negate(assume(part, known))
        case And(parts):
            return _assume_parts(parts, known, conjunction=True)
        case Or(parts):
            return _assume_parts(parts, known, conjunction=False)
        case _:
            return formula


def _assume_parts(parts: tuple[Formula, ...], known: Known, *, conjunction: bool) -> Formula:
    """Let every set among the parts inform its siblings."""
    inside = dict(known)
    settled: list[Formula] = []
    others: list[Formula] = []
    for part in parts:
        if not (isinstance(part, OneOf) and part.attribute.is_finite):
            others.append(part)
            continue
        possible = inside.get(part.attribute, part.attribute.domain)
        settled.append(assume(part, inside))
        left = possible & part.values if conjunction else possible - part.values
        if not left:
            return NEVER if conjunction else ALWAYS
        inside[part.attribute] = left
    settled.extend(assume(part, inside) for part in others)
    if len(settled) == len(parts) and all(map(is_, settled, parts)):
        return And(parts) if conjunction else Or(parts)
    return all_of(settled) if conjunction else any_of(settled)


def simplify(formula: Formula) -> Formula:
    """Return an equal formula that is as small as a few passes make it."""
    for _ in range(_PASSES):
        smaller = _factored(assume(formula, {}))
        if smaller == formula:
            break
        formula = smaller
    return formula


def _factored(formula: Formula) -> Formula:
    """Pull out what all alternatives share, and drop alternatives that another one covers."""
    if not isinstance(formula, And | Or):
        return negate(_factored(formula.part)) if isinstance(formula, Not) else formula
    parts = [_factored(part) for part in formula.parts]
    conjunction = isinstance(formula, And)
    join, inner = (all_of, any_of) if conjunction else (any_of, all_of)
    kept = _uncovered(parts, conjunction=conjunction)
    dual = Or if conjunction else And
    if len(kept) < 2 or not all(isinstance(part, dual) for part in kept):  # noqa: PLR2004
        return join(kept)
    split = [_parts(part, dual) for part in kept]
    shared = [part for part in split[0] if all(part in other for other in split[1:])]
    if not shared:
        return join(kept)
    rest = [inner(part for part in some if part not in shared) for some in split]
    return inner([*shared, join(rest)])


def _parts(formula: Formula, kind: type[And | Or]) -> tuple[Formula, ...]:
    return formula.parts if isinstance(formula, kind) else (formula,)


def _uncovered(parts: list[Formula], *, conjunction: bool) -> list[Formula]:
    """Leave out parts that change nothing: in A or (A and B) the second, and the like."""
    kept: list[Formula] = []
    for at, part in enumerate(parts):
        others = [*kept, *parts[at + 1 :]]
        if conjunction:
            needless = any(_implies(other, part) for other in others)
        else:
            needless = any(_implies(part, other) for other in others)
        if not needless:
            kept.append(part)
    return kept


def _implies(one: Formula, other: Formula) -> bool:
    """Say whether it is plain to see that `other` holds wherever `one` does."""
    if one == other:
        return True
    if isinstance(one, Or):
        return all(_implies(part, other) for part in one.parts)
    if isinstance(other, And):
        return all(_implies(one, part) for part in other.parts)
    if isinstance(one, And):
        return any(_implies(part, other) for part in one.parts)
    if isinstance(other, Or):
        return any(_implies(one, part) for part in other.parts)
    if isinstance(one, OneOf) and isinstance(other, OneOf):
        return one.attribute is other.attribute and one.values <= other.values
    return False


def branches(formula: Formula) -> tuple[Formula, ...]:
    """Return the alternatives at the top: one for a formula that is no disjunction."""
    return formula.parts if isinstance(formula, Or) else (formula,)


def leaves(formula: Formula) -> Iterator[Leaf]:
    """Yield every leaf, those inside delegations included."""
    match formula:
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case Via(_, inner):
            yield formula
            yield from leaves(inner)
        case _:
            yield formula


def attributes(formula: Formula) -> frozenset[Attribute]:
    """Return every attribute that the formula reads, those inside delegations included."""
    return frozenset(found for leaf in leaves(formula) for found in _read_by(leaf))


def _read_by(leaf: Leaf) -> tuple[Attribute, ...]:
    match leaf:
        case Constant() | CallerIs() | CallerHolds():
            return ()
        case Equal(left, right):
            return (left, right)
        case _:
            return (leaf.attribute,)


def size(formula: Formula) -> int:
    """Return the number of nodes, delegations included."""
    match formula:
        case And(parts) | Or(parts):
            return 1 + sum(map(size, parts))
        case Not(part):
            return 1 + size(part)
        case Via(_, inner):
            return 1 + size(inner)
        case _:
            return 1


def describe(formula: Formula) -> str:
    """Return the formula as a person would say it."""
    match formula:
        case And(parts):
            return "(" + " and ".join(map(describe, parts)) + ")"
        case Or(parts):
            return "(" + " or ".join(map(describe, parts)) + ")"
        case Not(part):
            return f"not {describe(part)}"
        case _:
            return _describe_leaf(formula)


def _describe_leaf(leaf: Leaf) -> str:  # noqa: C901, PLR0911 - one case for each kind of leaf
    match leaf:
        case Constant(value):
            return "always" if value else "never"
        case OneOf(attribute, values):
            return _describe_set(attribute, values)
        case Same(attribute, parameter):
            return f"{attribute.name} is the caller's {parameter}"
        case Among(attribute, parameter):
            return f"{attribute.name} is in the caller's {parameter}"
        case Ordered(attribute, order, limit):
            return f"{attribute.name} {order} {limit}"
        case Equal(left, right):
            return f"{left.name} equals {right.name}"
        case StartsWith(attribute, prefix):
            return f"{attribute.name} begins with {prefix!r}"
        case CallerIs(parameter, value):
            return f"the caller's {parameter} is {value}"
        case CallerHolds(parameter, value):
            return f"the caller's {parameter} has {value}"
        case Via(attribute):
            return attribute.name
    assert_never(leaf)


def _describe_set(attribute: Attribute, values: frozenset[Value]) -> str:
    if values == {True}:
        return attribute.name
    if values == {False}:
        return f"not {attribute.name}"
    named = sorted("empty" if value is None else repr(value) for value in values)
    if len(named) == 1:
        return f"{attribute.name} is {named[0]}"
    return f"{attribute.name} is one of {', '.join(named)}"
