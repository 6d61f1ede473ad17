"""Say why: the rules that decided, and those that would have but for one fact."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from socialkit.domain.formula import Formula, describe
from socialkit.policy.codegen import compile_check
from socialkit.policy.comparisons import conjuncts
from socialkit.policy.evaluate import Evaluator, Request
from socialkit.policy.expressions import parse, source
from socialkit.policy.findings import Unsupported
from socialkit.policy.loaded import Loaded, Rule
from socialkit.ports.policy import Explanation, NearMiss, RuleHit


@dataclass(frozen=True, slots=True)
class _Missing:
    """Be one part of a rule that did not hold."""

    text: str
    is_gate: bool


def explain(
    loaded: Loaded,
    evaluator: Evaluator,
    caller: Any,
    permission: str,
    thing: Any,
    *,
    allowed: bool,
) -> Explanation:
    """Return the reasons of the decision `allowed` about one thing."""
    trial = _Trial(loaded, evaluator, caller, permission, thing)
    judged = [(rule, list(trial.missing(rule))) for rule in loaded.relevant[permission]]
    applied = [rule for rule, missing in judged if not missing]
    return Explanation(
        allowed=allowed,
        deciding=tuple(_hit(rule) for rule in _deciding(loaded, applied)),
        closed_gates=_gates(judged),
        near_misses=tuple(
            NearMiss(rule.row.id, rule.row.line, rule.row.comment, missing[0].text)
            for rule, missing in judged
            if rule.row.effect == "allow" and len(missing) == 1 and not missing[0].is_gate
        ),
    )


def _deciding(loaded: Loaded, applied: list[Rule]) -> list[Rule]:
    if loaded.model.effect == "priority":
        return applied[:1]
    denying = [rule for rule in applied if rule.row.effect == "deny"]
    if loaded.model.effect == "deny-override" and denying:
        return denying
    return [rule for rule in applied if rule.row.effect == "allow"]


def _hit(rule: Rule) -> RuleHit:
    return RuleHit(rule.row.id, rule.row.line, rule.row.comment, rule.row.effect)


def _gates(judged: list[tuple[Rule, list[_Missing]]]) -> tuple[str, ...]:
    closed = (part.text for _, missing in judged for part in missing if part.is_gate)
    return tuple(dict.fromkeys(closed))


class _Trial:
    """Try each part of each rule on one thing."""

    def __init__(
        self, loaded: Loaded, evaluator: Evaluator, caller: Any, permission: str, thing: Any
    ) -> None:
        self._loaded = loaded
        self._evaluator = evaluator
        self._caller = caller
        self._permission = permission
        self._kind = loaded.vocabulary.kind_of[permission]
        self._thing = thing

    def missing(self, rule: Rule) -> Iterator[_Missing]:
        """Yield the parts of the rule that do not hold, as small as they can be named."""
        for part in conjuncts(rule.tree):
            formula = self._formula(rule, part)
            if formula is None or not self._holds(formula):
                yield self._describe(rule, part, formula)

    def _formula(self, rule: Rule, part: ast.expr) -> Formula | None:
        request = Request(self._caller, self._permission, self._kind, rule.row.cells)
        try:
            return self._evaluator.formula(part, request)
        except Unsupported:
            return None

    def _holds(self, formula: Formula) -> bool:
        check = compile_check(formula, kind=self._kind, vocabulary=self._loaded.vocabulary)
        try:
            return check(self._thing, self._caller)
        except Exception:  # noqa: BLE001 - whatever goes wrong in a decision is a denial
            return False

    def _describe(self, rule: Rule, part: ast.expr, formula: Formula | None) -> _Missing:
        if _mentions(part, "who"):
            return _Missing(f"the caller is {rule.row.cells.get('who')}", is_gate=False)
        named = self._condition(part)
        if named is not None:
            return _Missing(named, is_gate=False)
        gate = self._is_gate(part)
        if gate or formula is None:
            return _Missing(source(part).strip("`"), is_gate=gate)
        return _Missing(describe(formula), is_gate=False)

    def _condition(self, part: ast.expr) -> str | None:
        """Return the name of the condition that says exactly this, or its opposite."""
        for name, entry in self._loaded.model.conditions.items():
            if source(part) == source(parse(entry.value)):
                return name
            if source(part) == source(parse(f"!({entry.value})")):
                return f"not {name}"
        return None

    def _is_gate(self, part: ast.expr) -> bool:
        return any(
            source(part) == source(gate)
            for gate in conjuncts(parse(self._loaded.model.matcher.value))
            if not _mentions_rule(gate)
        )


def _columns(part: ast.expr) -> set[str]:
    return {
        node.attr
        for node in ast.walk(part)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "p"
    }


def _mentions(part: ast.expr, column: str) -> bool:
    return column in _columns(part)


def _mentions_rule(part: ast.expr) -> bool:
    return bool(_columns(part))
