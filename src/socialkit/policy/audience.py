"""Turn plans around: from "which things for this caller" to "which people for this thing"."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from socialkit.domain.attributes import Attribute
from socialkit.domain.caller import Shape
from socialkit.domain.facts import Thing
from socialkit.domain.formula import (
    ALWAYS,
    NEVER,
    Among,
    And,
    CallerHolds,
    CallerIs,
    Equal,
    Formula,
    Not,
    OneOf,
    Or,
    Ordered,
    Same,
    StartsWith,
    Via,
    all_of,
    any_of,
    negate,
    simplify,
)
from socialkit.domain.vocabulary import Vocabulary
from socialkit.ports.policy import AudienceBranch


class OutsideVocabularyError(Exception):
    """Say that a thing has a value that nobody declared, so nobody may do anything to it."""


def audience_branches(
    plans: Iterable[tuple[Shape, Formula]],
    thing: Thing,
    *,
    kind: str,
    vocabulary: Vocabulary,
) -> tuple[AudienceBranch, ...]:
    """Return the branches, equal residuals merged, those of nobody left out."""
    merged: dict[Formula, set[Shape]] = {}
    settler = _Settler(vocabulary)
    try:
        settler.inspect(thing, kind)
    except Exception:  # noqa: BLE001 - whatever goes wrong in a decision is a denial
        return ()
    for shape, formula in plans:
        residual = settler.residual(formula, thing)
        if residual != NEVER:
            merged.setdefault(residual, set()).add(shape)
    return tuple(AudienceBranch(frozenset(shapes), formula) for formula, shapes in merged.items())


class _Settler:
    """Fold the facts of one thing, and of those it links to, into formulas."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def inspect(self, thing: object, kind: str) -> None:
        """Raise unless every fact of the thing itself is in the vocabulary."""
        for attribute in self._vocabulary.kinds[kind].attributes.values():
            if attribute.is_plain and not attribute.relative and attribute.foreign is None:
                _read(attribute, thing)

    def residual(self, formula: Formula, thing: object) -> Formula:
        """Return what is left of a formula; NEVER where a fact of the thing can not be read."""
        try:
            return simplify(self.settle(formula, thing))
        except Exception:  # noqa: BLE001 - whatever goes wrong in a decision is a denial
            return NEVER

    def settle(  # noqa: C901, PLR0911 - one case for each kind of formula
        self, formula: Formula, thing: object
    ) -> Formula:
        match formula:
            case And(parts):
                return all_of(self.settle(part, thing) for part in parts)
            case Or(parts):
                return any_of(self.settle(part, thing) for part in parts)
            case Not(part):
                return negate(self.settle(part, thing))
            case Via():
                return self._settle_link(formula, thing)
            case OneOf(attribute, values):
                if attribute.relative:
                    return formula
                return _truth(_read(attribute, thing) in values)
            case Same(attribute, parameter):
                value = _read(attribute, thing)
                return NEVER if value is None else CallerIs(parameter, value)
            case Among(attribute, parameter):
                value = _read(attribute, thing)
                return NEVER if value is None else CallerHolds(parameter, value)
            case Equal(left, right):
                return _truth(_read(left, thing) == _read(right, thing))
            case Ordered() | StartsWith():
                return _truth(_compare(formula, _read(formula.attribute, thing)))
            case _:
                return formula

    def _settle_link(self, formula: Via, thing: object) -> Formula:
        delegation = formula.attribute.delegation
        if delegation is None or delegation.link is None:
            raise TypeError(f"{formula.attribute!r} does not lead to another thing")
        other = attrgetter(delegation.link)(thing)
        if other is None:
            return _truth(delegation.when_absent)
        try:
            self.inspect(other, delegation.kind)
        except Exception:  # noqa: BLE001 - whatever goes wrong in a decision is a denial
            return NEVER
        return self.settle(formula.inner, other)


def _truth(value: object) -> Formula:
    return ALWAYS if value else NEVER


def _read(attribute: Attribute, thing: object) -> Any:
    value = attribute.read(thing, None)
    if not attribute.admits(value):
        raise OutsideVocabularyError(attribute.name)
    return value


def _compare(leaf: Ordered | StartsWith, value: Any) -> bool:
    match leaf:
        case StartsWith(_, prefix):
            return bool(value.startswith(prefix))
        case Ordered(_, "<", limit):
            return bool(value < limit)
        case Ordered(_, "<=", limit):
            return bool(value <= limit)
        case Ordered(_, ">", limit):
            return bool(value > limit)
        case Ordered(_, _, limit):
            return bool(value >= limit)
