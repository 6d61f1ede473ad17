"""Read what a command about policies is given, and write what it found, for people or programs."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from socialkit.policy import CompiledPolicy, Finding

Command = Callable[..., Any]
FOUND: Final = 1
"""The code of exit where a tool found what it looks for."""
_GAP: Final = "  "


def folder_argument(command: Command) -> Command:
    """Give a command the argument FOLDER, which may be left out."""
    kind = click.Path(path_type=Path)
    return click.argument("folder", type=kind, required=False)(command)


def json_option(command: Command) -> Command:
    """Give a command the option `--json`."""
    told = "Print one JSON object."
    return click.option("--json", "as_json", is_flag=True, help=told)(command)


def read_policy(folder: Path | None) -> CompiledPolicy:
    """Return the policy of a folder, or the one that is shipped."""
    from socialkit.policy import load_default, load_folder

    return load_default() if folder is None else load_folder(folder)


def read_proofs(folder: Path | None, file: Path | None) -> tuple[str, str]:
    """Return the text and the name of the statements: named, of the folder, or as shipped."""
    from socialkit.policy.analysis import PROOFS_FILE
    from socialkit.policy.files import beside, default_text

    chosen = file if file is not None else (folder / PROOFS_FILE if folder is not None else None)
    if chosen is not None:
        found = beside(chosen.parent, chosen.name)
        if found is not None:
            return found, str(chosen)
        if file is not None:
            raise click.BadParameter(f"There is no file {file}.", param_hint="--proofs")
    return default_text(PROOFS_FILE), PROOFS_FILE


def write_json(value: object) -> None:
    """Print a value as JSON, keys in order."""
    click.echo(json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False))


def end(*, code: int) -> None:
    """End the command with a code where it is not 0."""
    if code:
        click.get_current_context().exit(code)


def finding_as_json(finding: Finding) -> dict[str, object]:
    """Return a finding as plain values."""
    return dataclasses.asdict(finding)


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows of text with their cells one below the other."""
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    return [
        _GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def good(text: str) -> str:
    """Return a text as good news looks."""
    return click.style(text, fg="green")


def bad(text: str) -> str:
    """Return a text as bad news looks."""
    return click.style(text, fg="red", bold=True)


def warn(text: str) -> str:
    """Return a text as a warning looks."""
    return click.style(text, fg="yellow")


def title(text: str) -> str:
    """Return a text as a heading looks."""
    return click.style(text, bold=True)
