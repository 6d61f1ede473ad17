"""Seed the demo's story once for a whole run of tests, and hand out copies."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from examples.demo.keeping import prepare


def seeded(factory: pytest.TempPathFactory) -> Path:
    """Return a fresh folder with the seeded demo; the workers of one run seed it once together."""
    base = factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    with only_one(shared / "story.lock"):
        prepare(shared / "story", "flask")
    folder = factory.mktemp("brightwater") / "data"
    shutil.copytree(shared / "story", folder)
    return folder


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Let one process in at a time."""
    with path.open("w") as file:
        if os.name == "posix":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield
