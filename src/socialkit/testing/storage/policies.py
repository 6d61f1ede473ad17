"""Promise that published policies are kept for ever, and that the last step is found."""

# ruff: noqa: D102, PT012 - a test's name is its sentence; units of work are opened where they must fail
from __future__ import annotations

from typing import Final

import pytest

from socialkit.domain.policies import Activation, PolicyVersion, Step, digest
from socialkit.errors import ConfigurationError, Conflict
from socialkit.ports.storage import Storage
from socialkit.testing.factories import START
from socialkit.testing.storage.base import TEXTS

_LONG: Final = "# ä𝔘 a rule\n" * 20_000


def published(version: int, *, rules: str = "p, A, b", reason: str = "why") -> PolicyVersion:
    """Return a version as it is published."""
    return PolicyVersion(
        version=version,
        model="[matchers]",
        rules=rules,
        sha256=digest("[matchers]", rules),
        reason=reason,
        at=START,
    )


def step(number: int, version: int, *, taken: Step = Step.PUBLISHED) -> Activation:
    """Return a step by which a version comes into force."""
    return Activation(number=number, version=version, step=taken, reason="why", at=START)


class PolicyPromises:
    """Keep versions and steps."""

    def test_without_a_policy_nothing_is_in_force(self, storage: Storage) -> None:
        with storage.unit(read_only=True) as unit:
            assert unit.policies.latest() is None
            assert unit.policies.find(1) is None
            assert unit.policies.versions(limit=5) == ()
            assert unit.policies.activations(limit=5) == ()

    def test_a_policy_comes_back_code_point_for_code_point(self, storage: Storage) -> None:
        texts = ("\n".join(TEXTS), _LONG)
        with storage.unit() as unit:
            for number, rules in enumerate(texts, 1):
                unit.policies.add(published(number, rules=rules))
        with storage.unit(read_only=True) as unit:
            kept = [unit.policies.find(number) for number in (1, 2)]
        assert kept == [published(number, rules=rules) for number, rules in enumerate(texts, 1)]
        assert all(one is not None and one.sound for one in kept)

    def test_versions_come_the_newest_first(self, storage: Storage) -> None:
        with storage.unit() as unit:
            for number in (1, 2, 3, 4):
                unit.policies.add(published(number))
            found = unit.policies.versions(limit=2)
            assert [one.version for one in found] == [4, 3]
            found = unit.policies.versions(limit=5, before=3)
            assert [one.version for one in found] == [2, 1]

    def test_a_taken_version_is_refused_and_stays_as_it_was(self, storage: Storage) -> None:
        with storage.unit() as unit:
            unit.policies.add(published(1, reason="first"))
        with storage.unit() as unit:
            with pytest.raises(Conflict):
                unit.policies.add(published(1, reason="second"))
            kept = unit.policies.find(1)
        assert kept == published(1, reason="first")

    def test_the_step_with_the_highest_number_is_the_latest(self, storage: Storage) -> None:
        taken = [step(1, 1), step(2, 2, taken=Step.APPROVED), step(3, 0, taken=Step.ROLLED_BACK)]
        with storage.unit() as unit:
            for one in taken:
                unit.policies.activate(one)
                assert unit.policies.latest() == one
        with storage.unit(read_only=True) as unit:
            assert unit.policies.latest() == taken[2]
            assert unit.policies.activations(limit=2) == (taken[2], taken[1])
            assert unit.policies.activations(limit=2, before=2) == (taken[0],)

    def test_a_taken_step_is_refused_and_stays_as_it_was(self, storage: Storage) -> None:
        with storage.unit() as unit:
            unit.policies.activate(step(1, 1))
        with storage.unit() as unit:
            with pytest.raises(Conflict):
                unit.policies.activate(step(1, 2))
            assert unit.policies.latest() == step(1, 1)

    def test_what_a_unit_published_goes_with_the_unit(self, storage: Storage) -> None:
        with pytest.raises(RuntimeError), storage.unit() as unit:
            unit.policies.add(published(1))
            unit.policies.activate(step(1, 1))
            raise RuntimeError
        with storage.unit(read_only=True) as unit:
            assert unit.policies.find(1) is None
            assert unit.policies.latest() is None

    def test_a_reader_publishes_nothing(self, storage: Storage) -> None:
        with storage.unit(read_only=True) as unit:
            with pytest.raises(ConfigurationError):
                unit.policies.add(published(1))
            with pytest.raises(ConfigurationError):
                unit.policies.activate(step(1, 1))
