"""The shipped statements hold, and each of them fails where a rule breaks it."""

import zlib
from typing import Final

import pytest

from socialkit.domain.vocabulary import VOCABULARY
from socialkit.policy import CompiledPolicy, PolicyError, default_texts, load_policy
from socialkit.policy.analysis import (
    PROOFS_FILE,
    Decisions,
    Statement,
    decisions_of,
    prove,
    read_statements,
)
from socialkit.policy.analysis.proofs import Prover
from socialkit.policy.files import default_text

MODEL, RULES = default_texts()
PROOFS: Final = default_text(PROOFS_FILE)


def gate(name: str) -> tuple[str, str]:
    return f"{name} && ", ""


def rule(may: str, what: str, when: str = "always", *, who: str = "anyone") -> str:
    return f"p, ZZ, {who}, {may}, {what}, {when}, allow"


Steps = str | tuple[str, str] | list[str | tuple[str, str]]
PLANTED: Final[dict[str, Steps]] = {
    "Nothing reaches into another network": gate("r.obj.same_network"),
    "Nobody acts whose account is not in good standing": gate("r.sub.in_good_standing"),
    "Whoever has left may do nothing": gate("declared(r.sub)"),
    "A module that is off answers as if it did not exist": gate("r.obj.module_on"),
    "Outsiders never act outside their groups": ["X1"],
    "Outsiders act as guests alone": ["X1"],
    "Outsiders act only in groups that allow externals": ["X2"],
    "Outsiders read and write no reply and no comment outside their groups": ["X1"],
    "Nobody exists for an outsider but co-members and the sponsor": rule("see", "person"),
    "An outsider reads no profile field of anybody else": rule("see", "field", who="signed-in"),
    "An outsider sees no list of members outside their groups": rule("see", "membership"),
    "Outsiders do nothing with the network itself": ["X3", rule("figures", "network")],
    "What is for insiders alone reaches nobody else": ["X6", rule("see", "reply", "published")],
    "Nor do the comments below it": rule("see", "comment", "parent_readable"),
    "A service may do nothing until rules grant it": ["Y5", rule("see", "post", who="service")],
    "Without signing in there is nothing in a workplace": rule("name", "person", "public_author"),
    "Without signing in one only reads": rule("follow", "person", "in_community"),
    "Without signing in one reads what is public alone": rule("see", "post", "on_the_wall"),
    "Closed groups are read by their members alone": rule(
        "see", "post", "published", who="community_manager"
    ),
    "Admins do not read closed content": rule("see", "post", "published", who="admin"),
    "Nor its replies and comments": rule("see", "reply", who="admin"),
    "The role trusted opens nothing in a workplace": rule(
        "see", "post", "in_trusted_area", who="trusted"
    ),
    "What is for the group reaches its members and those who keep order": rule(
        "see", "post", "in_open_group & published", who="employee"
    ),
    "Narrowing a group narrows its old posts": rule(
        "see", "post", "in_open_group & published", who="employee"
    ),
    "After leaving, one's own posts are not readable either": rule(
        "see", "post", "mine", who="employee"
    ),
    "Insiders of a workplace read what is for the network": ["R1"],
    "Everyone signed in reads what is for a community": ["R2"],
    "Members read what is published in their group": ["R4"],
    "External guests read, react, reply and comment where externals are allowed": ["T1"],
    "A draft is its author's alone": ["X8", rule("see", "post", "unfinished", who="employee")],
    "What is held, hidden, removed or deleted is for its author and moderators": rule(
        "see", "post", "in_my_place", who="employee"
    ),
    "Nobody edits what is held, hidden, removed or deleted": rule(
        "change", "post", "mine", who="employee"
    ),
    "Authors alone edit and delete posts": rule("change", "post", "published", who="admin"),
    "Authors alone edit and delete replies": rule("change", "reply", "published", who="admin"),
    "Locked replies stay locked": rule("answer", "post", "readable", who="employee"),
    "Below locked replies there are no new comments": rule("answer", "reply", "readable"),
    "A question is settled by its asker and by those who keep order": rule(
        "settle", "post", "question & readable", who="employee"
    ),
    "Only questions are settled": rule("settle", "post", "mine & readable", who="employee"),
    "Whoever does something with a post may read it": rule("answer", "post", who="employee"),
    "Replies and comments are read with their post": rule("see", "reply", "mine"),
    "Whoever does something with a reply may read it": rule(
        "react", "reply", "parent_active", who="employee"
    ),
    "Whoever does something with a comment may read it": rule(
        "react", "comment", "parent_active", who="employee"
    ),
    "Whoever does something with a group sees its card": rule(
        "join", "group", "direct_join", who="employee"
    ),
    "Members are listed for those who may read the list": rule("see", "membership", "is_me"),
    "Fields are read with their person": rule("see", "field", "for_everyone", who="external"),
    "Archived means read-only": ["X4"],
    "Replies and comments of what is archived are read-only": ["X4"],
    "Insiders see the cards of open and listed groups": ["G1"],
    "A secret group does not exist for those who are not in it": rule(
        "see", "group", who="employee"
    ),
    "Memberships of a secret group are not seen from outside": rule(
        "see", "membership", who="employee"
    ),
    "Owners and admins alone manage a group": rule("manage", "group", who="group-moderator"),
    "Only owners and admins remove owners": rule("leave", "membership", "group_moderated"),
    "What was decided on a request stays decided": rule(
        "manage", "request", "group_open_to_add", who="employee"
    ),
    "Insiders see everyone in the network": ["P1"],
    "A field for oneself is seen by nobody else": rule("see", "field", "person_readable"),
    "A field for insiders is seen by insiders": rule("see", "field", "person_readable"),
    "A field for co-members is seen by co-members": rule("see", "field", "person_readable"),
    "People change their own profile, and nobody else's": rule(
        "change", "person", "shares_group", who="employee"
    ),
    "Honorary employees are treated as employees": rule(
        "react", "post", "published & readable", who="honorary"
    ).replace("allow", "deny"),
    "Honorary employees never administer": ["X9", rule("administer", "network", who="admin")],
    "Honorary employees manage no person and no group that is not theirs": [
        "Y1",
        rule("manage", "group", who="admin"),
    ],
    "Administering is granted, not had": rule("administer", "network", who="employee"),
    "Admins see every card and every list of members": ["H4"],
    "Any employee founds a group": ["N1"],
    "Only what is published is reacted to, answered and settled": rule("react", "post", "readable"),
    "Only published replies and comments are changed and reacted to": rule(
        "answer", "reply", "readable & parent_open"
    ),
    "Nobody moderates what is not finished": rule("moderate-all", "post", who="admin"),
    "In a workplace members alone start something in a group": rule(
        "start", "group", "in_open_group", who="employee"
    ),
    "A wall has no card": rule("see", "group", "offers_public", who="employee"),
    "Honorary employees manage nobody": rule("manage", "person", who="admin"),
    "Honorary owners manage their groups": ["H3"],
    "Everybody inside edits their own profile": ["P6"],
    "Everybody may leave a group": ["H6"],
}


def as_list(how: Steps) -> list[str | tuple[str, str]]:
    return how if isinstance(how, list) else [how]


def planted_ids(how: Steps) -> dict[str, str]:
    """Return the planted rules among some steps, each with an id of its own."""
    return {
        step: f"Z{zlib.crc32(step.encode())}"
        for step in as_list(how)
        if isinstance(step, str) and step.startswith("p,")
    }


def added() -> list[str]:
    ids = {k: v for how in PLANTED.values() for k, v in planted_ids(how).items()}
    return [step.replace("ZZ", made, 1) for step, made in ids.items()]


@pytest.fixture(scope="module")
def planted() -> Decisions:
    """What everybody may do by the shipped rules and all planted ones."""
    return decisions_of(load_policy(MODEL, RULES + "\n".join(added()) + "\n"))


@pytest.fixture(scope="module")
def statements() -> dict[str, Statement]:
    found = read_statements(PROOFS, vocabulary=VOCABULARY, file=PROOFS_FILE)
    return {statement.name: statement for statement in found}


def broken(planted: Decisions, name: str) -> Decisions:
    """Return the decisions with one thing broken: a gate, a rule left out, a rule added."""
    how, mine = as_list(PLANTED[name]), set(planted_ids(PLANTED[name]).values())
    gates = [step for step in how if isinstance(step, tuple)]
    if gates:
        assert gates[0][0] in MODEL
        return decisions_of(load_policy(MODEL.replace(*gates[0]), RULES))
    dropped = {step for step in how if isinstance(step, str) and not step.startswith("p,")}
    rules = {
        permission: tuple(
            rule
            for rule in planted.rules(permission)
            if rule.row.id not in dropped
            and (rule.row.id in mine or not rule.row.id.startswith("Z"))
        )
        for permission in planted.permissions
    }
    return planted.with_rules(rules)


def test_every_shipped_statement_holds_and_speaks_of_some_state(policy: CompiledPolicy) -> None:
    proofs = prove(policy, PROOFS)
    assert len(proofs) > 60
    assert {proof.statement.name for proof in proofs if not proof.holds} == set()
    assert all(proof.states > 0 for proof in proofs)


def test_there_is_a_planted_fault_for_every_statement(statements: dict[str, Statement]) -> None:
    assert list(PLANTED) == list(statements)


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_rule_breaks_the_statement_and_is_shown_with_an_example(
    planted: Decisions, statements: dict[str, Statement], name: str
) -> None:
    (proof,) = Prover(broken(planted, name)).prove([statements[name]])
    assert not proof.holds
    assert proof.against is not None
    assert proof.against.permission in str(proof.against)
    if proof.statement.form == "never":
        assert proof.against.allowed
        assert proof.against.deciding


REFUSED: Final = [
    ("always: [", "yaml"),
    ("never: []", "statements"),
    ("always:\n  - name: x\n    nevr: '*'", "unknown-key"),
    ("always:\n  - name: x\n    never: 'post:raed'", "unknown-action"),
    ("always:\n  - name: x\n    never: 'post:read'\n    may: 'post:read'", "statement"),
    ("always:\n  - never: 'post:read'", "statement"),
    ("always:\n  - just words", "statement"),
    ("always:\n  - name: x\n    who: employe\n    never: 'post:read'", "unknown-who"),
    ("always:\n  - name: x\n    in: office\n    never: 'post:read'", "unknown-value"),
    ("always:\n  - name: x\n    thing: {stat: draft}\n    never: 'post:read'", "unknown-attribute"),
    ("always:\n  - name: x\n    thing: {state: drafts}\n    never: 'post:read'", "never-true"),
    ("always:\n  - name: x\n    thing: draft\n    never: 'post:read'", "statement"),
    ("always:\n  - name: x\n    caller: {age: 3}\n    never: 'post:read'", "unknown-attribute"),
    ("always:\n  - name: x\n    if-may: 'post:read'\n    then-may: 'reply:read'", "statement"),
    ("always:\n  - name: x\n    same-as: boss\n    for: 'post:read'", "unknown-who"),
    (
        "always:" + 2 * "\n  - name: x\n    never: '*'\n    who: former",
        "repeated-name",
    ),
]


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_a_statement_that_makes_no_sense_is_refused_with_its_line(
    policy: CompiledPolicy, text: str, code: str
) -> None:
    with pytest.raises(PolicyError) as refused:
        prove(policy, text)
    assert code in {finding.code for finding in refused.value.findings}
    assert all(finding.instead for finding in refused.value.findings)


def test_a_premise_without_any_state_is_a_failure(policy: CompiledPolicy) -> None:
    text = (
        "always:\n  - name: x\n    thing: {place: wall, my_role: group-guest}\n    never: post:read"
    )
    (proof,) = prove(policy, text)
    assert (proof.holds, proof.states, proof.empty) == (False, 0, "post:read")


def test_an_example_tells_the_fact_and_the_rule_that_matter(policy: CompiledPolicy) -> None:
    text = "always:\n  - name: x\n    who: external\n    never: post:react"
    (proof,) = prove(policy, text)
    assert str(proof.against) == (
        "an external in a workplace may post:react, where my_role is group-guest and state is "
        "published and externals_allowed and not archived: T1 (line 26)"
    )
