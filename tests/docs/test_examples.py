"""Every example in the documentation and in docstrings is run as it stands."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from sybil import Example, Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

ROOT: Final = Path(__file__).resolve().parents[2]
PAGES: Final = Sybil(parsers=[PythonCodeBlockParser(), SkipParser()])
DOCSTRINGS: Final = Sybil(parsers=[DocTestParser()])


def pages() -> list[Path]:
    """List the pages that a reader may copy code from."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def modules() -> list[Path]:
    """List the modules whose docstrings hold an example."""
    files = sorted((ROOT / "src").rglob("*.py"))
    return [file for file in files if ">>> " in file.read_text(encoding="utf-8")]


def name(path: Path) -> str:
    """Name a test after its file."""
    return str(path.relative_to(ROOT))


def evaluate(example: Example) -> None:
    """Run an example here; one that sets Django up has a process of its own, as it must."""
    if "settings.configure(" not in str(example.parsed):
        example.evaluate()
        return
    known = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONWARNINGS": "error"}
    code = [sys.executable, "-c", str(example.parsed)]
    ended = subprocess.run(code, env=known, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def run(sybil: Sybil, path: Path) -> None:
    """Run a file's examples in order, in one namespace."""
    for example in sybil.parse(path).examples():
        evaluate(example)


@pytest.mark.parametrize("path", pages(), ids=name)
def test_the_examples_of_a_page_run(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run(PAGES, path)


def guides() -> list[Path]:
    """List the guides whose examples stand alone; that of storages builds one, step by step."""
    folder = ROOT / "docs" / "how-to"
    return sorted(path for path in folder.glob("*.md") if path.stem != "write-a-storage")


@pytest.mark.parametrize("path", guides(), ids=name)
def test_each_example_of_a_guide_runs_by_itself(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, example in enumerate(PAGES.parse(path).examples()):
        folder = tmp_path / str(number)
        folder.mkdir()
        monkeypatch.chdir(folder)
        example.document.namespace.clear()
        evaluate(example)


@pytest.mark.parametrize("path", modules(), ids=name)
def test_the_examples_of_a_docstring_run(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run(DOCSTRINGS, path)
