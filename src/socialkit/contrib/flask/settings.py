"""Read what a host wrote about the extension: arguments first, then `SOCIALKIT_*` of the config."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict
from uuid import UUID

from socialkit.domain.vocabulary import Vocabulary
from socialkit.errors import ConfigurationError
from socialkit.kit import SocialKit, UnknownUsers
from socialkit.ports.publishing import StoredPolicy
from socialkit.web.settings import ContentPolicy, HostSettings

if TYPE_CHECKING:
    from flask import Flask
    from flask_sqlalchemy import SQLAlchemy

Subject: TypeAlias = str | int | UUID | None
IdentityCallable: TypeAlias = Callable[[], Subject]


class Options(TypedDict, total=False):
    """Be what `SocialKitFlask` takes: see `FlaskSettings` for each."""

    url: str | None
    db: SQLAlchemy | None
    kit: SocialKit | None
    prefix: str
    network: str
    identity: IdentityCallable | None
    base_template: str | None
    policy: str | Path | StoredPolicy | None
    vocabulary: Vocabulary | None
    functions: Mapping[str, Callable[..., Any]] | None
    sign_in: str | None
    trusted_origins: Collection[str]
    content_policy: ContentPolicy | Callable[[], ContentPolicy] | None
    pages: bool
    problem_base: str | None
    unknown_users: UnknownUsers | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlaskSettings(HostSettings):
    """Be what a host may say; each name is an argument and, in capitals, a key of the config."""

    url: str | None = None
    """Address of a database of the library's own: `SOCIALKIT_URL`."""
    db: SQLAlchemy | None = None
    """The host's Flask-SQLAlchemy object: what socialkit writes joins its session."""
    kit: SocialKit | None = None
    """A kit that the host composed itself."""
    identity: IdentityCallable | None = None
    """Returns the host's id of whoever is signed in, or None; without it Flask-Login is asked."""
    policy: str | Path | StoredPolicy | None = None
    """Folder with `model.conf` and `policy.csv`, or a `StoredPolicy`: `SOCIALKIT_POLICY`."""
    vocabulary: Vocabulary | None = None
    """What the host adds to the words of the policy: `SOCIALKIT_VOCABULARY`."""
    functions: Mapping[str, Callable[..., Any]] | None = None
    """The host's functions for conditions, by name: `SOCIALKIT_FUNCTIONS`."""

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
        """Raise `ConfigurationError` (``flask.storage``, ``web.*``) for what is wrong."""
        self._check_storage()
        self.check_common()
        if self.policy is not None and not isinstance(self.policy, str | Path | StoredPolicy):
            message = (
                f"policy is {self.policy!r}; it must be the path of a folder, or a StoredPolicy."
            )
            raise ConfigurationError("flask.setting", message, setting="policy")
        if self.vocabulary is not None and not isinstance(self.vocabulary, Vocabulary):
            message = f"vocabulary is {self.vocabulary!r}; it must be what `extended()` returns."
            raise ConfigurationError("flask.setting", message, setting="vocabulary")

    def _check_storage(self) -> None:
        chosen = [name for name in ("url", "db", "kit") if getattr(self, name) is not None]
        if len(chosen) != 1:
            found = f"these were given: {', '.join(chosen)}" if chosen else "none was given"
            raise _no_storage(found)
        if self.url is not None and not isinstance(self.url, str):
            raise _no_storage(f"url is {self.url!r}, which is no text")
        if self.kit is not None and not isinstance(self.kit, SocialKit):
            raise _no_storage(f"kit is {self.kit!r}, which is no SocialKit")
        if self.db is not None and not _is_sqlalchemy(self.db):
            raise _no_storage(f"db is {self.db!r}, which is no Flask-SQLAlchemy object")


def _no_storage(found: str) -> ConfigurationError:
    message = (
        f"Say where socialkit keeps its data, in exactly one way ({found}). "
        "Its own database: SocialKitFlask(app, url='sqlite:///social.db') or "
        "app.config['SOCIALKIT_URL']. Yours, in your own transactions: SocialKitFlask(app, db=db) "
        "with your Flask-SQLAlchemy object. A kit that you composed: SocialKitFlask(app, kit=kit)."
    )
    return ConfigurationError("flask.storage", message)


def _is_sqlalchemy(db: object) -> bool:
    if find_spec("flask_sqlalchemy") is None:
        return False
    from flask_sqlalchemy import SQLAlchemy

    return isinstance(db, SQLAlchemy)
