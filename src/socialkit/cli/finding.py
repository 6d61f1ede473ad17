"""Find commands when they are called, and turn errors of the library into one clear message."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

import click

from socialkit.cli.surroundings import Surroundings
from socialkit.errors import ConfigurationError, Invalid, NotFound, SocialKitError

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
