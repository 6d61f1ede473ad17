"""Find rules that change nothing, with the proof: the rules that already say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from socialkit.policy.analysis.decisions import Decisions
from socialkit.policy.analysis.diagrams import NOWHERE
from socialkit.policy.analysis.people import People
from socialkit.policy.loaded import Rule

Why = Literal["never-matches", "nobody", "redundant", "always-denied", "guard"]


@dataclass(frozen=True, slots=True)
class Idle:
    """Be a rule without which every decision would be the same."""

    rule: Rule
    why: Why
    by: tuple[str, ...] = ()
    """The rules that cover it, or that deny all of it."""
    denied_by: tuple[str, ...] = ()
    """The rules that deny what the others do not cover."""


class Redundancy:
    """Look for idle rules among those of one policy."""

    def __init__(self, decisions: Decisions) -> None:
        self._decisions = decisions
        self._diagrams = decisions.space.diagrams
        self._people = People(decisions)

    def idle(self) -> Iterator[Idle]:
        """Yield the rules that change nothing, in the order of the file."""
        for rule in self._decisions.loaded.rules:
            permissions = [
                p for p in self._decisions.permissions if rule in self._decisions.rules(p)
            ]
            if not any(self._matches(rule, permission) for permission in permissions):
                yield Idle(rule, self._why_never(rule, permissions))
            elif not any(self._matters(rule, permission) for permission in permissions):
                yield self._covered(rule, permissions)

    def _matches(self, rule: Rule, permission: str) -> bool:
        return self._states(rule, permission) != NOWHERE

    def _states(self, rule: Rule, permission: str) -> int:
        valid = self._decisions.space.valid(self._decisions.kind_of(permission))
        return self._diagrams.both(self._decisions.rule(rule, permission), valid)

    def _why_never(self, rule: Rule, permissions: Sequence[str]) -> Why:
        who = rule.row.cells.get("who", "")
        kinds = dict.fromkeys(map(self._decisions.kind_of, permissions))
        space = self._decisions.space
        if who in self._people.names and all(
            self._diagrams.both(self._people.meant((who,), kind), space.valid(kind)) == NOWHERE
            for kind in kinds
        ):
            return "nobody"
        return "never-matches"

    def _matters(self, rule: Rule, permission: str) -> bool:
        valid = self._decisions.space.valid(self._decisions.kind_of(permission))
        pairs = [
            (other, self._decisions.rule(other, permission))
            for other in self._decisions.rules(permission)
            if other is not rule
        ]
        less = self._diagrams.both(self._decisions.combined(pairs), valid)
        return less != self._decisions.possible(permission)

    # -- why ------------------------------------------------------------------------------

    def _covered(self, rule: Rule, permissions: Sequence[str]) -> Idle:
        allows = rule.row.effect == "allow"
        denied = self._cover(rule, permissions, "deny")
        allowed = self._cover(rule, permissions, "allow")
        if self._decisions.loaded.model.effect == "priority":
            return Idle(rule, "redundant")
        if allows:
            if denied is not None and self._decisions.loaded.model.effect == "deny-override":
                return Idle(rule, "always-denied", denied)
            by = self._cover(rule, permissions, "allow", beyond=True) or ()
            return Idle(rule, "redundant", by, self._denying(rule, permissions, by))
        if allowed is None and denied is None:
            return Idle(rule, "guard")
        return Idle(rule, "guard", denied or ())

    def _denying(
        self, rule: Rule, permissions: Sequence[str], by: Sequence[str]
    ) -> tuple[str, ...]:
        """Return the rules that deny what those in `by` do not allow of a rule."""
        found: dict[str, None] = {}
        for permission in permissions:
            allows = [r for r in self._others(rule, permission, "allow") if r.row.id in by]
            rest = self._diagrams.without(
                self._states(rule, permission), self._union(permission, allows)
            )
            denies = self._others(rule, permission, "deny")
            found.update(dict.fromkeys(self._fewest(permission, denies, rest)))
        return tuple(found)

    def _cover(
        self, rule: Rule, permissions: Sequence[str], effect: str, *, beyond: bool = False
    ) -> tuple[str, ...] | None:
        """Return as few rules as cover all of a rule, or None; `beyond` skips what is denied."""
        found: dict[str, None] = {}
        for permission in permissions:
            states = self._states(rule, permission)
            if beyond:
                denied = self._union(permission, self._others(rule, permission, "deny"))
                states = self._diagrams.without(states, denied)
            others = self._others(rule, permission, effect)
            if not self._diagrams.within(states, self._union(permission, others)):
                return None
            found.update(dict.fromkeys(self._fewest(permission, others, states)))
        return tuple(found)

    def _others(self, rule: Rule, permission: str, effect: str) -> list[Rule]:
        known = self._decisions.rules(permission)
        return [other for other in known if other is not rule and other.row.effect == effect]

    def _union(self, permission: str, rules: Iterable[Rule]) -> int:
        return self._diagrams.any_of([self._decisions.rule(rule, permission) for rule in rules])

    def _fewest(self, permission: str, rules: list[Rule], states: int) -> list[str]:
        if states == NOWHERE:
            return []
        for rule in rules:
            if self._diagrams.within(states, self._decisions.rule(rule, permission)):
                return [rule.row.id]
        kept = list(rules)
        for rule in rules:
            less = [other for other in kept if other is not rule]
            if self._diagrams.within(states, self._union(permission, less)):
                kept = less
        return [rule.row.id for rule in kept]
