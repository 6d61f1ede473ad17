"""Open a network whose policy is kept in its storage, with few gates: the others are slow."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from socialkit import SocialKit
from socialkit.clock import FixedClock
from socialkit.domain.policies import Activation, PolicyVersion, Step, digest
from socialkit.kit import open_storage
from socialkit.policy import default_texts, load_policy
from socialkit.policy.gates import LockOutGate
from socialkit.ports.publishing import Candidate, Gate
from socialkit.ports.storage import Storage
from socialkit.services.deciding import LivingPolicy, Terms
from socialkit.testing.plans import default_policy
from tests.unit.services.world import START

MODEL, RULES = default_texts()
NO_FOUNDING: Final = "\n".join(
    line for line in RULES.splitlines() if not line.startswith(("p, N1,", "p, N2,"))
)
"""The shipped rules without those by which people found groups."""
BROKEN: Final = RULES.replace("p, N1,", "q, N1,")
LOCKED: Final = "\n".join(line for line in RULES.splitlines() if not line.startswith("p, N3,"))
"""Without the rule by which administrators administer."""


class Ticks:
    """Be seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        """Return the moment."""
        return self.now

    def pass_(self, seconds: float) -> None:
        """Let time go by."""
        self.now += seconds


class FilesGate(Gate):
    """Object to a policy without tests, and fail for one with a broken test."""

    @property
    def name(self) -> str:
        """Return the word by which this gate is known."""
        return "tests"

    def objections(self, candidate: Candidate) -> Iterable[str]:
        """Yield what the tests find."""
        if candidate.files.get("tests/all.yaml") == "broken":
            raise RuntimeError("no such cast")
        if candidate.files.get("tests/all.yaml") == "red":
            yield "vera can not reply"


@dataclass
class House:
    """Be a workplace with two administrators, an employee and a second process."""

    kit: SocialKit
    ticks: Ticks
    clock: FixedClock
    more: list[LivingPolicy] = field(default_factory=list)

    @property
    def source(self) -> LivingPolicy:
        """Return what this process decides by."""
        assert isinstance(self.kit.source, LivingPolicy)
        return self.kit.source

    def neighbour(self) -> LivingPolicy:
        """Return what another process on the same storage decides by."""
        return LivingPolicy(self.kit.storage, self.source.terms)

    def publish(self, rules: str = NO_FOUNDING, *, by: str = "ada", **more: Any) -> Any:
        """Publish rules."""
        with self.kit.acting_as(by) as me:
            return me.policies.publish(MODEL, rules, **{"reason": "A try", **more})

    def smuggle(self, rules: str, *, sound: bool = True) -> None:
        """Put a policy into force past every gate."""
        with self.kit.storage.unit() as unit:
            last, newest = unit.policies.latest(), unit.policies.versions(limit=1)
            number = newest[0].version + 1 if newest else 1
            text = digest(MODEL, rules) if sound else "0" * 64
            unit.policies.add(
                PolicyVersion(
                    version=number, model=MODEL, rules=rules, sha256=text, reason="-", at=START
                )
            )
            unit.policies.activate(
                Activation(
                    number=1 if last is None else last.number + 1,
                    version=number,
                    step=Step.PUBLISHED,
                    reason="-",
                    at=START,
                )
            )


def house(url: str = "memory:", *, change: Callable[[Terms], Terms] = lambda terms: terms) -> House:
    """Return a workplace; `change` gives it other terms."""
    ticks, clock = Ticks(), FixedClock(START)
    terms = Terms(
        load=load_policy,
        fallback=default_policy(),
        gates=(LockOutGate(), FilesGate()),
        clock=ticks,
    )
    kit = kit_on(open_storage(url), change(terms), clock)
    with kit.system("a test") as desk:
        desk.create_network("Works")
        for subject in ("ada", "ben"):
            desk.enrol(subject, subject.title(), roles=["admin"])
        desk.enrol("cy", "Cy")
    return House(kit, ticks, clock)


def kit_on(storage: Storage, terms: Terms, clock: FixedClock) -> SocialKit:
    """Return a kit whose policy is kept in its storage."""
    parts = SocialKit.open("memory:", policy=terms.fallback)
    return SocialKit(
        storage,
        policy=LivingPolicy(storage, terms),
        text=parts.tools.text,
        events=parts.events,
        clock=clock,
    )


def with_approval(terms: Terms) -> Terms:
    """Return terms under which somebody else has to approve."""
    return replace(terms, approval=True)


def numbers(entries: Iterable[Any]) -> list[tuple[int, str, str | None]]:
    """Return what a history tells, without moments and reasons."""
    return [(entry.version, entry.what, entry.who) for entry in itertools.islice(entries, 20)]
