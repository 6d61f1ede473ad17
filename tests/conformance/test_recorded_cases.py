"""What Casbin's own tests decided comes out the same, or is refused for a known reason."""

from collections import Counter

import pytest

from tests.conformance.recorded_cases import DATA, LEAST_EQUAL, recorded, replay, summary

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:simpleeval")

REFUSALS = {"empty-policy", "policy-effect", "temporal-roles", "unknown-effect"}


def test_every_recorded_decision_comes_out_the_same_or_is_refused() -> None:
    try:
        cases = recorded()
    except FileNotFoundError:
        pytest.skip(f"NO RECORDED DECISIONS WERE COMPARED: there is no data in {DATA}")
    replayed = replay(cases)
    outcomes = Counter(one.outcome for one in replayed)
    assert len(replayed) == 113
    assert outcomes["different"] == 0, summary(replayed)
    assert outcomes["equal"] + outcomes["rewritten"] >= LEAST_EQUAL, summary(replayed)
    assert set(outcomes) <= {"equal", "rewritten", *REFUSALS}, summary(replayed)


def case(request: list[str], *, expected: bool, **changes: object) -> dict[str, object]:
    """Return a case of our own, as recorded ones look: resources in groups, a deny."""
    model = {
        "r": {"r": {"value": "sub, obj, act", "policy": []}},
        "p": {
            "p": {
                "value": "sub, obj, act, eft",
                "policy": [
                    ["staff", "papers", "read", "allow"],
                    ["staff", "/draft/*", "read", "allow"],
                    ["ann", "secret", "read", "deny"],
                ],
            }
        },
        "e": {
            "e": {
                "value": "some(where (p_eft == allow)) && !some(where (p_eft == deny))",
                "policy": [],
            }
        },
        "m": {
            "m": {
                "value": "g(r_sub, p_sub) && (g2(r_obj, p_obj) || keyMatch(r_obj, p_obj))"
                " && r_act == p_act",
                "policy": [],
            }
        },
        "g": {
            "g": {"value": "_, _", "policy": [["ann", "staff"], ["bob", "staff"]]},
            "g2": {"value": "_, _", "policy": [["memo", "papers"], ["secret", "papers"]]},
        },
        **changes,
    }
    return {"test": "own::case", "request": request, "result": expected, "model": model}


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (["ann", "memo", "read"], True),
        (["bob", "secret", "read"], True),
        (["ann", "secret", "read"], False),
        (["bob", "/draft/7", "read"], True),
        (["eve", "memo", "read"], False),
        (["bob", "memo", "write"], False),
    ],
)
def test_resources_in_groups_prefixes_and_denies_are_kept(
    request_: list[str],
    expected: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    (found,) = replay([case(request_, expected=expected)])
    assert found.outcome == "equal", found


def test_a_wrong_answer_is_found_out() -> None:
    (found,) = replay([case(["ann", "memo", "read"], expected=False)])
    assert found.outcome == "different"


def test_roles_with_dates_are_refused_and_written_with_the_clock_passed_in() -> None:
    roles = {
        "g": {
            "value": "_, _, (_, _)",
            "policy": [
                ["ann", "staff", "_", "9999-12-30 00:00:00"],
                ["bob", "staff", "_", "0001-01-02 00:00:00"],
            ],
        },
        "g2": {"value": "_, _", "policy": [["memo", "papers"]]},
    }
    cases = [
        case(["ann", "memo", "read"], expected=True, g=roles),
        case(["bob", "memo", "read"], expected=False, g=roles),
    ]
    assert [one.outcome for one in replay(cases)] == ["rewritten", "rewritten"]
