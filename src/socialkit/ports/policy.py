"""Say what the core needs of a policy: single checks, plans for lists, audiences, reasons."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from socialkit.domain.actions import Permission
from socialkit.domain.caller import Caller, Shape
from socialkit.domain.facts import Thing
from socialkit.domain.formula import ALWAYS, NEVER, Formula

Predicate: TypeAlias = Callable[[Thing, Caller], bool]


@dataclass(frozen=True, slots=True)
class Plan:
    """Be the answer to "which things may callers of this shape do this to", ready for use.

    Immutable, and shared by every caller of one shape: the caller's id, network and the time
    are parameters of the formula. Storage turns `formula` into SQL; memory calls `holds`.
    """

    permission: str
    kind: str
    formula: Formula
    """Without the guards: whoever turns it into SQL adds those of every attribute of `kind`."""
    version: str
    """The policy that it was made from."""
    key: Hashable = field(repr=False)
    """Equal for plans that answer alike; use it to keep what was made from a plan."""
    predicate: Predicate = field(repr=False, compare=False)

    def holds(self, thing: Thing, caller: Caller) -> bool:
        """Say whether it is allowed; any error is a denial. Make the plan for this caller."""
        try:
            return self.predicate(thing, caller)
        except Exception:  # noqa: BLE001 - whatever goes wrong in a decision is a denial
            return False

    @property
    def never(self) -> bool:
        """Say whether nothing at all is allowed, so that no list needs a query."""
        return self.formula == NEVER

    @property
    def always(self) -> bool:
        """Say whether everything inside the vocabulary is allowed."""
        return self.formula == ALWAYS


@dataclass(frozen=True, slots=True)
class RuleHit:
    """Be one rule as an explanation shows it."""

    rule: str
    line: int
    comment: str
    effect: str


@dataclass(frozen=True, slots=True)
class NearMiss:
    """Be an allowing rule that failed by one fact alone."""

    rule: str
    line: int
    comment: str
    missing: str
    """The fact, in the words of the rule: a condition's name, or a sentence."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Be the reasons of one decision. Privileged: it tells rules, never shown to others."""

    allowed: bool
    deciding: tuple[RuleHit, ...]
    """The rules that applied: those that denied if any did, else those that allowed."""
    closed_gates: tuple[str, ...]
    """Gates of the matcher, which no rule can open, that were closed."""
    near_misses: tuple[NearMiss, ...]


@dataclass(frozen=True, slots=True)
class AudienceBranch:
    """Be part of an audience: people of these shapes who also satisfy `residual`.

    `residual` speaks of facts between a person and the thing alone (`my_role`, `mine`,
    `same_network`, ...): everything that the thing itself settles has been folded away. An
    attribute of another kind (a reply's post) tells so by its `kind`.
    """

    shapes: frozenset[Shape]
    residual: Formula


class Policy(Protocol):
    """Decide. Immutable: take one at the start of a request and keep it to the end.

    For every caller, permission and thing: `check` is `plan(...).holds(...)`, and what a
    storage selects by the plan is exactly what `check` allows, and the audience is exactly
    the people whom `check` allows. An error in a decision is a denial.
    """

    @property
    @abstractmethod
    def version(self) -> str:
        """Return what tells this policy from every other one."""

    @property
    @abstractmethod
    def classes(self) -> frozenset[str]:
        """Return the classes of members that it declares; every other one is denied everything."""

    @abstractmethod
    def check(self, caller: Caller, permission: Permission, thing: Thing) -> bool:
        """Say whether the caller may do this to the thing now."""

    @abstractmethod
    def plan(self, caller: Caller, permission: Permission) -> Plan:
        """Return the plan for every thing of the permission's kind.

        An error, an undeclared class for one, gives a plan that allows nothing.
        """

    @abstractmethod
    def explain(self, caller: Caller, permission: Permission, thing: Thing) -> Explanation:
        """Return which rules decided, and which would have but for one fact."""

    @abstractmethod
    def audience(
        self, permission: Permission, thing: Thing, *, shapes: Iterable[Shape]
    ) -> tuple[AudienceBranch, ...]:
        """Return who may do this to the thing, as conditions on people.

        Nobody outside `shapes` is in it; branches without anybody are left out; a person is in
        at most one branch.
        """


def allowed(
    policy: Policy, caller: Caller, thing: Thing, *, permissions: Collection[Permission]
) -> frozenset[Permission]:
    """Return those of the permissions that the caller has on the thing: an object's `can`."""
    return frozenset(p for p in permissions if policy.check(caller, p, thing))
