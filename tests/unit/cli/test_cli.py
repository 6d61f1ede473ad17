"""The command does what it says, and says in one line what went wrong and what to do."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from socialkit import SocialKit
from socialkit.cli import Surroundings, commands, main
from tests.unit.imports.dumps import answer, comment, question, write_dump
from tests.unit.imports.kits import workplace

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def call(*words: str, url: str | None = f"sqlite:///{tmp_path / 'social.db'}") -> Result:
        return CliRunner().invoke(main, words, env={"SOCIALKIT_URL": url})

    return call


@pytest.fixture
def ready(run: Run) -> Run:
    assert run("init", "--admin", "u-1", "--admin-name", "Ana Ruiz").exit_code == 0
    return run


def test_init_says_what_it_made_and_repeats(run: Run) -> None:
    words = ("init", "--name", "Kite works", "--admin", "u-1", "--admin-name", "Ana Ruiz")
    first, second = run(*words), run(*words)
    assert first.output.splitlines() == [
        "Made the schema (sk_0002_policies).",
        "Made the workplace network 'default'.",
        "Made Ana Ruiz (@ana-ruiz) its administrator.",
    ]
    assert second.output.splitlines() == [
        "The workplace network 'default' is there already.",
        "Ana Ruiz (@ana-ruiz) is its administrator already.",
    ]


def test_init_makes_a_member_the_administrator(ready: Run) -> None:
    ready("people", "add", "u-2", "Luis")
    assert "is its administrator now" in ready("init", "--admin", "u-2").output


def test_init_refuses_a_network_of_another_kind(ready: Run) -> None:
    result = ready("init", "--kind", "community", "--admin", "u-1")
    assert (result.exit_code, "it is a workplace, not a community" in result.stderr) == (2, True)


def test_the_schema_can_be_looked_at(run: Run) -> None:
    assert run("db", "upgrade").output.startswith("Brought the schema to sk_")
    assert run("db", "upgrade").output == "The schema is that of this release already.\n"
    assert run("db", "check").exit_code == 0
    assert run("db", "current").output.startswith("sk_")


@pytest.mark.parametrize(
    "words",
    [
        ("stats",),
        ("db", "check"),
        ("db", "current"),
        ("import", "people", "staff.csv"),
        ("import", "stackexchange", "."),
        ("people", "add", "u-1", "Ana"),
        ("policy", "explain", "u-1", "person:read", "u-1"),
    ],
)
def test_what_only_looks_makes_no_file(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "staff.csv").write_text("subject,name\nu-2,Luis\n")
    dump = write_dump(tmp_path / "kites", posts=[question(10)])
    places = {"staff.csv": str(tmp_path / "staff.csv"), ".": str(dump)}
    result = run(*(places.get(word, word) for word in words))
    file = tmp_path / "social.db"
    assert result.exit_code == 2
    assert f"There is no SQLite file '{file}'" in result.stderr
    assert f"to begin a new one: socialkit init --url sqlite:///{file}" in result.stderr
    assert not file.exists()
    file.touch()
    again = run(*(places.get(word, word) for word in words))
    assert file.read_bytes() == b""
    assert "socialkit db upgrade" in again.stderr or again.output == "none\n"


def test_a_file_of_somebody_else_gets_tables_by_an_upgrade_alone(run: Run, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "social.db")) as connection:
        connection.execute("CREATE TABLE invoice (id INTEGER)")
        connection.commit()
    refused = run("init", "--admin", "u-1")
    assert (refused.exit_code, "tables of something else (invoice)" in refused.stderr) == (2, True)
    assert "socialkit db upgrade" in run("stats").stderr
    assert run("db", "upgrade").output.startswith("Brought the schema to sk_")
    assert run("init", "--admin", "u-1").exit_code == 0


def test_a_person_from_outside_is_added_with_what_they_need(ready: Run) -> None:
    alone = ready("people", "add", "x-1", "Eve", "--class", "external")
    assert (alone.exit_code, "needs a sponsor" in alone.stderr) == (2, True)
    bad_day = ready("people", "add", "x-1", "Eve", "--ends", "soon")
    assert bad_day.exit_code == 2


def test_stats_count_an_import_and_what_it_left_out(ready: Run, tmp_path: Path) -> None:
    posts = [question(10, AcceptedAnswerId=11), answer(11, 10), {**question(12), "PostTypeId": 4}]
    folder = write_dump(tmp_path / "kites", posts=posts, comments=[comment(1, 10, 1, "Hm")])
    done = ready("import", "stackexchange", str(folder), "--network", "kites")
    assert done.exit_code == 0
    assert "1  post that is neither question nor answer" in done.output
    found = json.loads(ready("stats", "--network", "kites", "--json").output)
    assert {name: found[name] for name in ("questions", "answers", "solved", "people")} == {
        "questions": 1,
        "answers": 1,
        "solved": 1,
        "people": 4,
    }
    assert found["skipped"] == {"post that is neither question nor answer": 1}
    assert "1  comments" in ready("stats", "--network", "kites").output
    again = ready("import", "stackexchange", str(folder), "--network", "kites")
    assert "Nothing was new." in again.output


def test_people_are_imported_and_bad_rows_named(ready: Run, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("subject,name,manager\nu-2,Luis,u-1\nu-3,Zoe,u-9\n")
    bad = ready("import", "people", str(file))
    assert (bad.exit_code, "line 3: nobody is known" in bad.stderr) == (2, True)
    file.write_text("subject,name,manager\nu-2,Luis,u-1\n")
    assert "1  added" in ready("import", "people", str(file)).output


@pytest.mark.parametrize(
    ("words", "url", "code", "told"),
    [
        (("stats",), None, 2, "Say which database: --url sqlite:///social.db"),
        (("stats",), "oracle://x", 2, "no address of a database"),
        (("stats",), "memory:", 2, "There is no network 'default' (there are: none yet)"),
        (("stats",), "postgresql://nobody@127.0.0.1:1/x", 1, "can not be reached"),
        (("import", "stackexchange", "/nowhere"), "memory:", 2, "is no folder"),
        (("import", "people", "/nowhere.csv"), "memory:", 2, "can not be read"),
        (("policy", "check", "/nowhere"), None, 2, "/nowhere/model.conf:1: unreadable"),
        (("frobnicate",), None, 2, "No such command"),
    ],
)
def test_what_went_wrong_is_told_with_what_to_do(
    run: Run, words: tuple[str, ...], url: str | None, code: int, told: str
) -> None:
    result = run(*words, url=url)
    assert result.exit_code == code
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_debug_shows_where_an_error_comes_from(run: Run) -> None:
    assert "Traceback" in run("--debug", "stats", url="memory:").stderr


def test_a_policy_is_checked_and_every_mistake_named(run: Run, tmp_path: Path) -> None:
    assert run("policy", "check").output.startswith("The policy is right: ")
    from socialkit.policy import default_texts

    model, rules = default_texts()
    (tmp_path / "model.conf").write_text(model)
    (tmp_path / "policy.csv").write_text(f"{rules}\np, nonsense\nq, more\n")
    result = run("policy", "check", str(tmp_path))
    assert result.exit_code == 2
    assert result.stderr.count(f"{tmp_path}/policy.csv:") >= 2


def test_a_decision_is_explained_with_its_rules(ready: Run) -> None:
    ready("people", "add", "u-2", "Luis")
    allowed = ready("policy", "explain", "ana-ruiz", "person:read", "luis").output
    assert allowed.startswith("ALLOWED: ana-ruiz person:read luis\nDecided by:\n  policy.csv:")
    denied = ready("policy", "explain", "anonymous", "person:read", "@luis").output
    assert denied.startswith("DENIED: anonymous person:read @luis")
    by_key = ready("policy", "explain", "u-1", "network:administer", "network").output
    assert by_key.startswith("ALLOWED")


@pytest.mark.parametrize(
    ("who", "act", "thing", "told"),
    [
        ("zoe", "person:read", "luis", "Nobody in 'default' has the handle or the key 'zoe'"),
        ("u-1", "person:fly", "luis", "ACT must be one of: comment:delete"),
        ("u-1", "post:read", "luis", "There is no post 'luis' in this network"),
        ("u-1", "request:read", "luis", "can not be asked here, only about: comment, group"),
    ],
)
def test_a_question_about_nothing_is_refused(
    ready: Run, who: str, act: str, thing: str, told: str
) -> None:
    result = ready("policy", "explain", who, act, thing)
    assert (result.exit_code, told in result.stderr) == (2, True)


def test_a_host_gives_its_own_kit_and_no_address_is_needed() -> None:
    kit: SocialKit = workplace()
    group = commands(lambda: Surroundings(kit=kit))
    outer = click.Group("host", commands={"social": group})
    result = CliRunner().invoke(outer, ["social", "stats"])
    assert (result.exit_code, "The network 'default' holds:" in result.output) == (0, True)
    result = CliRunner().invoke(outer, ["social", "db", "current"])
    assert (result.exit_code, "Give the address with --url" in result.stderr) == (2, True)


def test_help_imports_neither_storage_nor_policy() -> None:
    script = (
        "import sys; from click.testing import CliRunner; from socialkit.cli import main;"
        "assert CliRunner().invoke(main, ['--help']).exit_code == 0;"
        "print([name for name in ('sqlalchemy', 'casbin', 'nh3') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_init_says_what_is_there_and_refuses_what_contradicts_it(ready: Run) -> None:
    made = ("init", "--network", "club", "--kind", "community", "--admin", "u-1")
    assert ready(*made, "--public").exit_code == 0
    assert "'club' is there already, open to the public." in ready(*made).output
    for words, told in (
        (("--public",), "it is not open to the public"),
        (("--name", "Other"), "its name is 'default'"),
        (("--kind", "community"), "it is a workplace, not a community"),
    ):
        result = ready("init", "--admin", "u-1", *words)
        assert (result.exit_code, told in result.stderr) == (2, True), result.stderr


def test_a_handle_that_is_taken_is_refused_with_a_free_one(ready: Run) -> None:
    assert "as @ada (" in ready("people", "add", "u-2", "Ada", "--handle", "ada").output
    result = ready("people", "add", "u-3", "Ada B", "--handle", "ADA")
    assert result.exit_code == 1
    assert (
        "--handle: The handle 'ADA' is taken. Choose another one, such as 'ada-2'." in result.stderr
    )
    assert "as @ada-2 (" in ready("people", "add", "u-3", "Ada").output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--class", "foo"), "--class must be one of: employee,"),
        (("--role", "boss"), "--role: Network roles are: "),
        (("--class", "external"), "--sponsor: An external needs a sponsor"),
        (("--title", "x" * 101), "--title has 101 characters"),
        (("--handle", "not one"), "--handle: The handle has a character"),
    ],
)
def test_what_is_wrong_with_an_option_is_told_by_its_name(
    ready: Run, words: tuple[str, ...], told: str
) -> None:
    result = ready("people", "add", "u-2", "Luis", *words)
    assert (result.exit_code, told in result.stderr) == (2, True), result.stderr
    assert "member_class" not in result.stderr


def test_two_databases_at_once_are_refused(ready: Run, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("subject,name\nu-2,Luis\n")
    result = ready("import", "people", str(file), "--url", "sqlite:///a.db", "--to", "memory:")
    assert (result.exit_code, "Several databases are named" in result.stderr) == (2, True)
    assert "--to" in result.stderr


def test_what_a_policy_says_in_vain_is_a_warning_and_an_error_only_for_the_strict(
    run: Run, tmp_path: Path
) -> None:
    from socialkit.policy import default_texts

    model, rules = default_texts()
    (tmp_path / "model.conf").write_text(f"{model}\nspare = r.obj.locked\n")
    (tmp_path / "policy.csv").write_text(rules)
    lenient = run("policy", "check", str(tmp_path))
    assert lenient.exit_code == 0
    assert "Warning: " in lenient.stderr
    assert "No rule uses the condition 'spare'" in lenient.stderr
    assert run("policy", "check", str(tmp_path), "--strict").exit_code == 1
    assert run("policy", "check", "--strict").exit_code == 0
