"""Offer the library's commands as `manage.py socialkit ...`, on the project's database."""

from __future__ import annotations

import argparse
import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any, Final

import click
from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper

from socialkit.cli import Surroundings, commands
from socialkit.contrib.django.conf import settings
from socialkit.contrib.django.kits import kit

_NAME: Final = "manage.py socialkit"
_UPGRADE: Final = "manage.py migrate socialkit"


class Stream(io.TextIOBase):
    """Write to a stream of Django's, which would end every text with a new line."""

    def __init__(self, wrapped: OutputWrapper) -> None:
        self._wrapped = wrapped

    def write(self, text: str) -> int:
        """Write a text as it is."""
        self._wrapped.write(text, ending="")
        return len(text)

    def flush(self) -> None:
        """Pass on what was written."""
        self._wrapped.flush()

    def isatty(self) -> bool:
        """Tell whether somebody looks on, so that colours are left out elsewhere."""
        return bool(self._wrapped.isatty())


class Command(BaseCommand):
    """Run one of the library's commands."""

    help = "Set up and look after a social layer."
    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        """Return Django's parser, whose help lists the library's commands too."""
        options.setdefault("epilog", _listed())
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        return super().create_parser(prog_name, subcommand, **options)

    def add_arguments(self, parser: CommandParser) -> None:
        """Take an alias first, and then the words of the command as they are."""
        parser.add_argument(
            "--database", metavar="ALIAS", help="Which of DATABASES; give it before the command."
        )
        parser.add_argument("words", nargs=argparse.REMAINDER, metavar="command ...")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the command; raise `CommandError` with its code of exit where it failed."""
        around = commands(lambda: _surroundings(options["database"]))
        words = [str(word) for word in options["words"] or args or ["--help"]]
        with self._captured():
            code = _run(around, words, color=_color(options))
        if code:
            message = f"`socialkit {' '.join(words[:2])}` failed; what it wrote says why."
            raise CommandError(message, returncode=code)

    @contextmanager
    def _captured(self) -> Iterator[None]:
        out, err = Stream(self.stdout), Stream(self.stderr)
        plain, self.stderr.style_func = self.stderr.style_func, None
        try:
            with redirect_stdout(out), redirect_stderr(err):
                yield
        finally:
            self.stderr.style_func = plain


def _run(group: click.Group, words: list[str], *, color: bool | None) -> int:
    """Return the code with which the command ended; raise `CommandError` for what click refuses."""
    try:
        code = group.main(words, prog_name=_NAME, standalone_mode=False, color=color)
    except click.Abort as error:
        message = "Stopped."
        raise CommandError(message) from error
    except click.ClickException as error:
        usage = error.ctx.get_usage() if isinstance(error, click.UsageError) and error.ctx else ""
        told = f"{error.format_message()}\n{usage}".strip()
        raise CommandError(told, returncode=error.exit_code) from error
    return code if isinstance(code, int) else 0


def _surroundings(alias: str | None) -> Surroundings:
    network = settings().network
    return Surroundings(kit=kit(network, alias), network=network, upgrade=_UPGRADE)


def _color(options: dict[str, Any]) -> bool | None:
    if options.get("no_color"):
        return False
    return True if options.get("force_color") else None


def _listed() -> str:
    """Return the names of the library's commands, for the help."""
    group = commands(lambda: _surroundings(None))
    context = click.Context(group, info_name=_NAME)
    formatter = context.make_formatter()
    group.format_commands(context, formatter)
    return formatter.getvalue() + f"\nMore of one: {_NAME} COMMAND --help"
