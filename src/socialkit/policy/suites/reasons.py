"""Find out quickly whether certain rules decided: each is compiled once for a shape of caller."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from typing import Final

from socialkit.domain.actions import Permission
from socialkit.domain.caller import Caller, Shape
from socialkit.domain.facts import Thing
from socialkit.domain.formula import all_of
from socialkit.policy.codegen import Check, compile_check
from socialkit.policy.comparisons import conjuncts
from socialkit.policy.compiler import CompiledPolicy
from socialkit.policy.evaluate import Request
from socialkit.policy.expressions import parse
from socialkit.policy.loaded import Rule

NO_RULE: Final = "no rule"
GATE: Final = "a gate"
_EVAL: Final = re.compile(r"eval\([^)]*\)")


class Reasons:
    """Say of one policy whether what a test names in `because` is why."""

    def __init__(self, policy: CompiledPolicy) -> None:
        self.policy: Final = policy
        self._loaded = policy.loaded
        self._rules = {rule.row.id: rule for rule in policy.loaded.rules}
        self._checks: dict[tuple[str, str, Shape], Check] = {}

    def are(
        self, named: Iterable[str], caller: Caller, permission: Permission, thing: Thing
    ) -> bool:
        """Say whether all of these are among the reasons of the decision."""
        return all(self._is(name, caller, permission, thing) for name in named)

    def _is(self, name: str, caller: Caller, permission: Permission, thing: Thing) -> bool:
        if name in {GATE, NO_RULE}:
            return self._unruled(caller, permission, thing) == name
        rule = self._rules.get(name)
        if rule is None:
            return False
        if self._loaded.model.effect == "priority":
            why = self.policy.explain(caller, permission, thing)
            return name in {hit.rule for hit in why.deciding}
        applies = self._applies(rule, caller, permission, thing)
        if rule.row.effect == "deny":
            return applies and self._loaded.model.effect == "deny-override"
        return applies and self.policy.check(caller, permission, thing)

    def _unruled(self, caller: Caller, permission: Permission, thing: Thing) -> str | None:
        """Return what else than a rule decided, if anything else did."""
        key = ("", permission.value, caller.shape())
        if key not in self._checks:
            self._checks[key] = self._gates(caller, permission)
        if not _safely(self._checks[key], thing, caller):
            return GATE
        rules = self._loaded.relevant[permission]
        return None if any(self._applies(r, caller, permission, thing) for r in rules) else NO_RULE

    def _gates(self, caller: Caller, permission: Permission) -> Check:
        """Return the check of those parts of the matcher that speak of no rule."""
        evaluate = self.policy.evaluator_for(caller)
        request = Request(caller, permission.value, permission.kind, {})
        parts = conjuncts(parse(_EVAL.sub("True", self._loaded.model.matcher.value)))
        gates = [evaluate.formula(part, request) for part in parts if not _of_rule(part)]
        return compile_check(
            all_of(gates), kind=permission.kind, vocabulary=self._loaded.vocabulary
        )

    def _applies(self, rule: Rule, caller: Caller, permission: Permission, thing: Thing) -> bool:
        key = (rule.row.id, permission.value, caller.shape())
        if key not in self._checks:
            self._checks[key] = self._compiled(rule, caller, permission)
        return _safely(self._checks[key], thing, caller)

    def _compiled(self, rule: Rule, caller: Caller, permission: Permission) -> Check:
        if rule not in self._loaded.relevant[permission]:
            return lambda _, __: False
        formula = self.policy.formula_of(rule, caller, permission)
        return compile_check(formula, kind=permission.kind, vocabulary=self._loaded.vocabulary)


def _safely(check: Check, thing: Thing, caller: Caller) -> bool:
    try:
        return check(thing, caller)
    except Exception:  # noqa: BLE001 - whatever goes wrong in a decision is a denial
        return False


def _of_rule(part: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "p" for node in ast.walk(part))
