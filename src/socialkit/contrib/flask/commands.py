"""Offer the command line of the library as `flask socialkit ...`, on the application's database."""

from __future__ import annotations

from typing import Any

import click
import flask

from socialkit.contrib.flask.settings import FlaskSettings


class AppCommands(click.Group):
    """Be the library's commands, loaded when they are asked for, with the application's address."""

    def __init__(self, name: str, app: flask.Flask, settings: FlaskSettings) -> None:
        super().__init__(name, help="Run socialkit on this application's data.")
        self._app = app
        self._settings = settings

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the library's commands."""
        return _library().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command of the library."""
        return _library().get_command(ctx, cmd_name)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Return a context in which `--url` and `--network` have the application's values."""
        values = {"network": self._settings.network}
        if url := self._url():
            values["url"] = url
        extra.setdefault("default_map", _for_every(_library(), values))
        return super().make_context(info_name, args, parent, **extra)

    def _url(self) -> str | None:
        db = self._settings.db
        if db is None:
            return self._settings.url
        with self._app.app_context():
            return db.engine.url.render_as_string(hide_password=False)


def _library() -> click.Group:
    from socialkit.cli import main

    return main


def _for_every(command: click.Command, values: dict[str, str]) -> dict[str, Any]:
    """Return the values as defaults of a command and of every command in it."""
    found: dict[str, Any] = dict(values)
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            found[name] = _for_every(inner, values)
    return found
