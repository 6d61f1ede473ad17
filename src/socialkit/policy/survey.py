"""Look at every rule for every permission: find mistakes, and what plans depend on."""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterable
from typing import TypeAlias

from socialkit.domain.formula import NEVER
from socialkit.policy.evaluate import Evaluator, Request
from socialkit.policy.findings import Finding, Unsupported
from socialkit.policy.loaded import Loaded, Rule
from socialkit.policy.needs import Needs

_Speaking: TypeAlias = tuple[tuple[str, ...], tuple[Unsupported, ...]]


class Survey:
    """Look at every rule; those on the lines to `skip` were refused already."""

    def __init__(
        self, loaded: Loaded, trial: Evaluator, *, skip: frozenset[int] = frozenset()
    ) -> None:
        self._loaded = loaded
        self._trial = trial
        self._rules = tuple(rule for rule in loaded.rules if rule.row.line not in skip)
        self._probe = loaded.vocabulary.probe
        self._kind_of = loaded.vocabulary.kind_of
        permissions = loaded.vocabulary.permissions
        self._asks: dict[str, set[str]] = {permission: set() for permission in permissions}
        self._own: dict[str, set[str]] = {permission: set() for permission in permissions}
        self._findings: list[Finding] = []
        self._applying: dict[tuple[Hashable, ...], _Speaking] = {}

    def run(self) -> list[Finding]:
        """Fill `relevant` and `folded`; return what is wrong."""
        relevant: dict[str, list[Rule]] = {permission: [] for permission in self._own}
        for rule in self._rules:
            permissions = self._permissions_of(rule)
            for permission in permissions:
                relevant[permission].append(rule)
            self._look(rule, permissions)
        self._loaded.relevant.update({name: tuple(rules) for name, rules in relevant.items()})
        found = [*self._findings, *self._idle(), *self._circles()]
        if not found:
            self._fill_folded()
        return found

    def _permissions_of(self, rule: Rule) -> tuple[str, ...]:
        """Return the permissions that the rule can speak of."""
        candidates = tuple(self._own)
        for part in rule.free:
            cells = tuple(rule.row.cells.get(name) for name in self._needs(part).columns)
            key = (id(part), cells, candidates)
            if key not in self._applying:
                self._applying[key] = self._speaking(rule, part, candidates)
            candidates, refusals = self._applying[key]
            for refusal in refusals:
                self._refuse(rule, refusal)
        return candidates

    def _speaking(self, rule: Rule, part: ast.expr, candidates: Iterable[str]) -> _Speaking:
        """Return the permissions of which such a part lets a rule speak, and what is refused."""
        by_action, known = self._needs(part).by_action, dict[str, bool]()
        found, refusals = list[str](), list[Unsupported]()
        for permission in candidates:
            about = permission if by_action else self._kind_of[permission]
            if about not in known:
                try:
                    left = self._trial.formula(part, self._request(rule, permission))
                    known[about] = left != NEVER
                except Unsupported as refusal:
                    refusals.append(refusal)
                    known[about] = True
            if known[about]:
                found.append(permission)
        return tuple(found), tuple(refusals[:1])

    def _look(self, rule: Rule, permissions: Iterable[str]) -> None:
        """Look at every part of a rule, so that a mistake is found whatever decides it."""
        seen: dict[str, tuple[set[str], set[str]]] = {}
        bound = [needs for part in rule.parts if not (needs := self._needs(part)).is_free]
        by_action = any(needs.by_action for needs in bound)
        for permission in permissions:
            about = permission if by_action else self._kind_of[permission]
            if about not in seen:
                seen[about] = self._looked(rule, permission, bound)
            taken, asked = seen[about]
            self._own[permission] |= taken
            self._asks[permission] |= asked

    def _looked(
        self, rule: Rule, permission: str, bound: Iterable[Needs]
    ) -> tuple[set[str], set[str]]:
        """Return what the rule takes of the caller, and which answers it needs."""
        noted, request = self._trial.noting(), self._request(rule, permission)
        try:
            for needs in bound:
                self._trial.formula(needs.node, request)
        except Unsupported as refusal:
            self._refuse(rule, refusal)
        return noted

    def _needs(self, part: ast.expr) -> Needs:
        return self._loaded.needs[id(part)]

    def _request(self, rule: Rule, permission: str) -> Request:
        return Request(self._probe, permission, self._kind_of[permission], rule.row.cells)

    def _refuse(self, rule: Rule, refusal: Unsupported) -> None:
        where = f"Rule {rule.row.id}"
        self._findings.append(refusal.at(self._loaded.file, rule.row.line, where=where))

    def _fill_folded(self) -> None:
        for permission in self._own:
            reached = self._reached(permission)
            folded = frozenset().union(*(self._own[other] for other in reached))
            self._loaded.folded[permission] = folded

    def _idle(self) -> list[Finding]:
        """Return the rules whose action is not one of their kind: they can never apply."""
        at_work = {rule.row.line for rules in self._loaded.relevant.values() for rule in rules}
        return [
            self._never_applies(rule)
            for rule in self._rules
            if rule.row.line not in at_work and not self._addressed(rule)
        ]

    def _addressed(self, rule: Rule) -> bool:
        """Say whether the rule speaks of some permission, leaving aside its own conditions."""
        may, what = rule.row.cells.get("may"), rule.row.cells.get("what")
        return may is None or what is None or bool(self._kinds_of(may, {what}))

    def _never_applies(self, rule: Rule) -> Finding:
        may, what = rule.row.cells.get("may", ""), rule.row.cells.get("what", "")
        kinds = sorted(self._kinds_of(may, set(self._loaded.vocabulary.kinds)))
        reason = f"Rule {rule.row.id}: {may!r} is nothing that is done with a {what}."
        instead = f"It is done with: {', '.join(kinds)}." if kinds else "Correct the action."
        return Finding(self._loaded.file, rule.row.line, "never-applies", reason, instead)

    def _kinds_of(self, may: str, kinds: set[str]) -> set[str]:
        """Return those kinds that have an action which is, or is part of, `may`."""
        links = self._loaded.links.get("g2")
        found = set()
        for permission, kind in self._loaded.vocabulary.kind_of.items():
            meant = permission == may if links is None else links.linked(permission, may)
            if meant and kind in kinds:
                found.add(kind)
        return found

    def _reached(self, permission: str) -> set[str]:
        reached, waiting = set[str](), [permission]
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting += self._asks[name]
        return reached

    def _circles(self) -> list[Finding]:
        found = []
        for permission, asked in self._asks.items():
            if any(permission in self._reached(other) for other in asked):
                reason = f"The answer to {permission} would need the answer to {permission}."
                instead = "Leave `readable` and the like out of the rules that decide them."
                found.append(Finding(self._loaded.file, 1, "circle", reason, instead))
        return found
