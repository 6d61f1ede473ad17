"""What the tools of policy authors say of a policy is so, and what they write means the same."""

import random
from pathlib import Path
from typing import Any

import casbin
import pytest

from socialkit.domain.actions import Permission
from socialkit.policy import (
    CompiledPolicy,
    StockPolicy,
    default_folder,
    default_texts,
    load_policy,
)
from socialkit.policy.analysis import PROOFS_FILE, decisions_of, read_statements
from socialkit.policy.analysis.changes import compare
from socialkit.policy.analysis.coverage import (
    Changed,
    Judge,
    ProofJudge,
    SuiteJudge,
    changes,
    coverage,
    objection_to,
)
from socialkit.policy.analysis.matrix import Matrix, as_csv, as_html
from socialkit.policy.analysis.variants import without_parts
from socialkit.policy.exporting import as_casbin
from socialkit.policy.files import default_text
from socialkit.policy.layout import laid_out
from socialkit.policy.reference import reference
from socialkit.policy.suites import read_suites
from tests.unit.policy.test_states import some_caller, some_thing

MODEL, RULES = default_texts()


def without(*ids: str) -> str:
    return "\n".join(
        line
        for line in RULES.splitlines()
        if not line.startswith("p,") or line.split(",")[1].strip() not in ids
    )


# -- changes -------------------------------------------------------------------------------


def test_a_policy_compared_with_itself_changes_nothing(policy: CompiledPolicy) -> None:
    assert compare(policy, load_policy(MODEL, RULES)) == ()


def test_who_gains_and_who_loses_is_told_with_an_example(policy: CompiledPolicy) -> None:
    rules = without("P7") + "\np, Z1, employee, figures, network, always, allow\n"
    (gains, *others) = compare(policy, load_policy(MODEL, rules))
    assert (gains.direction, gains.classes) == ("gains", ("employee",))
    assert gains.permissions == ("network:see-figures",)
    assert "with the role" not in gains.where
    assert not gains.before.allowed
    assert gains.after.allowed
    assert [decider.rule for decider in gains.after.deciding] == ["Z1"]
    assert {p for loses in others for p in loses.permissions} == {"person:edit", "person:manage"}
    for loses in others:
        assert loses.direction == "loses"
        assert "with the role admin" in loses.where
        assert 0 < loses.states < loses.of


def test_a_new_class_gains_everything_that_it_may(policy: CompiledPolicy) -> None:
    new = load_policy(MODEL, RULES + "\ng, auditor, insider\n")
    found = compare(policy, new)
    assert {change.classes for change in found} == {("auditor",)}
    assert {change.direction for change in found} == {"gains"}
    assert "person:read" in {p for change in found for p in change.permissions}


def test_what_differs_by_an_answer_alone_is_told_as_a_consequence(policy: CompiledPolicy) -> None:
    found = compare(policy, load_policy(MODEL, without("R7")))
    follows = {p: change.follows for change in found for p in change.permissions}
    assert follows["post:read"] is False
    assert follows["reply:read"] is True


# -- the matrix ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def answers(policy: CompiledPolicy) -> dict[tuple[str, ...], str]:
    cells = Matrix(decisions_of(policy)).cells(
        permissions=["group:see", "post:read", "person:read", "network:post", "network:administer"]
    )
    return {cell.row[:4]: cell.answer for cell in cells}


def test_the_matrix_says_yes_no_or_what_is_left(answers: dict[tuple[str, ...], str]) -> None:
    assert answers["workplace", "employee", "group:see", "open"] == "yes"
    assert answers["workplace", "external", "group:see", "wall"] == "no"
    assert answers["workplace", "employee", "group:see", "secret"] == "if my_role is not none"
    assert answers["workplace", "external", "group:see", "open"] == (
        "if externals_allowed and my_role is group-guest"
    )
    assert answers["workplace", "employee + admin", "network:administer", "-"] == "yes"
    assert answers["workplace", "anonymous", "person:read", "-"] == "no"
    assert answers["workplace", "employee", "post:read", "wall"] == "if state is published or mine"


def test_the_matrix_is_written_as_csv_and_as_a_page(policy: CompiledPolicy) -> None:
    cells = tuple(Matrix(decisions_of(policy)).cells(who=["external"], permissions=["group:see"]))
    assert as_csv(cells).splitlines()[:2] == [
        "network,who,permission,place,answer",
        "workplace,external,group:see,wall,no",
    ]
    page = as_html(cells, title="<What>")
    assert "<h1>&lt;What&gt;</h1>" in page
    assert page.count("<table>") == page.count("</table>") == 2


# -- coverage ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "fewer"),
    [
        ("a & b & not c", ["b & not c", "a & not c", "a & b"]),
        ("a", ["a | not a"]),
        ("(a | b) & c", ["c", "a | b"]),
        ("a | b & c", ["a | c", "a | b", "a | not a"]),
        ("not (a & b)", ["not b", "not a", "a | not a"]),
        ("", []),
    ],
)
def test_a_cell_loses_each_of_its_conditions(when: str, fewer: list[str]) -> None:
    assert list(without_parts(when)) == fewer


@pytest.fixture(scope="module")
def changed(policy: CompiledPolicy) -> tuple[Changed, ...]:
    return tuple(changes(MODEL, RULES, policy=policy))


def test_only_changes_that_some_state_feels_are_asked_about(changed: tuple[Changed, ...]) -> None:
    found = {(c.rule.row.id, c.how, c.became): c for c in changed}
    assert ("R1", "left out", "") in found
    assert ("X8", "left out", "") not in found  # it only guards against new rules
    wider = found["T5", "for more people", "T5, group-guest, start, group, always, allow"]
    assert wider.differs == {"group:post"}
    assert len({c.policy.version for c in changed}) > 60


class Contrary(Judge):
    """Object to whatever changes a permission."""

    name = "contrary"

    def __init__(self, permission: str) -> None:
        self._permission = permission

    def objection(self, changed: Changed) -> str | None:
        return "no" if self._permission in changed.differs else None


def test_a_judge_may_object_to_the_policy_as_it_is(policy: CompiledPolicy) -> None:
    assert objection_to(policy, judges=[Contrary("post:read")]) == "no"
    assert objection_to(policy, judges=[Contrary("nothing")]) is None


def test_a_changed_rule_keeps_its_id_and_its_place(changed: tuple[Changed, ...]) -> None:
    for one in changed:
        ids = [rule.row.id for rule in one.policy.loaded.rules]
        assert (one.rule.row.id in ids) is (one.how != "left out")
        assert not any(name.startswith("changed") for name in ids)


def test_judges_are_asked_in_turn_until_one_objects(
    policy: CompiledPolicy, changed: tuple[Changed, ...]
) -> None:
    text = default_text(PROOFS_FILE)
    statements = read_statements(text, vocabulary=policy.loaded.vocabulary, file=PROOFS_FILE)
    judges = [ProofJudge(statements), Contrary("group:ask")]
    verdicts = tuple(coverage(changed, judges=judges))
    by = {(v.changed.rule.row.id, v.changed.how): v.by for v in verdicts}
    assert by["R1", "left out"] == "proof"
    assert by["T6", "left out"] == "contrary"
    assert by["T3", "left out"] == ""
    assert sum(v.by == "proof" for v in verdicts) > 130


@pytest.mark.slow
def test_a_proof_or_a_test_notices_every_change_of_the_shipped_policy(
    policy: CompiledPolicy, changed: tuple[Changed, ...]
) -> None:
    text = default_text(PROOFS_FILE)
    statements = read_statements(text, vocabulary=policy.loaded.vocabulary, file=PROOFS_FILE)
    files = sorted((default_folder() / "tests").glob("*.yaml"))
    judges = [ProofJudge(statements), SuiteJudge(read_suites(files, policy=policy))]
    assert objection_to(policy, judges=judges) is None
    missed = [v for v in coverage(changed, judges=judges) if not v.noticed]
    assert [(v.changed.rule.row.id, v.changed.how, v.changed.became) for v in missed] == []


# -- files ---------------------------------------------------------------------------------


HOSTILE = """\ufeff# a comment
p,R1 , insider,see,post,published,allow   \r
\t# above the next
p, R22, group-guest, see , post, (published | mine) & not (question | locked), allow\r\n
g,employee,insider
g2, post:read,   see


"""


def rows_of(text: str) -> list[tuple[Any, ...]]:
    loaded = load_policy(MODEL, text).loaded
    rules = [(r.row.id, r.row.line, r.row.comment, r.row.cells) for r in loaded.rules]
    return [*rules, *((r.definition, r.line, r.names) for r in loaded.link_rows)]


def test_the_layout_keeps_rules_comments_and_lines() -> None:
    laid = laid_out(RULES)
    assert rows_of(laid) == rows_of(RULES)
    assert laid_out(laid) == laid


def test_a_hostile_file_is_laid_out_once_and_for_all() -> None:
    laid = laid_out(HOSTILE)
    assert laid == (
        "# a comment\n"
        "p, R1,  insider,     see, post, published, allow\n"
        "\n"
        "# above the next\n"
        "p, R22, group-guest, see, post, (published | mine) & not (question | locked), allow\n"
        "\n"
        "\n"
        "g, employee, insider\n"
        "g2, post:read, see\n"
    ).replace("allow\n\n# above", "allow\n# above").replace("allow\n\n\ng", "allow\n\ng")
    assert laid_out(laid) == laid


def test_what_can_not_be_read_is_left_as_it_is() -> None:
    assert laid_out("p, (broken, x\nwhat, is, this\n") == "p, (broken, x\nwhat, is, this\n"


class FromFiles(StockPolicy):
    """Stock Casbin with nothing but the two exported files."""

    def __init__(self, policy: CompiledPolicy, folder: Path) -> None:
        super().__init__(policy.loaded)
        self._enforcer = casbin.Enforcer(str(folder / "model.conf"), str(folder / "policy.csv"))


@pytest.mark.parametrize("kind", ["post", "reply", "group", "person"])
def test_stock_casbin_reads_the_export_and_decides_the_same(
    policy: CompiledPolicy, tmp_path: Path, kind: str
) -> None:
    model, rules = as_casbin(policy.loaded)
    assert "declared(" not in model + rules
    assert "holds(" not in model + rules
    (tmp_path / "model.conf").write_text(model, encoding="utf-8")
    (tmp_path / "policy.csv").write_text(rules, encoding="utf-8")
    stock, rng, allowed = FromFiles(policy, tmp_path), random.Random(kind), 0
    for _ in range(25):
        caller = some_caller(rng)
        thing = some_thing(rng, kind, caller)
        for permission in rng.sample([p for p in Permission if p.kind == kind], 2):
            decided = policy.check(caller, permission, thing)
            assert stock.check(caller, permission, thing) is decided
            allowed += decided
    assert allowed


def test_the_reference_names_every_condition_permission_and_attribute(
    policy: CompiledPolicy,
) -> None:
    text = reference(policy.loaded)
    assert all(f"`{permission.value}`" in text for permission in Permission)
    assert all(f"| `{name}` |" in text for name in policy.loaded.model.conditions)
    assert "| `archived` | bool |  | The place is archived: read-only. |" in text
