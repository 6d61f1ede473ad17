"""Know what is mounted in an application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import flask

from socialkit.contrib.flask.identity import subject_of
from socialkit.contrib.flask.requests import read_request, write_response
from socialkit.contrib.flask.settings import FlaskSettings
from socialkit.errors import ConfigurationError
from socialkit.kit import SocialKit
from socialkit.web.application import WebApp

KEY: Final = "socialkit"


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
        settings = self.settings
        asked = read_request(
            prefix=settings.prefix, identity=self.subject(), network=settings.network
        )
        return write_response(self.web.handle(asked))


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
