"""Mint identifiers: the only module that makes random ids.

Ids are UUIDv7 (RFC 9562, 5.7): 48 bits of milliseconds, then a counter and random bits,
so that ids made by one process sort by the time they were made.
"""

from __future__ import annotations

import hashlib
import os
import random
import time
from datetime import datetime
from threading import Lock
from typing import Protocol
from uuid import UUID

_COUNTER_BITS = 12
_RANDOM_BITS = 62


class Moments(Protocol):
    """Be a clock, as far as ids need one (`socialkit.clock.Clock` is one)."""

    def now(self) -> datetime:
        """Return the present moment, aware."""
        ...


class IdFactory(Protocol):
    """Be asked for new ids; inject a seeded one in tests."""

    def new(self) -> UUID:
        """Return an id that nobody has."""
        ...


def _compose(milliseconds: int, counter: int, noise: int) -> UUID:
    value = (milliseconds & 0xFFFFFFFFFFFF) << 80
    value |= 0x7 << 76 | (counter & 0xFFF) << 64
    return UUID(int=value | 0b10 << 62 | (noise & (1 << _RANDOM_BITS) - 1))


class _Sequence:
    """Hold the last millisecond and counter, so that ids of one process only grow."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last = (0, 0)

    def next(self, milliseconds: int) -> tuple[int, int]:
        with self._lock:
            last, counter = self._last
            if milliseconds > last:
                self._last = (milliseconds, 0)
            elif counter < (1 << _COUNTER_BITS) - 1:
                self._last = (last, counter + 1)
            else:
                self._last = (last + 1, 0)
            return self._last


class TimeOrderedIds:
    """Mint UUIDv7 from a clock and the system's randomness; threads and forks are safe."""

    def __init__(self, clock: Moments | None = None) -> None:
        self._clock = clock
        self._sequence = _Sequence()

    def new(self) -> UUID:
        """Return a fresh UUIDv7, larger than every one minted before by this factory."""
        moment = time.time() if self._clock is None else self._clock.now().timestamp()
        milliseconds = int(moment * 1000)
        noise = int.from_bytes(os.urandom(8), "big")
        return _compose(*self._sequence.next(milliseconds), noise)


class SeededIds:
    """Mint the same ids in the same order each time: for tests and seeded data alone."""

    def __init__(self, clock: Moments, seed: int = 0) -> None:
        self._clock = clock
        self._sequence = _Sequence()
        self._random = random.Random(seed)  # noqa: S311 - never used for secrets

    def new(self) -> UUID:
        """Return the next id of the sequence that the seed determines."""
        milliseconds = int(self._clock.now().timestamp() * 1000)
        noise = self._random.getrandbits(_RANDOM_BITS)
        return _compose(*self._sequence.next(milliseconds), noise)


def derived_id(at: datetime, *parts: str) -> UUID:
    """Return the id that `at` and `parts` determine (UUIDv8, RFC 9562, 5.8).

    It begins with the milliseconds of `at`, so it sorts among minted ids by time; the rest is a
    SHA-256 of the parts. An import that runs again makes the same ids again.
    """
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    value = (int(at.timestamp() * 1000) & 0xFFFFFFFFFFFF) << 80 | int.from_bytes(digest[:10], "big")
    value = value & ~(0xF << 76) | 0x8 << 76
    return UUID(int=value & ~(0b11 << 62) | 0b10 << 62)
