"""Find what a policy says in vain: rules that can never match, and names that nobody uses.

Nothing here is refused: the policy means what it means. An author who reads such a warning has
most likely written something else than was wanted.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Final

from socialkit.domain.attributes import VARIES, Attribute, Value
from socialkit.domain.caller import ANONYMOUS_CLASS, Shape
from socialkit.domain.formula import (
    NEVER,
    And,
    Constant,
    Formula,
    Not,
    OneOf,
    Or,
    assume,
)
from socialkit.policy.compiler import CompiledPolicy
from socialkit.policy.findings import Finding
from socialkit.policy.loaded import Rule
from socialkit.policy.whens import words

_MOST_CASES: Final = 4096
"""Formulas with more cases are taken to be possible: a warning must be certain."""

_STRANGER: Final[Mapping[str, Value]] = {
    "mine": False,
    "parent_mine": False,
    "directed_to_me": False,
    "is_me": False,
    "my_sponsor": False,
    "shares_group": False,
    "my_role": "none",
}
"""What holds of everything for somebody who is not signed in."""


class Doubts:
    """Look at a policy that was found right."""

    def __init__(self, policy: CompiledPolicy) -> None:
        self._policy = policy
        self._loaded = policy.loaded
        self._model_file = policy.loaded.model.file
        self._rules_file = policy.loaded.file

    def findings(self) -> tuple[Finding, ...]:
        """Return the warnings, in the order of the files."""
        return tuple(sorted((*self._unused(), *self._vain())))

    # -- names ----------------------------------------------------------------------------

    def _unused(self) -> Iterator[Finding]:
        model = self._loaded.model
        used = {
            name for rule in self._loaded.rules for name in words(rule.row.cells.get("when", ""))
        }
        for name, entry in model.conditions.items():
            if name not in used:
                reason = f"No rule uses the condition {name!r}."
                yield self._doubt(self._model_file, entry.line, "unused", reason, "Remove it.")
        for name in model.roles:
            if f"{name}(" not in model.matcher.value and not (name == "g" and self._holds()):
                reason = f"The matcher never asks {name}()."
                instead = f"Use it there, or remove it with its `{name}` lines."
                yield self._doubt(self._model_file, model.matcher.line, "unused", reason, instead)

    def _holds(self) -> bool:
        return "holds(" in self._loaded.model.matcher.value

    # -- rules ----------------------------------------------------------------------------

    def _vain(self) -> Iterator[Finding]:
        if self._loaded.vocabulary.namespaces is None:
            return
        shapes = self._shapes()
        for rule in self._loaded.rules:
            if not any(self._can_match(rule, shape) for shape in shapes):
                reason = f"Rule {rule.row.id} can never match, whoever asks about whatever thing."
                instead = "Look at its conditions: they exclude each other, or nobody is meant."
                yield self._doubt(self._rules_file, rule.row.line, "never-matches", reason, instead)

    def _shapes(self) -> list[Shape]:
        """Return every shape of caller that can be: classes that the policy declares, roles."""
        values = self._loaded.vocabulary.caller_values
        links = self._loaded.links.get("g")
        classes = sorted(values["member_class"] | (links.names if links else frozenset()))
        roles = sorted(values["network_roles"])
        held = [
            frozenset(some)
            for count in range(len(roles) + 1)
            for some in itertools.combinations(roles, count)
        ]
        return [
            Shape(kind, member_class, some)
            for some in held
            for kind in sorted(values["network_kind"])
            for member_class in classes
            if not some or member_class != ANONYMOUS_CLASS
        ]

    def _can_match(self, rule: Rule, shape: Shape) -> bool:
        return any(
            possible(self._known(shape, self._policy.formula_of(rule, shape, permission)))
            for permission, rules in self._loaded.relevant.items()
            if rule in rules
        )

    def _known(self, shape: Shape, formula: Formula) -> Formula:
        if shape.member_class != ANONYMOUS_CLASS:
            return formula
        known = {
            leaf.attribute: frozenset({_STRANGER[leaf.attribute.name]})
            for leaf in _leaves(formula)
            if isinstance(leaf, OneOf) and leaf.attribute.name in _STRANGER
        }
        return assume(formula, known)

    @staticmethod
    def _doubt(file: str, line: int, code: str, reason: str, instead: str) -> Finding:
        return Finding(file, line, code, reason, instead)


def possible(formula: Formula) -> bool:
    """Say whether some thing could satisfy a formula, by trying every case of finite attributes.

    Other comparisons are taken to come out either way; with too many cases the answer is True.
    """
    leaves = list(dict.fromkeys(_leaves(formula)))
    finite = {leaf.attribute for leaf in leaves if isinstance(leaf, OneOf) and _is_split(leaf)}
    free = [leaf for leaf in leaves if not (isinstance(leaf, OneOf) and _is_split(leaf))]
    attributes = sorted(finite, key=repr)
    domains = [sorted(attribute.domain, key=repr) for attribute in attributes]
    cases = 2 ** len(free)
    for domain in domains:
        cases *= len(domain)
    if cases > _MOST_CASES:
        return formula != NEVER
    answers = itertools.product(*domains, *([(True, False)] * len(free)))
    return any(
        _true(
            formula,
            dict(zip(attributes, case, strict=False)),
            dict(zip(free, case[len(attributes) :], strict=True)),
        )
        for case in answers
    )


def _is_split(leaf: OneOf) -> bool:
    return leaf.attribute.is_finite and leaf.attribute.constant is VARIES


def _leaves(formula: Formula) -> Iterator[Formula]:
    match formula:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _leaves(part)
        case Not(part):
            yield from _leaves(part)
        case Constant():
            return
        case _:
            yield formula


def _true(
    formula: Formula, facts: Mapping[Attribute, Value], free: Mapping[Formula, Value]
) -> bool:
    match formula:
        case Constant(value):
            return value
        case And(parts):
            return all(_true(part, facts, free) for part in parts)
        case Or(parts):
            return any(_true(part, facts, free) for part in parts)
        case Not(part):
            return not _true(part, facts, free)
        case OneOf(attribute, values) if attribute in facts:
            return facts[attribute] in values
        case _:
            return bool(free[formula])
