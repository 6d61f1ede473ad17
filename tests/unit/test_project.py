"""What the project promises about its own files."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

import dev

ROOT: Final = Path(__file__).resolve().parents[2]
PINS: Final = sorted((ROOT / "requirements").glob("*.txt"))
NAME: Final = re.compile(r"^[a-z0-9-]+", re.IGNORECASE)


def project() -> dict[str, Any]:
    """Read the project's table of pyproject.toml."""
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return table


def name_of(requirement: str) -> str:
    """Return the distribution that a requirement asks for."""
    found = NAME.match(requirement)
    assert found, requirement
    return found.group().lower()


def pinned(file: Path) -> dict[str, str]:
    """Return each pin of a file with everything that belongs to it."""
    blocks = re.split(r"\n(?=[a-z0-9])", file.read_text(), flags=re.IGNORECASE)
    return {name_of(block): block for block in blocks if not block.startswith("#")}


def test_each_run_time_dependency_has_a_numbered_decision() -> None:
    decided = {path.stem[5:] for path in (ROOT / "docs" / "decisions").glob("0*.md")}
    assert {name_of(line) for line in project()["dependencies"]} <= decided


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "decisions").glob("0*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("file", PINS, ids=lambda path: path.name)
def test_every_pin_is_exact_and_hashed_and_no_file_names_an_index(file: Path) -> None:
    pins = pinned(file)
    assert [name for name, block in pins.items() if "==" not in block] == []
    assert [name for name, block in pins.items() if "--hash=sha256:" not in block] == []
    assert "://" not in file.read_text()


@pytest.mark.parametrize("name", ["demo", "dev"])
def test_the_pins_hold_every_dependency_of_the_core(name: str) -> None:
    wanted = {name_of(line) for line in project()["dependencies"]}
    assert wanted <= set(pinned(ROOT / "requirements" / f"{name}.txt"))


def test_the_environment_lies_outside_the_tree_and_follows_the_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOCIALKIT_CACHE", str(tmp_path / "here"))
    assert dev.Environment("dev").folder.parent == tmp_path / "here"
    monkeypatch.delenv("SOCIALKIT_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert dev.Environment("dev").folder.parent == tmp_path / "socialkit"


def test_settings_that_mislead_an_installer_are_left_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    monkeypatch.setenv("PIP_FIND_LINKS", "/kept")
    kept = dev.clean_environment()
    assert "PIP_TARGET" not in kept
    assert kept["PIP_FIND_LINKS"] == "/kept"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["tset"], "no task 'tset'; there are: bench, "),
        (["run"], "say what to run"),
        (["long", "nothing_of_this_name"], "has no 'nothing_of_this_name'"),
    ],
)
def test_a_wrong_word_gets_one_line_that_says_what_to_do(words: list[str], message: str) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "dev.py", *words], capture_output=True, check=False, text=True
    )
    assert done.returncode == 1
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_importing_the_package_loads_no_adapter() -> None:
    program = "import sys, socialkit; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, text=True
    )
    loaded = set(done.stdout.split())
    assert loaded & {"alembic", "click", "django", "flask", "psycopg", "pymysql", "pytest"} == set()
