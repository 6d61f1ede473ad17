"""Name the commands of the library."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import click

from socialkit.cli.finding import Commands
from socialkit.cli.surroundings import Surroundings

_TOP: Final = {
    "db": ("socialkit.cli.db:group", "Look at the schema of a database, and upgrade it."),
    "import": ("socialkit.cli.importing:group", "Bring people and conversations along."),
    "init": ("socialkit.cli.init:init", "Make a network and its first administrator."),
    "people": ("socialkit.cli.people:group", "Add people."),
    "policy": ("socialkit.cli.policy:group", "Check, publish and explain policies."),
    "stats": ("socialkit.cli.stats:stats", "Count what a network holds."),
}
"""Where each command is, and what it does: nothing is imported to list them."""


def commands(surroundings: Callable[[], Surroundings] | None = None) -> click.Group:
    """Return the command with all its parts.

    `surroundings` is asked when a command runs: a host gives its own kit there, and then no
    command needs an address.
    """

    @click.pass_context
    def callback(ctx: click.Context, *, debug: bool) -> None:
        ctx.obj = Surroundings() if surroundings is None else surroundings()
        ctx.obj.debug = debug

    option = click.Option(["--debug"], is_flag=True, help="Show where an error comes from.")
    return Commands(
        name="socialkit",
        places=_TOP,
        callback=callback,
        params=[option],
        help="Set up and look after a social layer.",
    )
