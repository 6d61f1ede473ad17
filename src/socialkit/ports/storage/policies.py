"""State what the core needs to keep the versions of a policy."""

from __future__ import annotations

from abc import abstractmethod
from typing import Protocol

from socialkit.domain.policies import Activation, PolicyVersion


class PolicyStore(Protocol):
    """Keep published policies and the steps between them; one policy serves the whole storage.

    Both only grow: nothing here changes or forgets what was kept.
    """

    @abstractmethod
    def add(self, version: PolicyVersion) -> None:
        """Keep a new version; raise `Conflict` where its number is taken, and keep the other."""

    @abstractmethod
    def find(self, version: int) -> PolicyVersion | None:
        """Return the version with this number."""

    @abstractmethod
    def versions(self, *, limit: int, before: int | None = None) -> tuple[PolicyVersion, ...]:
        """Return at most `limit` versions, the newest first; with `before`, older ones alone."""

    @abstractmethod
    def activate(self, activation: Activation) -> None:
        """Keep a new step; raise `Conflict` where its number is taken, and keep the other."""

    @abstractmethod
    def latest(self) -> Activation | None:
        """Return the step with the highest number, which says what is in force; one row read."""

    @abstractmethod
    def activations(self, *, limit: int, before: int | None = None) -> tuple[Activation, ...]:
        """Return at most `limit` steps, the last first; with `before`, those before it alone."""
