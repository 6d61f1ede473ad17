"""The gates keep out what no policy may allow, by meaning and not by the names of rules."""

from __future__ import annotations

import pytest

from socialkit.domain.actions import Permission
from socialkit.policy import default_texts, load_policy
from socialkit.policy.gates import DoubtsGate, LockOutGate, shipped_gates
from socialkit.policy.guardrails import MANDATORY, _breach, _guard, _shapes, _sides_of
from socialkit.ports.publishing import Candidate
from socialkit.testing.plans import default_policy

MODEL, RULES = default_texts()
BROKEN_BY = {
    "X1": Permission.POST_READ,
    "X2": Permission.GROUP_READ_MEMBERS,
    "X3": Permission.NETWORK_ADMINISTER,
    "X4": Permission.POST_REACT,
    "X5": Permission.GROUP_POST,
    "X6": Permission.REPLY_READ,
}
"""What would be allowed without a guardrail. The others are a second lock on a door."""


def breach(rules: str, permission: Permission, *, model: str = MODEL) -> str | None:
    """Return how a policy breaks a guardrail for one permission."""
    policy = load_policy(model, rules)
    sides = _sides_of(policy)
    return _breach(policy, _guard(sides), permission, tuple(_shapes(tuple(sides), policy)))


def without(rule: str) -> str:
    """Return the shipped rules without one."""
    return "\n".join(line for line in RULES.splitlines() if not line.startswith(f"p, {rule},"))


def candidate(rules: str) -> Candidate:
    """Return a policy that somebody wants to publish."""
    return Candidate(MODEL, rules, load_policy(MODEL, rules), default_policy())


@pytest.mark.parametrize("rule", sorted(BROKEN_BY))
def test_a_guardrail_that_is_left_out_is_missed(rule: str) -> None:
    assert breach(RULES, BROKEN_BY[rule]) is None
    found = breach(without(rule), BROKEN_BY[rule])
    assert found is not None
    assert found.startswith(f"{BROKEN_BY[rule]} would be allowed to ")


def test_a_guardrail_may_have_another_name() -> None:
    renamed = RULES.replace("p, X1,", "p, OUTSIDE-1,")
    assert breach(renamed, Permission.POST_READ) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("r.sub.in_good_standing && ", ""),
        ("r.obj.same_network && ", ""),
        (" && r.obj.module_on", ""),
        (
            "archived          = r.obj.archived",
            "archived          = r.obj.archived && r.obj.trusted_area",
        ),
    ],
)
def test_neither_gates_nor_the_meaning_of_conditions_can_be_weakened(old: str, new: str) -> None:
    assert old in MODEL
    assert breach(RULES, Permission.POST_REACT, model=MODEL.replace(old, new)) is not None


def test_a_class_keeps_the_side_that_was_shipped() -> None:
    moved = RULES.replace("g, external,        outsider", "g, external,        insider")
    found = breach(moved, Permission.NETWORK_POST)
    assert found is not None
    assert "external" in found


def test_a_class_of_the_author_is_bound_like_the_others() -> None:
    inside = RULES + "\ng, auditor, insider\ng, auditor, signed-in\n"
    assert breach(inside, Permission.POST_READ) is None
    outside = (
        without("X1") + "\ng, partner, outsider\np, X1, external, anything, post, always, deny"
    )
    outside += "\ng, partner, signed-in\n"
    found = breach(outside, Permission.POST_READ)
    assert found is not None


def test_the_mandatory_rules_are_those_of_the_shipped_section() -> None:
    section = RULES.partition("== 9. Guardrails")[2].partition("== 10.")[0]
    ids = [line.split(",")[1].strip() for line in section.splitlines() if line.startswith("p,")]
    assert tuple(ids[: len(MANDATORY)]) == MANDATORY
    assert all(
        line.split(",")[2].strip() == "service"
        for line in section.splitlines()
        if line.startswith("p,") and line.split(",")[1].strip() not in MANDATORY
    )


def test_somebody_must_be_left_who_publishes_the_next_one() -> None:
    assert list(LockOutGate().objections(candidate(RULES))) == []
    told = list(LockOutGate().objections(candidate(without("N3"))))
    assert len(told) == 4
    assert "network:publish-policy" in told[0]


def test_warnings_keep_a_policy_out_where_the_host_is_strict() -> None:
    assert [gate.name for gate in shipped_gates()] == ["lock-out", "guardrails"]
    assert [gate.name for gate in shipped_gates(strict=True)][-1] == DoubtsGate().name
