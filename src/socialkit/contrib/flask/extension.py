"""Be the Flask extension: read the settings, compose a kit, mount the routes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final, Unpack

import flask

from socialkit.contrib.flask.blueprint import make_blueprint
from socialkit.contrib.flask.commands import make_commands
from socialkit.contrib.flask.identity import check_identity, sign_in_address
from socialkit.contrib.flask.kits import HostSession, create_tables, make_kit
from socialkit.contrib.flask.mounted import KEY, Mounted, check_name, mounted_in
from socialkit.contrib.flask.settings import FlaskSettings, Options
from socialkit.contrib.flask.templates import (
    check_layout,
    host_context,
    host_environment,
    offer_fragments,
)
from socialkit.kit import SocialKit
from socialkit.services.session import Session
from socialkit.web.application import WebApp
from socialkit.web.opening import open_session
from socialkit.web.wiring import check_apart


class SocialKitFlask:
    """Mount socialkit in a Flask application, at once or with `init_app`.

    Say where data is kept: `url=` (a database of its own) or `db=` (your Flask-SQLAlchemy object;
    what is written joins your session). Every other setting has a default; see `FlaskSettings`.
    `name` tells several of them in one application apart. Raises `ConfigurationError`
    (``flask.*``, ``web.*``).
    """

    def __init__(
        self, app: flask.Flask | None = None, *, name: str = KEY, **given: Unpack[Options]
    ) -> None:
        self.name: Final = name
        self._given = given
        if app is not None:
            self.init_app(app)

    def init_app(self, app: flask.Flask) -> None:
        """Mount the routes, commands and template functions in `app`."""
        settings = FlaskSettings.read(app, self._given)
        check_identity(settings.identity)
        mounts: dict[str, Mounted] = app.extensions.get(KEY, {})
        check_name(self.name, app)
        check_apart(settings.prefix, [mounted.settings.prefix for mounted in mounts.values()])
        check_layout(app, settings.base_template)
        kit = make_kit(settings)
        mounted = Mounted(settings, kit, _web(app, kit, settings))
        app.extensions[KEY] = mounts
        mounts[self.name] = mounted
        blueprint = make_blueprint(self.name, mounted.web, mounted.view)
        app.register_blueprint(blueprint)
        _spare_from_csrf(app, blueprint)
        app.cli.add_command(make_commands(self.name, app, settings))
        if len(mounts) == 1:
            offer_fragments(app)

    @property
    def mounted(self) -> Mounted:
        """Return what is mounted in the current application; raise `ConfigurationError`."""
        return mounted_in(flask.current_app, self.name)

    @property
    def kit(self) -> SocialKit:
        """Return the kit of the current application."""
        return self.mounted.kit

    def create_tables(self) -> None:
        """Make the library's tables where there are none, as `db.create_all()` makes the host's.

        For tests and demonstrations; a database that lives on is brought up to date with
        `flask socialkit db upgrade`.
        """
        mounted = self.mounted
        if mounted.settings.db is not None:
            create_tables(mounted.settings.db)
        mounted.kit.check()

    @contextmanager
    def acting_as_current(self, *, read_only: bool = False) -> Iterator[Session]:
        """Open a unit of work for whoever is signed in; `social` is its session meanwhile.

        With `db=`, what is written is kept when you commit your session, and never before.
        """
        mounted = self.mounted
        network = mounted.settings.network
        opened = open_session(mounted.kit, mounted.subject(), network=network, read_only=read_only)
        with opened as me:
            yield me


def _web(app: flask.Flask, kit: SocialKit, settings: FlaskSettings) -> WebApp:
    return WebApp(
        kit,
        settings=settings.for_web(sign_in=sign_in_address),
        environment=partial(host_environment, app),
        page_context=host_context,
        transaction=None if settings.db is None else HostSession(settings.db),
    )


def _spare_from_csrf(app: flask.Flask, blueprint: flask.Blueprint) -> None:
    """Leave the check of our writes to `Sec-Fetch-Site` and `Origin`; scripts send no token."""
    if protect := app.extensions.get("csrf"):
        protect.exempt(blueprint)
