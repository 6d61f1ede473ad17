"""Know which schema a database has, and give an empty SQLite database its own.

Migrations are run by Alembic (`socialkit.storage.sql.migrations`); what is here works without it.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from socialkit.errors import ConfigurationError
from socialkit.storage.sql.files import foreign_tables
from socialkit.storage.sql.refusals import not_migrated, translated
from socialkit.storage.sql.tables import METADATA

HEAD: Final = "sk_0002_policies"
"""The revision that this release needs."""
HISTORY: Final = ("sk_0001_initial", HEAD)
"""Every revision, oldest first."""
VERSION_TABLE: Final = "sk_alembic_version"
VERSION: Final = sa.Table(
    VERSION_TABLE,
    sa.MetaData(),
    sa.Column("version_num", sa.String(32), nullable=False),
    sa.PrimaryKeyConstraint("version_num", name=f"{VERSION_TABLE}_pkc"),
)


def current(connection: sa.Connection) -> str | None:
    """Return the revision that the database has, or None where it has none."""
    with translated():
        if not sa.inspect(connection).has_table(VERSION_TABLE):
            return None
        found = connection.execute(sa.select(VERSION.c.version_num)).first()
    return None if found is None else str(found[0])


def create(connection: sa.Connection) -> None:
    """Make all tables in an empty database and note their revision."""
    with translated():
        METADATA.create_all(connection)
        VERSION.create(connection)
        connection.execute(sa.insert(VERSION), [{"version_num": HEAD}])


def check_empty(connection: sa.Connection) -> None:
    """Raise `ConfigurationError` (``storage.foreign_tables``) where somebody else has tables."""
    with translated():
        names = set(sa.inspect(connection).get_table_names()) - set(METADATA.tables)
    if names:
        raise foreign_tables(connection.engine.url.database, names)


def check(revision: str | None) -> None:
    """Raise `ConfigurationError` unless the revision is the one that this release needs.

    Codes: ``storage.not_migrated`` (none, or an older one), ``storage.newer``.
    """
    if revision == HEAD:
        return
    if revision is None or revision in HISTORY:
        raise not_migrated()
    message = (
        f"The database has the schema '{revision}', which is newer than this release of socialkit "
        f"('{HEAD}'). Install the release that made it."
    )
    raise ConfigurationError("storage.newer", message, revision=revision)
