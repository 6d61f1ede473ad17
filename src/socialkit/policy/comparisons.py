"""Compare what is known with what is not: the leaves that an evaluation makes.

Each function refuses what a list could not repeat exactly: an order over something that may
be empty, a value that the vocabulary does not have, an id written into a rule.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from socialkit.domain.attributes import Attribute, AttributeType
from socialkit.domain.formula import (
    ALWAYS,
    Equal,
    Formula,
    Order,
    Ordered,
    Same,
    StartsWith,
    one_of,
)
from socialkit.policy.expressions import source
from socialkit.policy.findings import Unsupported, did_you_mean

Operand: TypeAlias = Any

_PYTHON: Final[dict[AttributeType, type]] = {
    AttributeType.ENUM: str,
    AttributeType.TEXT: str,
    AttributeType.BOOL: bool,
    AttributeType.INT: int,
}


@dataclass(frozen=True, slots=True)
class Fact:
    """Stand for an attribute of the thing."""

    attribute: Attribute


@dataclass(frozen=True, slots=True)
class Late:
    """Stand for a parameter, or a collection, of the caller."""

    name: str
    is_collection: bool


@dataclass(frozen=True, slots=True)
class Whole:
    """Stand for `r.obj` itself."""


class Folding:
    """Show a function or rule only what may be folded of the caller, and note what it took.

    An id can not be folded into a plan by mistake: it is not there to be read.
    """

    __slots__ = ("_caller", "_foldable", "_taken")

    def __init__(self, caller: object, foldable: frozenset[str], taken: set[str]) -> None:
        self._caller = caller
        self._foldable = foldable
        self._taken = taken

    def __getattr__(self, name: str) -> Any:
        if name not in self._foldable:
            raise AttributeError(name)
        self._taken.add(name)
        return getattr(self._caller, name)


def identical(one: Operand, other: Operand) -> bool:
    """Say whether two values are equal and of one type: 1 is not True."""
    return type(one) is type(other) and one == other


def is_number(value: Operand) -> bool:
    """Say whether a value is a whole number."""
    return isinstance(value, int) and not isinstance(value, bool)


def holds(one: int, order: Order, other: int) -> bool:
    """Say whether two known numbers stand in the order."""
    return {"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other}[order]


def ordered(attribute: Attribute, order: Order, limit: Operand, whole: ast.expr) -> Formula:
    """Return an order of an attribute against a limit, where that is exact."""
    if attribute.nullable:
        raise order_refused(whole, f"{attribute.name} may be empty")
    if attribute.type is not AttributeType.INT or not is_number(limit):
        raise order_refused(whole, "only whole numbers have an order")
    return Ordered(attribute, order, limit)


def order_refused(whole: ast.expr, why: str) -> Unsupported:
    """Return the refusal of an order that a list could not repeat."""
    return Unsupported(
        "ordering",
        f"{source(whole)} has no exact order: {why}.",
        "Compare a whole number that is always there with a constant.",
    )


def never_true(whole: ast.expr, why: str) -> Unsupported:
    """Return the refusal of a comparison that nothing can satisfy."""
    return Unsupported(
        "never-true", f"{source(whole)} can never be true: {why}.", "Correct the value."
    )


def check_constant(attribute: Attribute, value: Operand, whole: ast.expr) -> None:
    """Raise unless the attribute can have the value."""
    if value is None:
        if not attribute.nullable:
            raise never_true(whole, f"{attribute.name} is never empty")
        return
    wanted = _PYTHON.get(attribute.type)
    if wanted is None:
        raise Unsupported(
            "id",
            f"{source(whole)} names one thing or person in a rule.",
            "Compare an id with the caller's own, or give a role instead.",
        )
    if type(value) is not wanted:
        raise never_true(whole, f"{attribute.name} is {attribute.type}")
    if attribute.type is AttributeType.ENUM and value not in attribute.values:
        hint = did_you_mean(str(value), attribute.values)
        raise never_true(
            whole, f"{attribute.name} is never {value!r}; {hint[0].lower()}{hint[1:-1]}"
        )


def equal_facts(one: Attribute, other: Attribute, whole: ast.expr) -> Formula:
    """Return the equality of two attributes of the thing."""
    if one is other:
        return ALWAYS
    if one.type is not other.type or one.is_finite:
        raise Unsupported(
            "comparison",
            f"{source(whole)} compares {one.type} with {other.type}.",
            "Compare two texts, two whole numbers or two ids.",
        )
    return Equal(one, other)


def same(attribute: Attribute, late: Late, whole: ast.expr) -> Formula:
    """Return the equality of an attribute with the caller's own value."""
    if late.is_collection or attribute.is_finite:
        raise Unsupported(
            "comparison",
            f"{source(whole)} compares {attribute.name} with the caller's {late.name}.",
            "Use `in` for a collection.",
        )
    return Same(attribute, late.name)


def key_match(attribute: Attribute, pattern: str, node: ast.expr) -> Formula:
    """Return what `keyMatch` means over a text: an equality or a prefix."""
    if attribute.type is not AttributeType.TEXT:
        raise Unsupported(
            "free-text",
            f"{source(node)} needs a text, not {attribute.name}.",
            "Compare that attribute with == or `in [...]`.",
        )
    star = pattern.find("*")
    if star < 0:
        return one_of(attribute, (pattern,))
    return StartsWith(attribute, pattern[:star]) if star else ALWAYS


def conjuncts(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the parts of a conjunction, one level after the other."""
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        for part in node.values:
            yield from conjuncts(part)
    else:
        yield node
