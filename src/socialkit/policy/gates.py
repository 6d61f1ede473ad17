"""Stand between a policy that somebody wrote and the one that decides: the library's own gates."""

from __future__ import annotations

from collections.abc import Iterator

from socialkit.domain.actions import Permission
from socialkit.domain.caller import Shape
from socialkit.domain.vocabulary import NETWORK_KINDS
from socialkit.policy.compiler import CompiledPolicy
from socialkit.policy.doubts import Doubts
from socialkit.policy.guardrails import breaches
from socialkit.ports.publishing import Candidate, Gate


class GuardrailsGate(Gate):
    """Keep out what allows something that no policy may allow."""

    @property
    def name(self) -> str:
        """Return the word by which this gate is known."""
        return "guardrails"

    def objections(self, candidate: Candidate) -> Iterator[str]:
        """Yield each permission that would break a guardrail, with an example."""
        yield from breaches(_compiled(candidate))


class LockOutGate(Gate):
    """Keep out what would leave nobody who can publish the next policy, or approve it."""

    @property
    def name(self) -> str:
        """Return the word by which this gate is known."""
        return "lock-out"

    def objections(self, candidate: Candidate) -> Iterator[str]:
        """Yield each right that an administrator would lose."""
        for permission in (Permission.NETWORK_PUBLISH_POLICY, Permission.NETWORK_APPROVE_POLICY):
            for kind in NETWORK_KINDS:
                administrator = Shape(kind, "employee", frozenset({"admin"}))
                plan = candidate.policy.plan(administrator, permission)  # type: ignore[arg-type]
                if plan.never:
                    yield (
                        f"No administrator of a {kind} would have {permission.value} any more. "
                        "Leave them a rule, such as `p, N3, admin, administer, network, ...`."
                    )


class DoubtsGate(Gate):
    """Keep out what `socialkit policy check` warns of."""

    @property
    def name(self) -> str:
        """Return the word by which this gate is known."""
        return "check"

    def objections(self, candidate: Candidate) -> Iterator[str]:
        """Yield every warning."""
        yield from map(str, Doubts(_compiled(candidate)).findings())


def shipped_gates(*, strict: bool = False) -> tuple[Gate, ...]:
    """Return what every published policy has to pass; `strict` adds the warnings of `check`."""
    always: tuple[Gate, ...] = (LockOutGate(), GuardrailsGate())
    return (*always, DoubtsGate()) if strict else always


def _compiled(candidate: Candidate) -> CompiledPolicy:
    if not isinstance(candidate.policy, CompiledPolicy):
        message = f"{type(candidate.policy).__name__} is no compiled policy"
        raise TypeError(message)
    return candidate.policy
