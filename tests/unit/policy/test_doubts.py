"""What a policy says in vain is found with its line, and what can matter never is."""

import pytest

from socialkit.policy import Finding, default_texts, doubts_of, load_policy
from socialkit.policy.doubts import Doubts

MODEL, RULES = default_texts()
CONDITIONS = """
draft = r.obj.state == "draft"
staff = r.sub.member_class == "employee"
guest = r.sub.member_class == "external"
never = 1 == 2
"""
USING = "\np, U1, insider, see, post, draft & staff | guest & never & published, allow\n"


def doubts(*lines: str) -> tuple[Finding, ...]:
    rules = RULES + USING + "\n".join(lines) + "\n"
    return doubts_of(load_policy(MODEL + CONDITIONS, rules))


def test_the_shipped_policy_says_nothing_in_vain() -> None:
    assert doubts_of(load_policy(MODEL, RULES)) == ()


VAIN = [
    "p, Z1, insider, see, post, draft & published, allow",
    "p, Z1, insider, see, post, draft & (published | archived & not archived), allow",
    "p, Z1, signed-in, see, post, staff & guest, deny",
    "p, Z1, honorary, see, post, not_honorary, allow",
    "p, Z1, external, see, post, staff, allow",
    "p, Z1, insider, see, post, never, allow",
    "p, Z1, signed-in, see, post, in_workplace & in_community, allow",
    "p, Z1, public, see, post, mine, allow",
    "p, Z1, group-owner, see, post, not in_my_place, allow",
    "p, Z1, group-guest, see, reply, published, allow",
]
SENSIBLE = [
    "p, Z1, insider, see, post, draft & mine & locked, allow",
    "p, Z1, honorary, see, post, draft | never, allow",
    "p, Z1, trusted, see, post, guest, allow",
    "p, Z1, public, see, post, not mine & draft, deny",
    "p, Z1, signed-in, see, comment, not reply_readable & mine, deny",
]


@pytest.mark.parametrize("line", VAIN)
def test_a_rule_that_can_never_match_is_told_with_its_line(line: str) -> None:
    (doubt,) = doubts(line)
    assert (doubt.file, doubt.code) == ("policy.csv", "never-matches")
    assert doubt.line == len((RULES + USING).splitlines()) + 1
    assert "Z1" in doubt.reason


@pytest.mark.parametrize("line", SENSIBLE)
def test_a_rule_that_can_match_is_left_in_peace(line: str) -> None:
    assert doubts(line) == ()


def test_a_condition_and_a_definition_that_nobody_uses_are_told() -> None:
    model = MODEL.replace("g2 = _, _", "g2 = _, _\ng3 = _, _")
    found = doubts_of(load_policy(f"{model}spare = r.obj.locked\n", RULES))
    assert [(doubt.file, doubt.code) for doubt in found] == [("model.conf", "unused")] * 2
    assert {"'spare'", "g3()"} == {
        word.rstrip(".")
        for d in found
        for word in d.reason.split()
        if "spare" in word or "g3" in word
    }


@pytest.mark.parametrize(
    ("line", "by"),
    [
        ("p, Z1, employee, see, post, published & for_the_network & in_workplace, allow", "by R1."),
        ("p, Z1, employee, look-inside, group, in_open_group, allow", "by G5 and G6."),
        ("p, Z1, admin, figures, network, not_honorary, allow", "by N3."),
    ],
)
def test_a_rule_that_others_cover_is_told_with_their_names(line: str, by: str) -> None:
    (doubt,) = doubts(line)
    assert doubt.code == "redundant"
    assert doubt.reason.startswith("Rule Z1 changes nothing")
    assert doubt.reason.endswith(by)


def test_a_rule_whose_every_case_is_denied_is_told_with_the_deny() -> None:
    (doubt,) = doubts("p, Z1, service, start, network, always, allow")
    assert (doubt.code, "by Y3" in doubt.reason) == ("always-denied", True)


def test_guardrails_and_classes_without_a_line_are_notes_and_no_warnings() -> None:
    rules = "\n".join(line for line in RULES.splitlines() if "customer" not in line)
    notes = Doubts(load_policy(MODEL, rules)).notes()
    assert {note.code for note in notes} == {"guard", "undeclared-class"}
    assert "X8" in " ".join(note.reason for note in notes)


def test_a_role_that_nobody_has_there_is_told_by_its_name() -> None:
    (doubt,) = doubts("p, Z1, group-guest, see, reply, published, allow")
    assert "nobody is ever 'group-guest' where a reply" in doubt.reason
