"""Offer the command line of the library as `flask socialkit ...`, on the application's database."""

from __future__ import annotations

import click
import flask

from socialkit.cli import Surroundings, commands
from socialkit.contrib.flask.settings import FlaskSettings


def make_commands(name: str, app: flask.Flask, settings: FlaskSettings) -> click.Group:
    """Return the library's commands, which find the application's database and network."""

    def surroundings() -> Surroundings:
        return Surroundings(
            kit=settings.kit,
            url=_address(app, settings),
            network=settings.network,
            beside=settings.db is not None,
            debug=app.debug,
        )

    group = commands(surroundings)
    group.name = name
    return group


def _address(app: flask.Flask, settings: FlaskSettings) -> str | None:
    """Return the address; a command commits by itself, so it gets no part in the host's session."""
    if settings.db is None:
        return settings.url
    with app.app_context():
        return settings.db.engine.url.render_as_string(hide_password=False)
