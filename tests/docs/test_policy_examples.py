"""The policies of the documentation load, and their tests pass on three engines."""

from pathlib import Path
from typing import Final

import pytest

from socialkit.cli.suites import policy_suites, three_engines
from socialkit.policy.suites import judge, told

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:simpleeval")

EXAMPLES: Final = Path(__file__).resolve().parents[2] / "docs" / "policy" / "examples"


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.iterdir()))
def test_an_example_passes_its_own_tests(name: str) -> None:
    policy, suites = policy_suites(EXAMPLES / name)
    report = judge(suites, policy, engines=three_engines(policy))
    assert not report.failures, "\n".join(told(report, rules_file="policy.csv"))
    assert report.tests >= 10
