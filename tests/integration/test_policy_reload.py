"""Processes and threads go on deciding rightly while policies come into force, broken ones too."""

from pathlib import Path

from tests.long.policy_reload import run


def test_no_decision_is_wrong_while_policies_come_into_force(tmp_path: Path) -> None:
    found = run(tmp_path, decisions=20_000, activations=12, pause=0.3)
    assert found.errors == {}
    assert found.wrong == 0
    assert found.decisions >= 20_000
    assert len(found.policies) > 1
