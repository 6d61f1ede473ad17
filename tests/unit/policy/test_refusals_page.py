"""The page of refusals has every code that can be raised, and no other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, get_args

from socialkit.policy.analysis.redundancy import Why

ROOT: Final = Path(__file__).resolve().parents[3]
PAGE: Final = ROOT / "docs" / "reference" / "policy-refusals.md"
AT: Final = {
    "Unsupported": 0,
    "_refuse": 1,
    "_find": 1,
    "_unused": 1,
    "_unknown": 1,
    "_tokens": 1,
    "_doubt": 2,
    "Finding": 2,
}
"""The function that makes a finding -> the place of the code among its arguments."""
COMPUTED: Final = {"unknown-who", "unknown-action", *get_args(Why)} - {"nobody"}
"""Codes that stand in variables; `nobody` is told as `never-matches`."""


def codes_in(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            given = node.args[AT[name]] if len(node.args) > AT.get(name, 99) else None
            if isinstance(given, ast.Constant) and isinstance(given.value, str):
                yield given.value


def raised() -> set[str]:
    files = (ROOT / "src" / "socialkit" / "policy").glob("*.py")
    return {code for file in files for code in codes_in(file.read_text(encoding="utf-8"))}


def test_every_code_has_a_section_and_every_section_a_code() -> None:
    sections = re.findall(r"^### `(.+)`$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(set(sections)) == len(sections)
    assert set(sections) == raised() | COMPUTED


def test_every_section_says_what_to_write() -> None:
    for section in PAGE.read_text(encoding="utf-8").split("\n### ")[1:]:
        assert "*What to write:* " in section, section
