"""Lock within one process: a fork does not inherit a lock that nobody would ever give back."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class ProcessLock:
    """Let one thread of this process in at a time; a forked process has a lock of its own."""

    def __init__(self) -> None:
        self._made = (os.getpid(), threading.Lock())

    @contextmanager
    def held(self) -> Iterator[None]:
        """Wait until nobody else of this process is in, then be in."""
        with self._lock():
            yield

    @contextmanager
    def tried(self) -> Iterator[bool]:
        """Be in unless somebody else is; tell which, without waiting."""
        lock = self._lock()
        mine = lock.acquire(blocking=False)
        try:
            yield mine
        finally:
            if mine:
                lock.release()

    def _lock(self) -> threading.Lock:
        process, lock = self._made
        if process != os.getpid():
            lock = threading.Lock()
            self._made = (os.getpid(), lock)
        return lock
