"""Every command that the documentation of the command line shows does what is shown."""

import re
import shlex
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from socialkit.cli import main

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "reference" / "cli.md"
STAFF: Final = "subject,name,manager\nu-4,Zoe Paz,u-1\n"
_BLOCK: Final = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_ANY: Final = re.compile(r"\d+\.\d s|policy\.csv:\d+  \w+")
"""What differs from one run or one policy to the next."""


def shown() -> list[tuple[str, str]]:
    """Return each command of the page with what it prints, as the page has it."""
    found: list[tuple[str, str]] = []
    for block in _BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        for step in block.split("$ ")[1:]:
            command, _, output = step.replace("\\\n", " ").partition("\n")
            found.append((command, output))
    return found


def test_the_commands_of_the_page_print_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("staff.csv").write_text(STAFF, encoding="utf-8")
    steps = shown()
    assert len(steps) > 5
    for command, output in steps:
        program, *words = shlex.split(command)
        if program == "export":
            name, _, value = words[0].partition("=")
            monkeypatch.setenv(name, value)
            continue
        result = CliRunner().invoke(main, words)
        assert (program, result.exit_code) == ("socialkit", 0), (command, result.stderr)
        assert _ANY.sub("", result.output) == _ANY.sub("", output), command
