"""Find out quickly whether certain rules decided: each is compiled once for a shape of caller."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from socialkit.domain.actions import Permission
from socialkit.domain.caller import Caller, Shape
from socialkit.domain.facts import Thing
from socialkit.policy.codegen import Check, compile_check
from socialkit.policy.compiler import CompiledPolicy
from socialkit.policy.loaded import Rule

NO_RULE: Final = "no rule"
GATE: Final = "a gate"


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
        rule = self._rules.get(name)
        if rule is None or self._loaded.model.effect == "priority":
            return self._told(name, caller, permission, thing)
        applies = self._applies(rule, caller, permission, thing)
        if rule.row.effect == "deny":
            return applies and self._loaded.model.effect == "deny-override"
        return applies and self.policy.check(caller, permission, thing)

    def _applies(self, rule: Rule, caller: Caller, permission: Permission, thing: Thing) -> bool:
        key = (rule.row.id, permission.value, caller.shape())
        if key not in self._checks:
            self._checks[key] = self._compiled(rule, caller, permission)
        try:
            return self._checks[key](thing, caller)
        except Exception:  # noqa: BLE001 - whatever goes wrong in a decision is a denial
            return False

    def _compiled(self, rule: Rule, caller: Caller, permission: Permission) -> Check:
        if rule not in self._loaded.relevant[permission]:
            return lambda _, __: False
        formula = self.policy.formula_of(rule, caller, permission)
        return compile_check(formula, kind=permission.kind, vocabulary=self._loaded.vocabulary)

    def _told(self, name: str, caller: Caller, permission: Permission, thing: Thing) -> bool:
        """Ask for the whole explanation, which takes longer."""
        why = self.policy.explain(caller, permission, thing)
        if name == GATE:
            return bool(why.closed_gates)
        if name == NO_RULE:
            return not why.closed_gates and not why.deciding
        return name in {hit.rule for hit in why.deciding}
