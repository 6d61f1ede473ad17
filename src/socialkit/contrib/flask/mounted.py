"""Know what is mounted in an application."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, TypeAlias

import flask

from socialkit.contrib.flask.identity import subject_of
from socialkit.contrib.flask.requests import read_request, write_response
from socialkit.contrib.flask.settings import FlaskSettings
from socialkit.errors import ConfigurationError
from socialkit.kit import SocialKit
from socialkit.web.application import WebApp
from socialkit.web.http import Request

KEY: Final = "socialkit"
App: TypeAlias = flask.Flask


@dataclass(frozen=True, slots=True)
class Mounted:
    """Be the extension in one application."""

    settings: FlaskSettings
    kit: SocialKit
    web: WebApp

    def subject(self) -> str | None:
        """Return the host's id of whoever is signed in."""
        return subject_of(self.settings.identity)

    def view(self, **_: str) -> flask.Response:
        """Answer the request at hand."""
        return write_response(self.web.handle(self.asked()))

    def asked(self, *, with_body: bool = True) -> Request:
        """Return the request at hand in the words of the route table."""
        return read_request(
            prefix=self.settings.prefix,
            identity=self.subject(),
            network=self.settings.network,
            with_body=with_body,
        )


def mounted_in(app: flask.Flask, name: str = KEY) -> Mounted:
    """Return what is mounted in an application by that name; raise `ConfigurationError`."""
    mounts: Mapping[str, Mounted] = app.extensions.get(KEY, {})
    if name not in mounts:
        message = (
            f"There is no socialkit '{name}' in this application. "
            "Mount one with SocialKitFlask(app, ...) or ext.init_app(app)."
        )
        raise ConfigurationError("flask.not_mounted", message, name=name)
    return mounts[name]


def check_name(name: object, app: flask.Flask) -> None:
    """Raise `ConfigurationError` (``flask.name``, ``flask.twice``) unless the name is free."""
    if not isinstance(name, str) or not name.isidentifier():
        message = (
            f"The name {name!r} must be made of letters, digits and underscores, such as "
            "'community': it stands in front of the names of routes and commands."
        )
        raise ConfigurationError("flask.name", message)
    if name in app.extensions.get(KEY, {}):
        message = (
            f"socialkit is mounted as '{name}' in this application already. "
            "Give the second one a name and a prefix: "
            "SocialKitFlask(app, name='community', prefix='/community', ...)."
        )
        raise ConfigurationError("flask.twice", message, name=name)
    if name in app.blueprints:
        message = f"A blueprint of yours is called '{name}'. Pass SocialKitFlask(..., name=...)."
        raise ConfigurationError("flask.name", message, name=name)


@contextmanager
def inside(app: flask.Flask) -> Iterator[None]:
    """Run in the application's context: the one that is open, so that its session is shared."""
    if flask.has_app_context() and flask.current_app == app:
        yield
        return
    with app.app_context():
        yield
