"""Decide by stock Casbin's own `enforce()`: for tests and auditors, never for serving."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

import casbin
from casbin.model import Model as CasbinModel

from socialkit.domain.actions import Permission
from socialkit.domain.attributes import VARIES, Attribute
from socialkit.domain.caller import Caller, Shape
from socialkit.domain.facts import Thing
from socialkit.policy.compiler import CompiledPolicy
from socialkit.policy.loaded import Loaded
from socialkit.ports.policy import AudienceBranch, Explanation, Plan, Policy


def make_enforcer(loaded: Loaded) -> Any:
    """Return a stock Casbin enforcer with the same policy, conditions expanded."""
    model = CasbinModel()
    model.add_def("r", "r", ", ".join(loaded.model.request))
    model.add_def("p", "p", ", ".join(loaded.model.columns))
    model.add_def("e", "e", loaded.model.effect_text)
    model.add_def("m", "m", loaded.model.matcher.value)
    for name, arity in loaded.model.roles.items():
        model.add_def("g", name, ", ".join("_" * arity))
    enforcer = casbin.Enforcer(model)
    for row in loaded.link_rows:
        enforcer.model["g"][row.definition].policy.append(list(row.names))
    if loaded.model.roles:
        enforcer.build_role_links()
    enforcer.model["p"]["p"].policy.extend(list(rule.casbin) for rule in loaded.rules)
    for name, function in loaded.functions.items():
        if name not in loaded.links:
            enforcer.add_function(name, function)
    return enforcer


class StockPolicy(Policy):
    """Answer single checks by `enforce()`, a hundred times slower; the rest as compiled."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._compiled = CompiledPolicy(loaded)
        self._enforcer = make_enforcer(loaded)

    @property
    def version(self) -> str:
        """Return the version of the same files."""
        return self._loaded.version

    @property
    def classes(self) -> frozenset[str]:
        """Return the classes of members that the rules declare."""
        return self._loaded.classes

    def check(self, caller: Caller, permission: Permission, thing: Thing) -> bool:
        """Say what stock Casbin says; an error, or a value nobody declared, is a denial."""
        try:
            return self._enforce(caller, permission, thing)
        except Exception:  # noqa: BLE001 - whatever goes wrong in a decision is a denial
            return False

    def plan(self, caller: Caller, permission: Permission) -> Plan:
        """Return the compiled formula with a check that asks stock Casbin."""
        compiled = self._compiled.plan(caller, permission)
        return Plan(
            permission=compiled.permission,
            kind=compiled.kind,
            formula=compiled.formula,
            version=compiled.version,
            key=compiled.key,
            predicate=lambda thing, asking: self.check(asking, permission, thing),
        )

    def explain(self, caller: Caller, permission: Permission, thing: Thing) -> Explanation:
        """Return the reasons that the compiled policy gives."""
        return self._compiled.explain(caller, permission, thing)

    def audience(
        self, permission: Permission, thing: Thing, *, shapes: Iterable[Shape]
    ) -> tuple[AudienceBranch, ...]:
        """Return the audience that the compiled policy gives."""
        return self._compiled.audience(permission, thing, shapes=shapes)

    def _enforce(self, caller: object, permission: str, thing: object) -> bool:
        request = self.request(caller, permission, thing)
        return bool(self._enforcer.enforce(*request))

    def request(self, caller: object, permission: str, thing: object) -> list[object]:
        """Return what `enforce()` is given; raise for a value outside the vocabulary."""
        kind = self._loaded.vocabulary.kind_of[permission]
        values: dict[str, object] = {
            "sub": _CallerView(caller, self._loaded),
            "act": str(permission),
            "kind": kind,
            "obj": _ThingView(thing, caller, kind, self),
        }
        return [values[name] for name in self._loaded.model.request]

    def read(self, attribute: Attribute, thing: object, caller: Any) -> object:
        """Return what a rule sees of the thing; raise for a value outside the vocabulary."""
        if attribute.constant is not VARIES:
            return attribute.constant
        delegation = attribute.delegation
        if delegation is not None:
            other: Any = attrgetter(delegation.link)(thing) if delegation.link else thing
            if other is None:
                return delegation.when_absent
            return self.check(caller, Permission(delegation.permission), other)
        value = attribute.read(thing, caller)
        if not attribute.admits(value):
            raise ValueError(f"{attribute.name} is outside the vocabulary")
        return value

    @property
    def loaded(self) -> Loaded:
        """Return the rules as they were read."""
        return self._loaded


class _Absent:
    """Stand for a parameter that the caller does not have: equal to nothing, not even NULL."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return False

    def __hash__(self) -> int:
        return 0


class _CallerView:
    """Show Casbin the caller as rules know one."""

    def __init__(self, caller: object, loaded: Loaded) -> None:
        self._caller = caller
        self._vocabulary = loaded.vocabulary

    def __getattr__(self, name: str) -> object:
        known = self._vocabulary
        if name not in known.foldable | known.parameters | known.collections:
            raise AttributeError(name)
        value = getattr(self._caller, name)
        return _Absent() if value is None and name in known.parameters else value

    def __str__(self) -> str:
        return "caller"


class _ThingView:
    """Show Casbin the thing as rules know one; every value is looked at beforehand."""

    def __init__(self, thing: object, caller: object, kind: str, policy: StockPolicy) -> None:
        self._thing = thing
        self._caller = caller
        self._attributes = policy.loaded.vocabulary.kinds[kind].attributes
        self._policy = policy
        for attribute in self._attributes.values():
            if attribute.is_plain and not attribute.relative and attribute.foreign is None:
                policy.read(attribute, thing, caller)

    def __getattr__(self, name: str) -> object:
        attribute = self._attributes.get(name)
        if attribute is None:
            raise AttributeError(name)
        return self._policy.read(attribute, self._thing, self._caller)

    def __str__(self) -> str:
        return "thing"
