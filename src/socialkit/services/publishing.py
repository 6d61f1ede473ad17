"""Bring policies into force: examine, keep, move what decides. Whether one may is asked before."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from socialkit.domain.handles import check_text
from socialkit.domain.policies import (
    REASON_LENGTH,
    SHIPPED,
    Activation,
    PolicyVersion,
    Step,
    digest,
)
from socialkit.errors import ConfigurationError, Conflict, Invalid, NotFound
from socialkit.ports.policy import Policy
from socialkit.ports.storage import UnitOfWork
from socialkit.services.context import Toolbox
from socialkit.services.deciding import LivingPolicy

_log: Final = logging.getLogger("socialkit.audit")
_PAGE: Final = 200
_HIGHEST: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Published:
    """Be what became of a publication."""

    version: int
    in_force: bool
    """Whether it decides now; False where somebody else has to approve it first."""
    fingerprint: str
    """What `Policy.version` says, and every line of the audit."""


class Press:
    """Publish, approve, go back and recover for whoever was found to be allowed to."""

    def __init__(self, unit: UnitOfWork, tools: Toolbox, *, person_id: UUID | None) -> None:
        if not isinstance(tools.source, LivingPolicy):
            raise files_decide()
        self._unit = unit
        self._tools = tools
        self._living = tools.source
        self._person_id = person_id

    def publish(
        self,
        model: str,
        rules: str,
        *,
        reason: str,
        files: Mapping[str, str] | None = None,
        after: int | None = None,
    ) -> Published:
        """Keep a new version once it has passed every gate; bring it into force, or let it wait."""
        why = checked_reason(reason)
        policy = self._living.examined(model, rules, files=files)
        with self._alone():
            now, newest = self.in_force(), self.newest()
            if after is not None and after != now:
                raise moved()
            self._refuse_same(now, model, rules)
            made = PolicyVersion(
                version=newest + 1,
                model=model,
                rules=rules,
                sha256=digest(model, rules),
                author_id=self._person_id,
                reason=why,
                at=self._tools.clock.now(),
            )
            self._unit.policies.add(made)
            waits = self._living.terms.approval
            if not waits:
                self._activate(made.version, Step.PUBLISHED, why, policy)
        self._note("waiting" if waits else "published", made.version, why)
        return Published(made.version, not waits, policy.version)

    def approve(self, version: int, *, reason: str = "") -> Published:
        """Bring the newest version into force, for somebody else than its author."""
        found = self.find(version)
        if version != self.newest() or self.was_in_force(version):
            message = f"Version {version} does not wait for approval. See: policy history."
            raise Conflict("policy.not_waiting", message, version=version)
        if found.author_id == self._person_id:
            message = "Somebody else than the author has to approve a policy."
            raise Conflict("policy.same_person", message)
        why = checked_reason(reason or found.reason)
        return self._bring(found, Step.APPROVED, why)

    def roll_back(self, version: int, *, reason: str) -> Published:
        """Bring a version into force that was in force before; 0 is what the host falls back to."""
        why = checked_reason(reason)
        if version == self.in_force():
            message = "This version is in force already."
            raise Conflict("policy.unchanged", message)
        if version == SHIPPED:
            return self._bring_fallback(Step.ROLLED_BACK, why)
        found = self.find(version)
        if not self.was_in_force(version):
            message = f"Version {version} was never in force, so there is no way back to it."
            raise Conflict("policy.never_in_force", message)
        return self._bring(found, Step.ROLLED_BACK, why)

    def recover(self, version: int, *, reason: str) -> Published:
        """Bring any version into force past gates and approval: for the host, after a lock-out."""
        why = checked_reason(reason)
        if version == SHIPPED:
            return self._bring_fallback(Step.RECOVERED, why)
        found = self.find(version)
        if not found.sound:
            raise damaged(version)
        policy = self._living.terms.load(found.model, found.rules)
        return self._enforced(version, Step.RECOVERED, why, policy)

    # -- what is kept ---------------------------------------------------------------------

    def in_force(self) -> int:
        """Return the number of the version in force."""
        step = self._unit.policies.latest()
        return SHIPPED if step is None else step.version

    def newest(self) -> int:
        """Return the number of the newest version; 0 before the first one."""
        found = self._unit.policies.versions(limit=1)
        return found[0].version if found else SHIPPED

    def find(self, version: int) -> PolicyVersion:
        """Return a version; raise `NotFound` (``policy.version``)."""
        fits = type(version) is int and 0 < version <= _HIGHEST
        found = self._unit.policies.find(version) if fits else None
        if found is None:
            message = "There is no such version of the policy. See: policy history."
            raise NotFound("policy.version", message)
        return found

    def was_in_force(self, version: int) -> bool:
        """Tell whether a version ever came into force."""
        before: int | None = None
        while steps := self._unit.policies.activations(limit=_PAGE, before=before):
            if any(step.version == version for step in steps):
                return True
            before = steps[-1].number
        return False

    # -- doing it -------------------------------------------------------------------------

    def _refuse_same(self, version: int, model: str, rules: str) -> None:
        kept = None if version == SHIPPED else self._unit.policies.find(version)
        if kept is not None and kept.sha256 == digest(model, rules):
            message = f"This is word for word version {version}, which is in force already."
            raise Conflict("policy.unchanged", message)

    def _bring(self, found: PolicyVersion, step: Step, why: str) -> Published:
        if not found.sound:
            raise damaged(found.version)
        policy = self._living.examined(found.model, found.rules)
        return self._enforced(found.version, step, why, policy)

    def _bring_fallback(self, step: Step, why: str) -> Published:
        return self._enforced(SHIPPED, step, why, self._living.terms.fallback)

    def _enforced(self, version: int, step: Step, why: str, policy: Policy) -> Published:
        with self._alone():
            self._activate(version, step, why, policy)
        self._note(step.value, version, why)
        return Published(version, in_force=True, fingerprint=policy.version)

    def _activate(self, version: int, step: Step, why: str, policy: Policy) -> None:
        last = self._unit.policies.latest()
        taken = Activation(
            number=1 if last is None else last.number + 1,
            version=version,
            step=step,
            person_id=self._person_id,
            reason=why,
            at=self._tools.clock.now(),
        )
        self._unit.policies.activate(taken)
        self._living.expect(taken)
        self._unit.on_commit(lambda: self._living.hold(taken, policy))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Do it as one piece; raise `Conflict` (``policy.moved``) where somebody came first."""
        try:
            with self._unit.atomic():
                yield
        except Conflict as error:
            raise (moved() if error.code == "storage.duplicate" else error) from error

    def _note(self, what: str, version: int, why: str) -> None:
        who = self._person_id or "the host"
        told = (what, version, who, why)
        self._unit.on_commit(
            lambda: _log.warning("policy %s version=%s person=%s reason=%r", *told)
        )


def checked_reason(reason: str) -> str:
    """Return the reason without blanks around it; raise `Invalid` (``policy.reason``)."""
    text = check_text(reason, field="reason", max_length=REASON_LENGTH).strip()
    if not text:
        message = "Say why the policy changes: others will read it in the history."
        raise Invalid("policy.reason", message, field="reason")
    return text


def moved() -> Conflict:
    """Return the answer to somebody who was not the first."""
    message = "Another policy came into force meanwhile. Look at it, and publish again."
    return Conflict("policy.moved", message)


def damaged(version: int) -> ConfigurationError:
    """Return the error of a version that is not as it was published."""
    message = (
        f"Version {version} of the policy is not in the database as it was published. "
        "Go back to another one: socialkit policy recover --to VERSION"
    )
    return ConfigurationError("policy.damaged", message)


def files_decide() -> ConfigurationError:
    """Return the error of a host whose policy is no business of the database."""
    message = (
        "This host takes its policy from files, so there is nothing to publish: change the files, "
        "or open the kit with policy=StoredPolicy()."
    )
    return ConfigurationError("policy.files", message)
