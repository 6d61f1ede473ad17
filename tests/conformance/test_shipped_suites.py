"""The tests that are shipped with the default policy pass, and defend each of its rules."""

from dataclasses import replace

import pytest

from socialkit.cli.suites import policy_suites, three_engines
from socialkit.policy import CompiledPolicy
from socialkit.policy.loaded import Rule
from socialkit.policy.suites import Suite, first_failure, judge, told

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:simpleeval")

LEAST_TESTS = 140
LEAST_DECISIONS = 2_500


@pytest.fixture(scope="module")
def shipped() -> tuple[CompiledPolicy, tuple[Suite, ...]]:
    return policy_suites()


def test_every_test_passes_on_three_engines(
    shipped: tuple[CompiledPolicy, tuple[Suite, ...]],
) -> None:
    policy, suites = shipped
    report = judge(suites, policy, engines=three_engines(policy))
    assert not report.failures, "\n".join(told(report, rules_file="policy.csv"))
    assert report.engines == ("stock Casbin", "compiled check", "SQL")
    assert report.tests >= LEAST_TESTS
    assert report.decisions >= LEAST_DECISIONS


def without(policy: CompiledPolicy, rule: Rule) -> CompiledPolicy:
    """Return the policy as if a rule had never been written; its stock Casbin stays as it is."""
    loaded = policy.loaded
    relevant = {
        permission: tuple(other for other in rules if other is not rule)
        for permission, rules in loaded.relevant.items()
    }
    rules = tuple(other for other in loaded.rules if other is not rule)
    return CompiledPolicy(replace(loaded, rules=rules, relevant=relevant))


def test_some_test_fails_where_any_rule_is_taken_away(
    shipped: tuple[CompiledPolicy, tuple[Suite, ...]],
) -> None:
    policy, suites = shipped
    undefended = [
        rule.row.id
        for rule in policy.loaded.rules
        if first_failure(
            suites,
            without(policy, rule),
            permissions={p for p, rules in policy.loaded.relevant.items() if rule in rules},
        )
        is None
    ]
    assert undefended == []
