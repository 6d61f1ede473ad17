"""Hold the policy in force: one reference a process, replaced as a whole while others decide."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from socialkit.clock import ticks
from socialkit.domain.actions import Permission
from socialkit.domain.caller import Caller, Shape
from socialkit.domain.facts import Thing
from socialkit.domain.formula import NEVER
from socialkit.domain.policies import SHIPPED, Activation
from socialkit.errors import ConfigurationError
from socialkit.ports.policy import AudienceBranch, Explanation, Plan, Policy
from socialkit.ports.publishing import Candidate, Gate, Load
from socialkit.ports.storage import PolicyStore, Storage
from socialkit.services.examining import fitting, fitting_files, objections, refused
from socialkit.services.locks import ProcessLock

_log: Final = logging.getLogger("socialkit.policy")
_SETTLED: Final = 60.0
"""Seconds after a change during which an older answer is taken for that of a lagging replica."""


class PolicySource(Protocol):
    """Give the policy in force; a unit of work asks once, when it starts."""

    def current(self) -> Policy:
        """Return the policy that decides now; immutable, so it can be kept to the end of a unit."""
        ...


@dataclass(frozen=True, slots=True)
class FixedPolicy(PolicySource):
    """Give one policy for ever: that of files in the host's repository."""

    policy: Policy

    def current(self) -> Policy:
        """Return the policy."""
        return self.policy


class ClosedPolicy(Policy):
    """Allow nothing to anybody: what decides where no policy can be loaded."""

    @property
    def version(self) -> str:
        """Return `closed`."""
        return "closed"

    @property
    def classes(self) -> frozenset[str]:
        """Return no class."""
        return frozenset()

    def check(self, caller: Caller, permission: Permission, thing: Thing) -> bool:  # noqa: ARG002
        """Deny."""
        return False

    def plan(self, caller: Caller, permission: Permission) -> Plan:  # noqa: ARG002
        """Return the plan that allows nothing."""
        return Plan(
            permission=permission.value,
            kind=permission.kind,
            formula=NEVER,
            version=self.version,
            key=(self.version, permission.value),
            predicate=lambda *_: False,
        )

    def explain(self, caller: Caller, permission: Permission, thing: Thing) -> Explanation:  # noqa: ARG002
        """Say that there is no policy."""
        return Explanation(
            allowed=False, deciding=(), closed_gates=("a policy is in force",), near_misses=()
        )

    def audience(
        self,
        permission: Permission,  # noqa: ARG002
        thing: Thing,  # noqa: ARG002
        *,
        shapes: Iterable[Shape],  # noqa: ARG002
    ) -> tuple[AudienceBranch, ...]:
        """Return nobody."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Be what a host chose for policies that are kept in its database."""

    load: Load
    fallback: Policy
    """What decides as version 0, before anything was published and after going back to it."""
    gates: tuple[Gate, ...] = ()
    poll_seconds: float = 5.0
    """How long a process may go on with a version after another came into force."""
    approval: bool = False
    """Whether somebody else than the author has to approve what was published."""
    publishers: str | None = None
    """Slug of the network whose people may publish; None where there is but one network."""
    clock: Callable[[], float] = field(default=ticks, repr=False)


@dataclass(frozen=True, slots=True)
class InForce:
    """Be what a process decides by, with the step that brought it."""

    step: Activation | None
    policy: Policy

    @property
    def version(self) -> int:
        """Return the number of the version; 0 is what the host falls back to."""
        return SHIPPED if self.step is None else self.step.version

    @property
    def number(self) -> int:
        """Return the number of the step; 0 before the first one."""
        return 0 if self.step is None else self.step.number


class LivingPolicy(PolicySource):
    """Follow the database: compile aside what came into force, then put it in by one assignment.

    Threads share it. A fork takes along what it held and follows by itself.
    """

    def __init__(self, storage: Storage, terms: Terms) -> None:
        self.terms: Final = terms
        self._storage = storage
        self._held: InForce | None = None
        self._refused: Activation | None = None
        self._due = 0.0
        self._settled = 0.0
        self._told = ""
        self._passed: tuple[Hashable, Policy] | None = None
        self._looking, self._swapping = ProcessLock(), ProcessLock()
        self._mine = threading.local()

    def current(self) -> Policy:
        """Return the policy that decides now, at most `poll_seconds` behind the database."""
        return self.in_force().policy

    def in_force(self) -> InForce:
        """Return what decides now, with its number."""
        held = self._held
        if held is None:
            return self.refresh()
        if self.terms.clock() < self._due:
            return held
        return self._look(held)

    def refresh(self) -> InForce:
        """Look at the database now and return what decides; raise where it can not be reached."""
        self._due = self.terms.clock() + self.terms.poll_seconds
        with self._storage.unit(read_only=True) as unit:
            step = unit.policies.latest()
            if not self._is_known(step):
                self._follow(step, unit.policies)
        return self._held or self._take(InForce(step, ClosedPolicy()))

    @property
    def refused(self) -> Activation | None:
        """Return the step whose version could not be loaded; None where all is well."""
        return self._refused

    def expect(self, step: Activation) -> None:
        """Leave this step alone in this thread until it was committed; `hold` says that it was."""
        self._mine.uncommitted = step

    def hold(self, step: Activation, policy: Policy) -> None:
        """Decide by a policy that this process has just brought into force."""
        self._mine.uncommitted = None
        self._take(InForce(step, policy))

    def examined(self, model: str, rules: str, *, files: Mapping[str, str] | None = None) -> Policy:
        """Return the policy of two texts once every gate has let it pass.

        It takes seconds and no unit of work, so ask before one is opened: what passed last is
        remembered. Raises `PolicyError`, `Invalid` (``policy.objections``, ``policy.text``, ...).
        """
        now = (self._held or self.in_force()).policy
        model, rules = fitting(model, "model"), fitting(rules, "rules")
        beside = fitting_files(files)
        key = (model, rules, tuple(sorted(beside.items())), now.version)
        passed = self._passed
        if passed is not None and passed[0] == key:
            return passed[1]
        policy = self.terms.load(model, rules)
        found = objections(Candidate(model, rules, policy, now, beside), self.terms.gates)
        if found:
            raise refused(found)
        self._passed = (key, policy)
        return policy

    def _look(self, held: InForce) -> InForce:
        with self._looking.tried() as mine:
            if not mine:
                return held
            try:
                found = self.refresh()
            except Exception as error:  # noqa: BLE001 - whatever it is, the last good one decides
                self._tell(type(error).__name__)
                return held
            self._told = ""
            return found

    def _is_known(self, step: Activation | None) -> bool:
        """Say whether a step brings nothing: it is held, was refused, or is not committed yet."""
        held = self._held
        if held is None:
            return False
        uncommitted = getattr(self._mine, "uncommitted", None)
        return step == held.step or (step is not None and step in (self._refused, uncommitted))

    def _follow(self, step: Activation | None, kept: PolicyStore) -> None:
        if step is None or step.version == SHIPPED:
            self._take(InForce(step, self.terms.fallback))
            return
        try:
            self._take(InForce(step, self._loaded(step, kept)))
        except Exception as error:  # noqa: BLE001 - a policy that raises is a broken one
            self._refuse(step, error)

    def _loaded(self, step: Activation, kept: PolicyStore) -> Policy:
        found = kept.find(step.version)
        if found is None or not found.sound:
            message = (
                f"Version {step.version} of the policy is not in the database as it was "
                "published. Go back to another one: socialkit policy recover --to VERSION"
            )
            raise ConfigurationError("policy.damaged", message, version=step.version)
        return self.terms.load(found.model, found.rules)

    def _refuse(self, step: Activation, error: Exception) -> None:
        """Go on with the last good policy; where there is none, allow nothing."""
        self._refused = step
        if self._held is None:
            self._held = InForce(step, ClosedPolicy())
        _log.error(
            "policy_broken version=%s error=%s: version %s decides",
            step.version,
            getattr(error, "code", type(error).__name__),
            self._held.policy.version,
        )

    def _take(self, found: InForce) -> InForce:
        with self._swapping.held():
            held, now = self._held, self.terms.clock()
            # A replica that lags behind would take us back.
            if held is not None and found.number < held.number and now < self._settled:
                return held
            self._held, self._refused, self._settled = found, None, now + _SETTLED
        if held is not None:
            _log.info("policy_in_force version=%s step=%s", found.version, found.number)
        return found

    def _tell(self, error: str) -> None:
        """Log once what goes wrong again and again."""
        if error != self._told:
            self._told = error
            _log.error("policy_unknown error=%s: the last good one decides", error)
