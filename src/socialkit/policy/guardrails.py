"""Hold the guardrails that no published policy may drop, whatever its rules are called.

They are the shipped denials below, and the four gates of the shipped matcher. A candidate keeps
them where nobody of any class may do anything in any state that they forbid.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

from socialkit.domain.actions import Permission
from socialkit.domain.caller import ANONYMOUS_CLASS, Shape
from socialkit.domain.formula import (
    ALWAYS,
    NEVER,
    And,
    Formula,
    Not,
    OneOf,
    Or,
    all_of,
    any_of,
    assume,
    describe,
    leaves,
    negate,
    simplify,
)
from socialkit.domain.vocabulary import MEMBER_CLASSES, NETWORK_KINDS, NETWORK_ROLES, SIDES
from socialkit.policy.compiler import CompiledPolicy
from socialkit.policy.files import default_texts
from socialkit.policy.loader import load

MANDATORY: Final = ("X1", "X2", "X3", "X4", "X5", "X6", "X7", "X8", "X9", "Y1", "Y2")
"""Rules of the shipped policy; those after them are meant to be changed for services."""
_MOST_SPLITS: Final = 20_000
_MOST_TOLD: Final = 12


def breaches(policy: CompiledPolicy) -> Iterator[str]:
    """Yield what a policy allows that no policy may, at most a dozen permissions."""
    sides = _sides_of(policy)
    guard, shapes = _guard(sides), tuple(_shapes(tuple(sides), policy))
    found = (_breach(policy, guard, permission, shapes) for permission in Permission)
    yield from itertools.islice((one for one in found if one is not None), _MOST_TOLD)


def _sides_of(policy: CompiledPolicy) -> dict[str, str]:
    """Return every class with its side: shipped classes keep theirs, new ones have their own."""
    shipped = _shipped_sides()
    links = policy.loaded.links["g"]
    new = sorted(policy.classes - set(shipped))
    own = {name: next(side for side in SIDES if links.linked(name, side)) for name in new}
    return {**shipped, **own}


def _shipped_sides() -> dict[str, str]:
    rows = (line.split(",") for line in default_texts()[1].splitlines())
    linked = [tuple(cell.strip() for cell in row[1:]) for row in rows if row[0] == "g"]
    return {name: whole for name, whole in linked if name in MEMBER_CLASSES and whole in SIDES}


def _guard(sides: dict[str, str]) -> CompiledPolicy:
    """Return the policy that allows everything but what the guardrails forbid."""
    model, rules = default_texts()
    kept = [line for line in rules.splitlines() if _is_kept(line)]
    every = [
        f"p, ALL-{kind}, anyone, every, {kind}, always, allow"
        for kind in sorted({permission.kind for permission in Permission})
    ]
    bundles = [f"g2, {permission.value}, every" for permission in Permission]
    classes = [f"g, {name}, {side}" for name, side in sides.items()]
    wholes = [f"g, {side}, anyone" for side in SIDES]
    text = "\n".join((*every, *kept, *bundles, *classes, *wholes))
    return CompiledPolicy(load(model, text, files=("model.conf", "guardrails")))


def _is_kept(line: str) -> bool:
    """Tell whether a line of the shipped rules is a guardrail, a role in a group or a bundle."""
    cells = [cell.strip() for cell in line.split(",")]
    if cells[0] == "p":
        return cells[1] in MANDATORY
    return cells[0] == "g2" or (cells[0] == "g" and cells[1].startswith("group-"))


def _breach(
    policy: CompiledPolicy,
    guard: CompiledPolicy,
    permission: Permission,
    shapes: tuple[Shape, ...],
) -> str | None:
    """Return for whom and when a policy allows what must not be, or None."""
    seen: set[tuple[object, object]] = set()
    for shape in shapes:
        wanted = policy.plan(shape, permission)  # type: ignore[arg-type]
        allowed = guard.plan(shape, permission)  # type: ignore[arg-type]
        if wanted.never or (wanted.key, allowed.key) in seen:
            continue
        seen.add((wanted.key, allowed.key))
        state = _state(all_of([wanted.formula, negate(allowed.formula)]))
        if state is not None:
            return f"{permission.value} would be allowed {_told(shape, state)}"
    return None


def _shapes(classes: tuple[str, ...], policy: CompiledPolicy) -> Iterator[Shape]:
    """Yield the callers to look at.

    What several roles allow together, one of them allows alone: who has more is only denied more.
    That is so unless an expression looks at the roles by itself.
    """
    model = policy.loaded.model
    texts = (model.matcher.value, *(entry.value for entry in model.conditions.values()))
    most = len(NETWORK_ROLES) if any("network_roles" in text for text in texts) else 1
    roles = [
        frozenset(some)
        for count in range(most + 1)
        for some in itertools.combinations(NETWORK_ROLES, count)
    ]
    for kind, name, held, good in itertools.product(NETWORK_KINDS, classes, roles, (True, False)):
        if not held or name != ANONYMOUS_CLASS:
            yield Shape(kind, name, held, good)


def _told(shape: Shape, state: Formula) -> str:
    roles = f" with {', '.join(sorted(shape.network_roles))}" if shape.network_roles else ""
    standing = "" if shape.in_good_standing else ", not in good standing"
    where = "" if state == ALWAYS else f", where {describe(state)}"
    return f"to {shape.member_class}{roles}{standing} in a {shape.network_kind}{where}."


def _state(formula: Formula) -> Formula | None:
    """Return a state in which a formula is true, as a conjunction, or None where there is none.

    What is not finite, and answers about other things, can come out either way.
    """
    splits = 0

    def search(left: Formula, chosen: tuple[Formula, ...]) -> Formula | None:
        nonlocal splits
        splits += 1
        if left == NEVER:
            return None
        if left == ALWAYS or splits > _MOST_SPLITS:
            return all_of(chosen)
        leaf = _next_leaf(left)
        for choice, rest in _cases(left, leaf):
            found = search(rest, (*chosen, choice))
            if found is not None:
                return found
        return None

    return search(simplify(formula), ())


def _next_leaf(formula: Formula) -> Formula:
    """Return the leaf to decide next: one that stands alone, else the first."""
    parts = formula.parts if isinstance(formula, And) else (formula,)
    alone = next((part for part in parts if isinstance(part, OneOf)), None)
    return alone or next(iter(leaves(formula)))


def _cases(formula: Formula, leaf: Formula) -> Iterator[tuple[Formula, Formula]]:
    if isinstance(leaf, OneOf) and leaf.attribute.is_finite:
        for value in sorted(leaf.attribute.domain, key=repr):
            only = frozenset({value})
            yield OneOf(leaf.attribute, only), simplify(assume(formula, {leaf.attribute: only}))
        return
    for value in (True, False):
        choice = leaf if value else negate(leaf)
        yield choice, simplify(_with_leaf(formula, leaf, ALWAYS if value else NEVER))


def _with_leaf(formula: Formula, leaf: Formula, value: Formula) -> Formula:
    if formula == leaf:
        return value
    match formula:
        case And(parts):
            return all_of(_with_leaf(part, leaf, value) for part in parts)
        case Or(parts):
            return any_of(_with_leaf(part, leaf, value) for part in parts)
        case Not(part):
            return negate(_with_leaf(part, leaf, value))
        case _:
            return formula
