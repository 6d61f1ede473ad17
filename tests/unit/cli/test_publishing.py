"""The command line publishes, goes back, recovers and asks, and says what became of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from socialkit.cli import main
from socialkit.policy import default_texts


@pytest.fixture
def works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A network on a file, and a folder with a stricter policy."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOCIALKIT_URL", "sqlite:///social.db")
    assert run("init", "--admin", "ada").exit_code == 0
    model, rules = default_texts()
    kept = [line for line in rules.splitlines() if not line.startswith("p, N1,")]
    folder = tmp_path / "strict"
    folder.mkdir()
    (folder / "model.conf").write_text(model, "utf-8")
    (folder / "policy.csv").write_text("\n".join(kept), "utf-8")
    return folder


def run(*words: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(main, words)


def policy(*words: str) -> str:
    """Run a command about policies that does what it says; return what it prints."""
    done = run("policy", *words)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_life_of_a_policy_on_the_command_line(works: Path) -> None:
    assert "Version 0 decides" in policy("current")
    assert policy("history") == "Nothing was published yet.\n"
    assert "Version 1 is in force" in policy("publish", "strict", "--reason", "The office founds")
    assert json.loads(policy("current", "--json"))["version"] == 1
    assert "ALLOWED" in policy("explain", "ada", "network:found-group", "network")
    again = run("policy", "publish", "strict", "--reason", "The office founds")
    assert again.exit_code == 1
    assert "in force already" in again.output
    assert "Version 0 is in force" in policy("rollback", "0", "--reason", "Too strict")
    assert "Version 1 is in force" in policy("recover", "--to", "1", "--reason", "It was right")
    told = json.loads(policy("history", "--json"))
    steps = [(one["version"], one["what"], one["who"]) for one in told]
    assert steps[:2] == [(1, "recovered", None), (0, "rolled-back", None)]
    assert "published    the host: The office founds" in policy("history")
    (works / "policy.csv").write_text("p, A, nobody\n", "utf-8")
    refused = run("policy", "publish", "strict", "--reason", "A try")
    assert refused.exit_code == 2
    assert "policy.csv:1" in refused.output
    assert json.loads(policy("current", "--json"))["version"] == 1


@pytest.mark.usefixtures("works")
def test_the_host_asks_who_may_do_what() -> None:
    run("people", "add", "ben", "Ben")
    assert json.loads(policy("who", "network", "network:publish-policy", "--json")) == ["ada"]
    assert policy("who", "network", "network:post").splitlines()[:2] == ["ada", "ben"]
    assert "network:publish-policy" in policy("what", "ada").splitlines()
    assert "network:publish-policy" not in policy("what", "ben")
    assert json.loads(policy("what", "ben", "ada", "--kind", "person", "--json")) == [
        "person:follow", "person:read", "person:see-name",
    ]  # fmt: skip
    assert run("policy", "approve", "1").exit_code == 2
