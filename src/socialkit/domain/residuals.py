"""Decide what is left of a formula once a thing is fixed, for one person at a time."""

from __future__ import annotations

from collections.abc import Callable
from operator import ge, gt, le, lt
from typing import Any, Final

from socialkit.domain.attributes import Attribute
from socialkit.domain.caller import Caller
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
)
from socialkit.domain.formula import (
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
)

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
_ORDERS: Final[dict[str, Callable[[Any, Any], bool]]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


def satisfies(formula: Formula, thing: Any, caller: Caller) -> bool:
    """Tell whether the formula is true of the thing for this caller; any error is a denial."""
    try:
        return _true(formula, thing, caller)
    except Exception:  # noqa: BLE001 - whatever goes wrong in a decision is a denial
        return False


def _true(formula: Formula, thing: Any, caller: Caller) -> bool:  # noqa: PLR0911 - one per leaf
    match formula:
        case Constant(value):
            return value
        case And(parts):
            return all(_true(part, thing, caller) for part in parts)
        case Or(parts):
            return any(_true(part, thing, caller) for part in parts)
        case Not(part):
            return not _true(part, thing, caller)
        case Via(attribute, inner):
            return _through(attribute, inner, thing, caller)
        case CallerIs(name, value):
            return value is not None and getattr(caller, name) == value
        case CallerHolds(name, value):
            return value in getattr(caller, name)
        case Equal(left, right):
            return bool(_read(left, thing, caller) == _read(right, thing, caller))
        case _:
            return _compares(formula, _read(formula.attribute, thing, caller), caller)


def _compares(
    leaf: OneOf | Same | Among | Ordered | StartsWith, value: Any, caller: Caller
) -> bool:
    match leaf:
        case OneOf(_, values):
            return value in values
        case Same(_, name):
            return value is not None and value == getattr(caller, name)
        case Among(_, name):
            return value is not None and value in getattr(caller, name)
        case Ordered(_, order, limit):
            return _ORDERS[order](value, limit)
        case StartsWith(_, prefix):
            return bool(value.startswith(prefix))


def _through(attribute: Attribute, inner: Formula, thing: Any, caller: Caller) -> bool:
    delegation = attribute.delegation
    if delegation is None or delegation.link is None:
        return _true(inner, thing, caller)
    linked = getattr(_at(attribute.kind, thing), delegation.link)
    return delegation.when_absent if linked is None else _true(inner, linked, caller)


def _read(attribute: Attribute, thing: Any, caller: Caller) -> Any:
    value = attribute.read(_at(attribute.kind, thing), caller)
    if not attribute.admits(value):
        raise ValueError(attribute.name)
    return value


def _at(kind: str, thing: Any) -> Any:
    """Return the thing itself, or the one of this kind that it belongs to."""
    return thing if _KINDS[type(thing)] == kind else getattr(thing, kind)
