"""Find commands when they are called, and turn errors of the library into one clear message."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Final

import click

from socialkit.cli.surroundings import Surroundings
from socialkit.errors import ConfigurationError, Invalid, NotFound, SocialKitError

_TOP: Final = {
    "db": ("socialkit.cli.db:group", "Look at the schema of a database, and upgrade it."),
    "import": ("socialkit.cli.importing:group", "Bring people and conversations along."),
    "init": ("socialkit.cli.init:init", "Make a network and its first administrator."),
    "people": ("socialkit.cli.people:group", "Add people."),
    "policy": ("socialkit.cli.policy:group", "Check a policy, and explain its decisions."),
    "stats": ("socialkit.cli.stats:stats", "Count what a network holds."),
}
"""Where each command is, and what it does: nothing is imported to list them."""
BAD_INPUT: Final = 2
FAILED: Final = 1


class Commands(click.Group):
    """Be a group whose commands are imported when they are called."""

    def __init__(self, *, places: Mapping[str, tuple[str, str]], **options: Any) -> None:
        super().__init__(**options)
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted({*self._places, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, imported now."""
        if cmd_name not in self._places:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = self._places[cmd_name][0].partition(":")
        found: click.Command = getattr(import_module(module), attribute)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._help(ctx, name)) for name in self.list_commands(ctx)])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error of the library becomes a message and a code of exit."""
        try:
            return super().invoke(ctx)
        except SocialKitError as error:
            if Surroundings.of(ctx).debug:
                click.echo(traceback.format_exc(), err=True)
            click.echo(f"socialkit: {error.message}", err=True)
            ctx.exit(exit_code(error))

    def _help(self, ctx: click.Context, name: str) -> str:
        if name in self._places:
            return self._places[name][1]
        command = super().get_command(ctx, name)
        return "" if command is None else command.get_short_help_str()


def exit_code(error: SocialKitError) -> int:
    """Return 2 where what was given has to be changed, 1 where it failed for another reason."""
    return BAD_INPUT if isinstance(error, Invalid | NotFound | ConfigurationError) else FAILED


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
