"""Tell which revision of the schema a database of the host has.

The version table that Alembic keeps is kept by Django's migrations too, so that one database can
be served by Django and by another host, whichever of the two migrated it.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from socialkit.contrib.django.naming import table_name, table_prefix
from socialkit.errors import ConfigurationError
from socialkit.storage.sql.schema import HEAD, HISTORY

BETWEEN: Final = ";\n\n"
"""What stands between two statements of a frozen file."""
FOLDER: Final = Path(__file__).parent / "migrations" / "sql"
VERSION: Final = "alembic_version"
"""The version table, without prefix."""


def vendor_of(connection: Any) -> str:
    """Return the name of the database for which SQL was frozen: MariaDB is apart from MySQL.

    Raises `ConfigurationError` (``storage.vendor``) for another database.
    """
    vendor = str(connection.vendor)
    if vendor == "mysql":
        return "mariadb" if connection.mysql_is_mariadb else "mysql"
    if vendor in {"sqlite", "postgresql"}:
        return vendor
    message = (
        f"socialkit has no tables for {connection.display_name} (alias '{connection.alias}'). "
        "Use SQLite, PostgreSQL, MariaDB or MySQL for the tables of socialkit: see DATABASES "
        "and DATABASE_ROUTERS in the settings."
    )
    raise ConfigurationError("storage.vendor", message, alias=str(connection.alias))


def statements(revision: str, *, vendor: str, direction: str) -> list[str]:
    """Return the frozen statements of a revision; `direction` is ``up`` or ``down``."""
    name = f"{revision}.{vendor}.{direction}.sql"
    text = files("socialkit.contrib.django").joinpath("migrations", "sql", name).read_text("utf-8")
    return text.strip().removesuffix(";").split(BETWEEN)


def tables_there(connection: Any) -> set[str]:
    """Return the names of the tables in the database that bear the host's prefix."""
    prefix = table_prefix()
    return {name for name in connection.introspection.table_names() if name.startswith(prefix)}


def noted_revision(connection: Any) -> str | None:
    """Return the revision that the version table notes, or None where nothing is noted.

    Raises `ConfigurationError` (``storage.newer``) for one that this release does not know.
    """
    if table_name(VERSION) not in tables_there(connection):
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT version_num FROM {table_name(VERSION)}")  # noqa: S608
        row = cursor.fetchone()
    if row is None:
        return None
    if row[0] not in HISTORY:
        message = (
            f"The database '{connection.alias}' has the schema '{row[0]}', which is newer than "
            f"this release of socialkit ('{HEAD}'). Install the release that made it."
        )
        raise ConfigurationError("storage.newer", message, revision=str(row[0]))
    return str(row[0])


def refuse_leftovers(connection: Any, *, wanted: set[str]) -> None:
    """Raise `ConfigurationError` (``storage.leftover``) where tables are there without revision.

    `wanted` names the tables that are about to be made.
    """
    found = sorted(wanted & tables_there(connection))
    if found:
        message = (
            f"The database '{connection.alias}' has tables of socialkit ({', '.join(found)}), "
            f"but {table_name(VERSION)} notes no revision: a migration broke off, or the tables "
            "came another way. Restore a backup or drop these tables, then run: "
            "python manage.py migrate"
        )
        raise ConfigurationError("storage.leftover", message, tables=found)
