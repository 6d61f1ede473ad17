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
        process, lock = self._made
        if process != os.getpid():
            lock = threading.Lock()
            self._made = (os.getpid(), lock)
        with lock:
            yield
