"""Compose the kit that the settings describe."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import flask

from socialkit.contrib.flask.settings import FlaskSettings
from socialkit.kit import PrefixLinks, SocialKit, chosen_policy, open_storage
from socialkit.ports.host import Links
from socialkit.ports.storage import Storage
from socialkit.web.settings import HostTransaction

if TYPE_CHECKING:
    from flask_sqlalchemy import SQLAlchemy


class RequestLinks(Links):
    """Give addresses below the prefix, and below the path at which the application is mounted."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def person(self, handle: str) -> str:
        """Return the address of a profile."""
        return self._links().person(handle)

    def group(self, slug: str) -> str:
        """Return the address of a group."""
        return self._links().group(slug)

    def post(self, post_id: UUID) -> str:
        """Return the address of a thread."""
        return self._links().post(post_id)

    def _links(self) -> PrefixLinks:
        return PrefixLinks(script_root() + self._prefix)


def script_root() -> str:
    """Return the path below which the application is mounted; nothing for a whole site."""
    if flask.has_request_context():
        return flask.request.script_root
    if flask.has_app_context():
        return str(flask.current_app.config["APPLICATION_ROOT"]).rstrip("/")
    return ""


def make_kit(settings: FlaskSettings) -> SocialKit:
    """Return a kit on the storage that the settings name, whose links lead below the prefix.

    The host's own kit is taken part by part: one kit can be mounted at several prefixes.
    """
    links, given = RequestLinks(settings.prefix), settings.kit
    if given is not None:
        return SocialKit(
            given.storage,
            policy=given.source,
            text=given.tools.text,
            events=given.events,
            links=links,
            clock=given.clock,
            ids=given.tools.ids,
            network=settings.network,
            unknown_users=settings.unknown_users or given.unknown_users,
        )
    from socialkit.events import Signals
    from socialkit.text import MarkdownText

    in_sql = settings.db is not None or not str(settings.url).startswith("memory:")
    policy = chosen_policy(
        settings.policy,
        vocabulary=settings.vocabulary,
        functions=settings.functions,
        in_sql=in_sql,
    )
    return SocialKit(
        _storage(settings),
        policy=policy,
        text=MarkdownText(),
        events=Signals(),
        links=links,
        network=settings.network,
        unknown_users=settings.unknown_users or "refuse",
    )


def _storage(settings: FlaskSettings) -> Storage:
    if settings.db is not None:
        return joined_storage(settings.db)
    return open_storage(settings.url or "")


def joined_storage(db: SQLAlchemy) -> Storage:
    """Return a storage on the host's session: it writes there and never commits by itself."""
    from socialkit.storage.sql import JoinedTransactions, SqlStorage

    return SqlStorage(JoinedTransactions(db.session))


class HostSession(HostTransaction):
    """Be the transaction of the host's session; errors of the database are told as everywhere."""

    def __init__(self, db: SQLAlchemy) -> None:
        self._db = db

    def commit(self) -> None:
        """Keep what the request wrote."""
        from socialkit.storage.sql.refusals import translated

        with translated():
            self._db.session.commit()

    def rollback(self) -> None:
        """Undo what the request wrote."""
        self._db.session.rollback()


def create_tables(db: SQLAlchemy) -> None:
    """Make the library's tables in the host's database where there are none."""
    from socialkit.storage.sql import schema

    with db.engine.begin() as connection:
        if schema.current(connection) is None:
            schema.create(connection)
