"""The policies of the documentation load, and their tests pass on three engines."""

from pathlib import Path
from typing import Final

import pytest

from socialkit.cli.suites import policy_suites, stored, three_engines
from socialkit.domain.actions import Permission
from socialkit.domain.people import Person
from socialkit.policy import CompiledPolicy
from socialkit.policy.suites import Asked, Scene, judge, told
from socialkit.policy.suites.casts import ANONYMOUS
from socialkit.ports.storage import UnitOfWork
from socialkit.ports.storage.records import Audience

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:simpleeval")

EXAMPLES: Final = Path(__file__).resolve().parents[2] / "docs" / "policy" / "examples"


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.iterdir()))
def test_an_example_passes_its_own_tests(name: str) -> None:
    policy, suites = policy_suites(EXAMPLES / name)
    report = judge(suites, policy, engines=three_engines(policy))
    assert not report.failures, "\n".join(told(report, rules_file="policy.csv"))
    assert report.tests >= 10


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.iterdir()))
def test_who_may_do_it_is_also_right_as_one_list_of_people(name: str) -> None:
    policy, suites = policy_suites(EXAMPLES / name)
    asked = 0
    for suite in suites:
        scene = suite.scene
        with stored(scene.cast) as storage, storage.unit(read_only=True) as unit:
            for expectation in suite.expectations:
                if not expectation.said.startswith("exactly these"):
                    continue
                named = [d for d in expectation.decisions if d.asked.who != ANONYMOUS]
                wanted = {scene.cast.people[d.asked.who].id for d in named if d.expected}
                assert audience(policy, scene, unit, named[0].asked) == wanted, expectation.said
                asked += 1
    assert asked > 3


def audience(policy: CompiledPolicy, scene: Scene, unit: UnitOfWork, asked: Asked) -> set[object]:
    """Return who may do this, asked of the database as one set of people."""
    caller, facts = scene.caller(asked.who, asked.at), scene.facts(asked)
    permission = Permission(asked.permission)
    branches = policy.audience(permission, facts, shapes=unit.audiences.shapes(caller))
    people: list[Person] = list(scene.cast.people.values())
    found = unit.audiences.among(caller, Audience(facts, branches), [one.id for one in people])
    return set(found)
