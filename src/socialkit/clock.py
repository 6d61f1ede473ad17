"""Tell the time: the only module that reads the machine's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Lock
from time import monotonic
from typing import Protocol


class Clock(Protocol):
    """Be asked for the time; inject another one in tests."""

    def now(self) -> datetime:
        """Return the present moment: aware, UTC, whole microseconds."""
        ...


class SystemClock:
    """Read the machine's clock."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """Stand still until told to move: for tests, demos and seeded data."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)
        self._lock = Lock()

    def now(self) -> datetime:
        """Return the moment that was set."""
        return self._now

    def advance(self, step: timedelta) -> datetime:
        """Move by `step` and return the new moment."""
        with self._lock:
            self._now += step
            return self._now

    def set(self, moment: datetime) -> None:
        """Jump to `moment`, which must be aware."""
        with self._lock:
            self._now = moment.astimezone(UTC)


def ticks() -> float:
    """Return seconds that only ever grow, for measuring how long something took or may take."""
    return monotonic()
