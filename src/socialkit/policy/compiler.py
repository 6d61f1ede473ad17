"""Compile a loaded policy into plans, one for each permission and shape of caller."""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Final, TypeVar

from socialkit.domain.actions import Permission
from socialkit.domain.attributes import Attribute
from socialkit.domain.caller import Caller, Shape
from socialkit.domain.facts import Thing
from socialkit.domain.formula import (
    NEVER,
    Formula,
    Via,
    all_of,
    any_of,
    negate,
    simplify,
)
from socialkit.policy.audience import audience_branches
from socialkit.policy.codegen import Checks, compile_check
from socialkit.policy.evaluate import Evaluator, Memo, Request
from socialkit.policy.explain import explain
from socialkit.policy.loaded import Loaded, Rule
from socialkit.ports.policy import AudienceBranch, Explanation, Plan, Policy
from socialkit.services.locks import ProcessLock

_log: Final = logging.getLogger("socialkit.policy")

MOST_PLANS: Final = 10_000
"""For each permission; beyond it the plans are made anew, so that memory stays bounded."""


Made = TypeVar("Made", Plan, Formula)


@dataclass(slots=True)
class _Slot:
    """Hold the plans of one permission by what they folded of the caller."""

    permission: str
    shape_of: Callable[[Any], Hashable]
    plans: dict[Hashable, Plan] = field(default_factory=dict)
    formulas: dict[Hashable, Formula] = field(default_factory=dict)
    """What plans are made of; other permissions may have asked for them."""


class CompiledPolicy(Policy):
    """Decide by compiled formulas. Immutable but for its cache; safe to share by threads."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._keeping = ProcessLock()
        self._checks: Checks = {}
        self._slots: Mapping[str, _Slot] = {
            permission: _Slot(permission, _shape_reader(loaded.folded[permission]))
            for permission in loaded.vocabulary.permissions
        }

    @property
    def version(self) -> str:
        """Return what tells this policy from every other one."""
        return self._loaded.version

    @property
    def loaded(self) -> Loaded:
        """Return the rules as they were read, for tools of policy authors."""
        return self._loaded

    @property
    def classes(self) -> frozenset[str]:
        """Return the classes of members that the rules declare."""
        return self._loaded.classes

    def check(self, caller: Caller, permission: str, thing: object) -> bool:
        """Say whether the caller may do this to the thing now; an error is a denial.

        `permission` and `thing` may be of a kind that the host added.
        """
        try:
            slot = self._slots[permission]
            plan = slot.plans.get(slot.shape_of(caller)) or self._make(slot, caller)
            return plan.predicate(thing, caller)  # type: ignore[arg-type]
        except Exception as error:  # noqa: BLE001 - whatever goes wrong in a decision is a denial
            _log_denial(permission, error)
            return False

    def plan(self, caller: Caller, permission: str) -> Plan:
        """Return the plan for every thing of the permission's kind."""
        try:
            slot = self._slots[permission]
            return slot.plans.get(slot.shape_of(caller)) or self._make(slot, caller)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong in a decision is a denial
            _log_denial(permission, error)
            return self._plan(permission, NEVER, "error")

    def explain(self, caller: Caller, permission: Permission, thing: Thing) -> Explanation:
        """Return which rules decided, and which would have but for one fact."""
        allowed = self.check(caller, permission, thing)
        evaluator = self._evaluator(caller, {})
        return explain(self._loaded, evaluator, caller, permission, thing, allowed=allowed)

    def audience(
        self, permission: Permission, thing: Thing, *, shapes: Iterable[Shape]
    ) -> tuple[AudienceBranch, ...]:
        """Return who may do this to the thing, as conditions on people."""
        plans = [(shape, self.plan(shape, permission).formula) for shape in shapes]  # type: ignore[arg-type]
        kind = self._loaded.vocabulary.kind_of[permission]
        return audience_branches(plans, thing, kind=kind, vocabulary=self._loaded.vocabulary)

    def formula_of(self, rule: Rule, caller: Caller | Shape, permission: str) -> Formula:
        """Return what one rule asks of a thing, for tools of policy authors."""
        kind = self._loaded.vocabulary.kind_of[permission]
        request = Request(caller, permission, kind, rule.row.cells)
        return self._evaluator(caller, {}).formula(rule.tree, request)

    def evaluator_for(self, caller: Caller | Shape) -> Evaluator:
        """Return what evaluates expressions for one caller, for tools of policy authors."""
        return self._evaluator(caller, {})

    # -- making plans ---------------------------------------------------------------------

    def _make(self, slot: _Slot, caller: object) -> Plan:
        folded = slot.shape_of(caller)
        plan = self._plan(slot.permission, self._formula_for(slot, caller, {}), folded)
        return self._keep(slot, slot.plans, folded, plan)

    def _keep(self, slot: _Slot, kept: dict[Hashable, Made], folded: Hashable, made: Made) -> Made:
        """Remember a plan or a formula; the first one that was made counts."""
        with self._keeping.held():
            if len(kept) >= MOST_PLANS:
                slot.plans.clear()
                slot.formulas.clear()
                self._checks.clear()
            return kept.setdefault(folded, made)

    def _plan(self, permission: str, formula: Formula, folded: Hashable) -> Plan:
        vocabulary = self._loaded.vocabulary
        kind = vocabulary.kind_of.get(permission, "")
        return Plan(
            permission=permission,
            kind=kind,
            formula=formula,
            version=self.version,
            key=(self.version, permission, folded),
            predicate=compile_check(formula, kind=kind, vocabulary=vocabulary, linked=self._checks),
        )

    def _formula_for(self, slot: _Slot, caller: object, memo: Memo) -> Formula:
        folded = slot.shape_of(caller)
        known = slot.formulas.get(folded)
        if known is not None:
            return known
        made = self._formula(slot.permission, caller, memo)
        return self._keep(slot, slot.formulas, folded, made)

    def _formula(self, permission: str, caller: object, memo: Memo) -> Formula:
        evaluator = self._evaluator(caller, memo)
        kind = self._loaded.vocabulary.kind_of[permission]
        found = [
            (rule, evaluator.formula(rule.tree, Request(caller, permission, kind, rule.row.cells)))
            for rule in self._loaded.relevant[permission]
        ]
        taken = evaluator.taken
        if not taken <= self._loaded.folded[permission]:
            raise RuntimeError(f"plans for {permission} fold more than they are kept by: {taken}")
        return simplify(combine(found, self._loaded.model.effect))

    def _evaluator(self, caller: object, memo: Memo) -> Evaluator:
        """Return an evaluator for one caller; those with one memo share what they find out."""

        def answer(attribute: Attribute) -> Formula:
            delegation = attribute.delegation
            if delegation is None:
                raise TypeError(f"{attribute!r} asks nothing")
            inner = self._formula_for(self._slots[delegation.permission], caller, memo)
            if delegation.link is None:
                return inner
            if inner == NEVER and not delegation.when_absent:
                return NEVER
            return Via(attribute, inner, delegation.kind)

        loaded = self._loaded
        return Evaluator(
            loaded.vocabulary,
            loaded.functions,
            loaded.links,
            answer,
            needs=loaded.needs,
            memo=memo,
        )


def _log_denial(permission: str, error: Exception) -> None:
    """Leave a trace of what went wrong: names of kinds and codes, never content."""
    _log.error("policy_error permission=%s error=%s", permission, type(error).__name__)


def _shape_reader(names: frozenset[str]) -> Callable[[Any], Hashable]:
    if not names:
        return lambda _: ()
    return attrgetter(*sorted(names))


def combine(found: Iterable[tuple[Rule, Formula]], effect: str) -> Formula:
    """Fold the rules into one formula, in the order and by the effect of the model."""
    rules = [(rule.row.effect == "allow", formula) for rule, formula in found]
    if effect == "priority":
        decided: Formula = NEVER
        for allows, formula in reversed(rules):
            decided = any_of([formula, decided]) if allows else all_of([negate(formula), decided])
        return decided
    allowed = any_of(formula for allows, formula in rules if allows)
    if effect == "allow-override":
        return allowed
    return all_of([allowed, negate(any_of(formula for allows, formula in rules if not allows))])
