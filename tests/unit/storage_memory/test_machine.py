"""The state machine notices a storage that breaks a promise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from socialkit.ports.storage import UnitOfWork
from socialkit.storage.memory import MemoryStorage
from socialkit.testing.machine import storage_machine


class Miscounting(MemoryStorage):
    """Count no posts at all."""

    @contextmanager
    def unit(self, *, read_only: bool = False) -> Iterator[UnitOfWork]:
        with super().unit(read_only=read_only) as unit:
            unit.post_lists.counts = lambda *_, **__: (0,)  # type: ignore[method-assign]  # the fault
            yield unit


def test_a_storage_whose_counts_differ_from_its_lists_is_found_out() -> None:
    machine = seed(1)(storage_machine(Miscounting))
    quick = settings(
        max_examples=5,
        stateful_step_count=10,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    with pytest.raises(AssertionError, match="posts: "):
        run_state_machine_as_test(machine, settings=quick)
