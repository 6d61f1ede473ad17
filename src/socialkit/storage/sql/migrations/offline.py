"""Print revisions as SQL, without a database: for hosts that migrate by means of their own."""

from __future__ import annotations

import io
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.dialects.mysql import mariadb

from socialkit.storage.sql.migrations import configuration
from socialkit.storage.sql.schema import HISTORY, VERSION_TABLE
from socialkit.storage.sql.tables import METADATA

_OLDEST_MYSQL: Final = (8, 0, 17)


_DIALECTS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "sqlite": sqlite.dialect,
        "postgresql": postgresql.dialect,
        "mariadb": mariadb.MariaDBDialect,
        "mysql": mysql.dialect,
    }
)
VENDORS: Final = tuple(_DIALECTS)


def _dialect(vendor: str) -> sa.Dialect:
    dialect: sa.Dialect = _DIALECTS[vendor]()
    # Nobody reads what an INSERT would return.
    dialect.insert_returning = False
    if vendor == "mysql":
        # Offline, only the version tells MySQL from MariaDB, whose collations differ.
        dialect.server_version_info = _OLDEST_MYSQL
    return dialect


def upgrade_statements(revision: str, vendor: str) -> tuple[str, ...]:
    """Return the statements that bring a database from the revision before to this one.

    `vendor` is one of `VENDORS`. The last ones note the revision in the version table.
    """
    script = ScriptDirectory.from_config(configuration())
    before = _before(revision)
    return _run(vendor, before, lambda known, _: script._upgrade_revs(revision, known))  # noqa: SLF001


def downgrade_statements(revision: str, vendor: str) -> tuple[str, ...]:
    """Return the statements that bring a database from this revision to the one before.

    Before the first one there is no version table either.
    """
    script = ScriptDirectory.from_config(configuration())
    before = _before(revision)
    back = before or "base"
    done = _run(vendor, revision, lambda known, _: script._downgrade_revs(back, known))  # noqa: SLF001
    return done if before else (*done, f"DROP TABLE {VERSION_TABLE}")


def _before(revision: str) -> str | None:
    place = HISTORY.index(revision)
    return HISTORY[place - 1] if place else None


def _run(vendor: str, start: str | None, steps: Any) -> tuple[str, ...]:
    written = io.StringIO()
    context = MigrationContext.configure(
        dialect=_dialect(vendor),
        opts={
            "as_sql": True,
            "fn": steps,
            "output_buffer": written,
            "starting_rev": start,
            "target_metadata": METADATA,
            "transactional_ddl": False,
            "version_table": VERSION_TABLE,
        },
    )
    with Operations.context(context):
        context.run_migrations()
    return tuple(statements_of(written.getvalue()))


def statements_of(script: str) -> list[str]:
    """Return the statements of a script, without comments and semicolons."""
    parts = (part.strip() for part in script.split(";\n"))
    bare = ("\n".join(_code_lines(part)) for part in parts)
    return [part.removesuffix(";") for part in bare if part]


def _code_lines(part: str) -> list[str]:
    lines = (line.rstrip() for line in part.splitlines())
    return [line for line in lines if line and not line.startswith("--")]
