"""Every step of the page about the tools of policy authors does what is shown."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

from socialkit.cli import main

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "reference" / "policy-tools.md"
_BLOCK: Final = re.compile(r"^```(console|none|yaml)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_ANY: Final = re.compile(
    r" *[\d,]+ (?=states|of|rules|files|answers)|\(?\bline \d+\)?|csv:\d+|version \w+|files? to .*"
)
"""What differs from one policy to the next."""


def steps() -> Iterator[tuple[str, str]]:
    for kind, text in _BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if kind != "console":
            yield kind, text
            continue
        for step in text.split("$ ")[1:]:
            command, _, output = step.partition("\n")
            yield command, output


def test_the_steps_of_the_page_do_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = 0
    for step, text in steps():
        if step == "none":
            with Path("ours/policy.csv").open("a", encoding="utf-8") as rules:
                rules.write(f"\n{text}")
        elif step == "yaml":
            Path("mine.yaml").write_text(text, encoding="utf-8")
        else:
            result = CliRunner().invoke(main, shlex.split(step)[1:])
            assert result.exit_code in {0, 1}, (step, result.output)
            assert _ANY.sub("", result.output) == _ANY.sub("", text), step
            done += 1
    assert done > 10
