"""Bring a database to the schema of this release.

Alembic does the work and comes with the extra `migrations`; it is loaded when first used. The
library has its own version table (``sk_alembic_version``), apart from that of a host.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from socialkit.errors import ConfigurationError
from socialkit.storage.sql import schema
from socialkit.storage.sql.engines import make_engine
from socialkit.storage.sql.plain import PlainTransactions
from socialkit.storage.sql.refusals import translated

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER: Final = Path(__file__).parent


def migrate(url: str | sa.URL, *, revision: str = "head") -> str | None:
    """Bring the database at `url` to a revision (the newest unless told) and return its name.

    Raises `ConfigurationError` (``storage.alembic``) without the extra `migrations`,
    `Unavailable` where the database can not be reached.
    """
    with _connected(url) as connection:
        upgrade(connection, revision=revision)
        return schema.current(connection)


def current(url: str | sa.URL) -> str | None:
    """Return the revision that the database at `url` has, or None where it has none.

    Raises `ConfigurationError` (``storage.no_file``) for a SQLite file that is not there.
    """
    with _connected(url, read_only=True) as connection:
        return schema.current(connection)


def check(url: str | sa.URL) -> None:
    """Raise `ConfigurationError` unless the database has the schema of this release.

    Codes: ``storage.not_migrated``, ``storage.newer``.
    """
    schema.check(current(url))


def upgrade(connection: sa.Connection, *, revision: str = "head") -> None:
    """Bring the database of an open connection to a revision, inside its transaction."""
    command = _alembic()
    config = configuration()
    config.attributes["connection"] = connection
    with translated():
        command.upgrade(config, revision)


def configuration() -> Config:
    """Return Alembic's configuration of the library's own environment."""
    _alembic()
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def _connected(url: str | sa.URL, *, read_only: bool = False) -> Iterator[sa.Connection]:
    transactions = PlainTransactions(make_engine(url, create=not read_only))
    try:
        with transactions.read() if read_only else transactions.transaction() as scope:
            yield scope.connection
    finally:
        transactions.close()


def _alembic() -> ModuleType:
    try:
        from alembic import command
    except ModuleNotFoundError as error:
        message = (
            "Alembic is not installed, and changing the schema needs it. "
            "Install it: pip install 'socialkit-sdk[migrations]'"
        )
        raise ConfigurationError("storage.alembic", message) from error
    return command
