"""Read what a host wrote about the extension: arguments first, then `SOCIALKIT_*` of the config."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict
from uuid import UUID

from socialkit.errors import ConfigurationError
from socialkit.kit import DEFAULT_NETWORK, SocialKit

if TYPE_CHECKING:
    from flask import Flask
    from flask_sqlalchemy import SQLAlchemy

Subject: TypeAlias = str | int | UUID | None
IdentityCallable: TypeAlias = Callable[[], Subject]


ContentPolicy: TypeAlias = Mapping[str, Sequence[str]]


class Options(TypedDict, total=False):
    """Be what `SocialKitFlask` takes: see `FlaskSettings` for each."""

    url: str | None
    db: SQLAlchemy | None
    kit: SocialKit | None
    prefix: str
    network: str
    identity: IdentityCallable | None
    base_template: str | None
    policy: str | Path | None
    sign_in: str | None
    trusted_origins: Collection[str]
    content_policy: ContentPolicy | Callable[[], ContentPolicy] | None
    pages: bool
    problem_base: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlaskSettings:
    """Be what a host may say; each name is an argument and, in capitals, a key of the config."""

    url: str | None = None
    """Address of a database of the library's own: `SOCIALKIT_URL`."""
    db: SQLAlchemy | None = None
    """The host's Flask-SQLAlchemy object: what socialkit writes joins its session."""
    kit: SocialKit | None = None
    """A kit that the host composed itself."""
    prefix: str = "/social"
    """In front of every page and of the API: `SOCIALKIT_PREFIX`."""
    network: str = DEFAULT_NETWORK
    """`SOCIALKIT_NETWORK`."""
    identity: IdentityCallable | None = None
    """Returns the host's id of whoever is signed in, or None; without it Flask-Login is asked."""
    base_template: str | None = None
    """The host's layout with the blocks `title`, `head`, `content`: `SOCIALKIT_BASE_TEMPLATE`."""
    policy: str | Path | None = None
    """Folder with `model.conf` and `policy.csv`: `SOCIALKIT_POLICY`."""
    sign_in: str | None = None
    """Address to which strangers are sent; without it the log-in view of Flask-Login."""
    trusted_origins: Collection[str] = ()
    """Other origins that may write: `SOCIALKIT_TRUSTED_ORIGINS`."""
    content_policy: ContentPolicy | Callable[[], ContentPolicy] | None = None
    """Sources that the host's layout needs, or what returns them for the request at hand."""
    pages: bool = True
    """Mount the pages beside the JSON API: `SOCIALKIT_PAGES`."""
    problem_base: str | None = None
    """In front of the code in a problem's `type`: `SOCIALKIT_PROBLEM_BASE`."""

    @classmethod
    def read(cls, app: Flask, given: Mapping[str, Any]) -> FlaskSettings:
        """Return the settings for an application; raise `ConfigurationError` (``flask.*``)."""
        known = {field.name for field in fields(cls)}
        for name in given:
            if name not in known:
                names = ", ".join(sorted(known))
                message = f"SocialKitFlask has no setting '{name}'. It has: {names}."
                raise ConfigurationError("flask.setting", message, setting=name)
        configured = {
            name: app.config[key]
            for name in known
            if (key := f"SOCIALKIT_{name.upper()}") in app.config
        }
        settings = cls(**{**configured, **{k: v for k, v in given.items() if v is not None}})
        settings.check()
        return settings

    def check(self) -> None:
        """Raise `ConfigurationError` (``flask.storage``, ``flask.prefix``) for what is wrong."""
        chosen = [name for name in ("url", "db", "kit") if getattr(self, name) is not None]
        if len(chosen) != 1:
            found = f"these were given: {', '.join(chosen)}" if chosen else "none was given"
            message = (
                "Say where socialkit keeps its data, in exactly one way "
                f"({found}). Its own database: SocialKitFlask(app, url='sqlite:///social.db') or "
                "app.config['SOCIALKIT_URL']. Yours, in your own transactions: "
                "SocialKitFlask(app, db=db) with your Flask-SQLAlchemy object."
            )
            raise ConfigurationError("flask.storage", message)
        if self.prefix and (not self.prefix.startswith("/") or self.prefix.endswith("/")):
            message = (
                f"The prefix '{self.prefix}' must begin with a slash and not end with one, "
                "such as '/social'."
            )
            raise ConfigurationError("flask.prefix", message, prefix=self.prefix)
        if not self.prefix and self.pages:
            message = (
                "Pages at the root of the site would hide yours. Give a prefix such as '/social', "
                "or mount the JSON API alone with pages=False."
            )
            raise ConfigurationError("flask.prefix", message, prefix=self.prefix)
