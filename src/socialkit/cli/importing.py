"""Import from elsewhere: the dump of a Stack Exchange site, a list of people."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from socialkit.cli.surroundings import Opened, with_kit
from socialkit.cli.writing import counted, table
from socialkit.services.imports import Progress, import_people, import_stackexchange

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

_PATH: Final = click.Path(path_type=Path)


class Bar(Progress):
    """Show progress on standard error; nothing where it is no terminal."""

    def __init__(self) -> None:
        self._bar: ProgressBar[Any] | None = None

    def begin(self, phase: str, total: int) -> None:
        """Show a new bar."""
        if sys.stderr.isatty():
            self._bar = click.progressbar(length=total, label=f"{phase:>10}", file=sys.stderr)
            self._bar.render_progress()

    def advance(self, steps: int) -> None:
        """Move the bar."""
        if self._bar is not None:
            self._bar.update(steps)

    def end(self) -> None:
        """Leave the bar as it is and go to the next line."""
        if self._bar is not None:
            self._bar.render_finish()
            self._bar = None


@click.group()
def group() -> None:
    """Bring people and conversations along; repeat an import, and nothing comes twice."""


@group.command()
@click.argument("folder", type=_PATH)
@click.option(
    "--name", help="The name of the community, where it is made.  [default: the folder's]"
)
@click.option(
    "--source",
    default="stackexchange",
    show_default=True,
    help="Tells the dumps of several sites in one network apart.",
)
@with_kit("--to", "--url")
def stackexchange(opened: Opened, folder: Path, name: str | None, source: str) -> None:
    """Import the unpacked dump of a Stack Exchange site from FOLDER into a community."""
    began = time.perf_counter()
    done = import_stackexchange(
        folder,
        storage=opened.kit.storage,
        tools=opened.kit.tools,
        network=opened.network,
        name=name,
        source=source,
        progress=Bar(),
    )
    seconds = time.perf_counter() - began
    click.echo(
        f"Read {done.rows:,} rows in {seconds:.1f} s ({done.rows / seconds:,.0f} a second). "
        f"The network '{done.network}' holds of them:"
    )
    kept = ("people", "questions", "answers", "comments")
    click.echo(table([(name, getattr(done, name)) for name in kept]))
    click.echo(f"New: {done.new:,}." if done.new else "Nothing was new.")
    if done.skipped:
        click.echo(f"\nLeft out: {counted(sum(done.skipped.values()), 'row')}.")
        click.echo(table(done.skipped.items()))
    if done.unequal_scores:
        many = counted(done.unequal_scores, "post")
        click.echo(f"\n{many} whose score is not the tally of its votes; the score was kept.")


@group.command()
@click.argument("file", type=_PATH)
@with_kit("--to", "--url")
def people(opened: Opened, file: Path) -> None:
    """Import people from a CSV FILE, and bring those who are there up to date.

    Columns: name, subject (or email), handle, class, manager, title, department, skills (separated
    by semicolons), location and other fields of a profile.
    """
    began = time.perf_counter()
    done = import_people(
        file,
        storage=opened.kit.storage,
        tools=opened.kit.tools,
        network=opened.network,
        progress=Bar(),
    )
    seconds = time.perf_counter() - began
    click.echo(f"Read {counted(done.rows, 'row')} in {seconds:.1f} s.")
    facts = (("added", done.added), ("changed", done.changed), ("unchanged", done.unchanged))
    click.echo(table(facts))
