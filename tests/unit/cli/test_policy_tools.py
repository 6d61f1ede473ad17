"""The commands for policy authors: what they print, for people and programs, and how they end."""

import json
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner, Result

from socialkit.cli import main
from socialkit.policy import default_folder
from socialkit.policy.files import MODEL_FILE, RULES_FILE

FALSE: Final = "always:\n  - name: Nobody reads\n    never: post:read\n"


def run(*words: object) -> Result:
    result = CliRunner().invoke(main, ["policy", *map(str, words)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def as_json(*words: object) -> Any:
    return json.loads(run(*words, "--json").stdout)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the shipped model and rules, and nothing else."""
    for name in (MODEL_FILE, RULES_FILE):
        (tmp_path / name).write_bytes((default_folder() / name).read_bytes())
    return tmp_path


def add(folder: Path, *lines: str) -> Path:
    with (folder / RULES_FILE).open("a", encoding="utf-8") as rules:
        rules.write("\n".join(["", *lines, ""]))
    return folder


def test_check_tells_warnings_and_mistakes_to_programs(folder: Path) -> None:
    assert as_json("check")["warnings"] == []
    add(folder, "p, Z1, admin, figures, network, not_honorary, allow")
    found = as_json("check", folder)
    assert [(w["code"], w["line"] > 200) for w in found["warnings"]] == [("redundant", True)]
    assert run("check", folder, "--strict").exit_code == 1
    add(folder, "p, Z2, nobody-at-all, see, post, published, allow")
    result = run("check", folder, "--json")
    assert (result.exit_code, json.loads(result.stdout)["right"]) == (2, False)
    assert run("check", folder).exit_code == 2


def test_prove_ends_with_1_where_a_statement_is_false(folder: Path) -> None:
    (folder / "proofs.yaml").write_text(FALSE, encoding="utf-8")
    result = run("prove", folder)
    assert result.exit_code == 1
    assert "Nobody reads" in result.stdout
    assert "for example, an employee in a workplace may post:read" in result.stdout
    (statement,) = as_json("prove", folder)["statements"]
    assert statement["counterexample"]["rules"]
    assert not statement["holds"]


def test_prove_takes_the_shipped_statements_where_a_folder_has_none(folder: Path) -> None:
    found = as_json("prove", folder)
    assert found["holds"]
    assert len(found["statements"]) > 60
    assert run("prove", folder, "--proofs", folder / "none.yaml").exit_code == 2


def test_diff_says_whether_two_policies_differ_by_its_code(folder: Path) -> None:
    assert run("diff", "shipped", folder, "--exit-code").exit_code == 0
    add(folder, "p, Z1, employee, figures, network, always, allow")
    assert run("diff", "shipped", folder, "--exit-code").exit_code == 1
    assert run("diff", "shipped", folder).exit_code == 0
    (change,) = as_json("diff", "shipped", folder)["changes"]
    assert change["permissions"] == ["network:see-figures"]


def test_a_snapshot_of_the_matrix_tells_what_changed(folder: Path, tmp_path: Path) -> None:
    chosen = ("matrix", folder, "--who", "employee", "--may", "network:see-figures")
    snapshot = tmp_path / "matrix.csv"
    assert run(*chosen, "--snapshot", snapshot).exit_code == 0
    assert run(*chosen, "--snapshot", snapshot, "--check").exit_code == 0
    add(folder, "p, Z1, employee, figures, network, always, allow")
    result = run(*chosen, "--snapshot", snapshot, "--check")
    assert result.exit_code == 1
    assert "+workplace,employee,network:see-figures,-,yes" in result.stdout
    assert run(*chosen, "--check").exit_code == 2
    assert run(*chosen, "--snapshot", tmp_path / "none.csv", "--check").exit_code == 2


def test_the_matrix_has_four_forms() -> None:
    chosen = ("matrix", "--who", "external", "--may", "group:see")
    assert "if externals_allowed" in run(*chosen).stdout
    assert run(*chosen, "--csv").stdout.startswith("network,who,")
    assert run(*chosen, "--html").stdout.startswith("<!doctype html>")
    assert {cell["who"] for cell in as_json(*chosen)} == {"external"}


@pytest.mark.parametrize(
    "words",
    [
        ("matrix", "--who", "martians"),
        ("matrix", "--may", "post:raed"),
        ("sql", "martian", "post:read"),
        ("sql", "employee", "post:raed"),
        ("sql", "employee+king", "post:read"),
        ("fmt", "no-such-folder"),
        ("check", "no-such-folder"),
    ],
)
def test_a_name_that_nobody_knows_ends_with_2(words: tuple[str, ...]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert result.stderr


def test_fmt_aligns_once_and_then_has_nothing_to_do(folder: Path) -> None:
    add(folder, "p,Z1,employee,figures,network,always,allow")
    assert run("fmt", folder, "--check").exit_code == 1
    assert as_json("fmt", folder)["changed"] == [str(folder / RULES_FILE)]
    assert run("fmt", folder / RULES_FILE, "--check").exit_code == 0
    assert as_json("diff", "shipped", folder)["changes"]


def test_what_is_written_is_never_written_over(tmp_path: Path) -> None:
    files = as_json("export-default", tmp_path / "ours")["files"]
    assert {MODEL_FILE, RULES_FILE, "proofs.yaml"} <= set(files)
    assert run("export-default", tmp_path / "ours").exit_code == 1
    assert run("export", "--casbin", tmp_path / "ours").exit_code == 1
    assert as_json("export", "--casbin", tmp_path / "plain")["files"] == [MODEL_FILE, RULES_FILE]
    assert run("check", tmp_path / "ours").exit_code == 0


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql", "mysql"])
def test_sql_is_shown_for_each_database(dialect: str) -> None:
    found = as_json("sql", "employee+admin", "read", "post", "--dialect", dialect)
    assert found["permission"] == "post:read"
    assert ":network_id" in found["sql"]
    assert "published" in found["values"].values()


def test_the_vocabulary_is_told_to_programs_too() -> None:
    found = as_json("vocabulary")
    assert "post:read" in found["kinds"]["post"]["permissions"]
    assert found["kinds"]["reply"]["attributes"]["parent_readable"]["answer_to"] == "post:read"
    assert "## when" in run("vocabulary").stdout
