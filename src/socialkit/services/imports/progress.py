"""Tell whoever waits how far an import has come."""

from __future__ import annotations

from abc import abstractmethod
from typing import Protocol


class Progress(Protocol):
    """Be told of the phases of an import, one after the other."""

    @abstractmethod
    def begin(self, phase: str, total: int) -> None:
        """Say that a phase of `total` steps begins; the one before has ended."""

    @abstractmethod
    def advance(self, steps: int) -> None:
        """Say that so many steps of the phase are done."""

    @abstractmethod
    def end(self) -> None:
        """Say that the last phase has ended."""


class Silence(Progress):
    """Tell nobody."""

    def begin(self, phase: str, total: int) -> None:
        """Tell nobody that a phase begins."""

    def advance(self, steps: int) -> None:
        """Tell nobody of steps."""

    def end(self) -> None:
        """Tell nobody that it ended."""
