"""The comparison notices mistakes: a few of the planted faults; the long run tries them all."""

import pytest

from tests.long.policy_faults import FAULTS, Fault, is_caught, misfits

QUICK = (
    "the same, with its alarm switched off",
    "a deny is lost in the audience",
    "rows outside the vocabulary come out of SQL",
)


@pytest.mark.parametrize("fault", [f for f in FAULTS if f.name in QUICK], ids=lambda f: f.name)
def test_a_planted_fault_is_noticed(fault: Fault) -> None:
    assert is_caught(fault, rows=12_000)


def test_the_quick_faults_are_all_there() -> None:
    assert {fault.name for fault in FAULTS} >= set(QUICK)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.name)
def test_every_planted_fault_still_fits_the_source(fault: Fault) -> None:
    assert misfits(fault) == []
