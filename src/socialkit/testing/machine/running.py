"""Run the machine for a number of steps, from a seed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from socialkit.ports.storage import Storage
from socialkit.testing.machine.steps import storage_machine

STEPS_OF_AN_EXAMPLE: Final = 50


@dataclass(frozen=True, slots=True)
class Outcome:
    """Say what a run did without finding a difference."""

    steps: int
    questions: int
    """How many answers of the two storages were compared."""
    seconds: float


def run_machine(new_subject: Callable[[], Storage], *, steps: int, seed_number: int = 0) -> Outcome:
    """Take at least `steps` random steps on the storage that `new_subject` returns and on memory.

    `new_subject` is called for each example of up to 50 steps, and returns the storage empty. The
    same seed takes the same steps. A difference is raised as an `AssertionError` after the shortest
    list of steps that shows it was found and printed.
    """
    machine = storage_machine(new_subject)
    begun, round_number = time.monotonic(), 0
    while machine.tally["steps"] < steps:
        missing = steps - machine.tally["steps"]
        chosen = settings(
            max_examples=max(1, missing // STEPS_OF_AN_EXAMPLE),
            stateful_step_count=STEPS_OF_AN_EXAMPLE,
            database=None,
            deadline=None,
            derandomize=False,
            report_multiple_bugs=False,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        )
        seed(f"{seed_number}-{round_number}")(machine)
        run_state_machine_as_test(machine, settings=chosen)
        round_number += 1
    seconds = time.monotonic() - begun
    return Outcome(machine.tally["steps"], machine.tally["questions"], seconds)
