"""Teach SQLAlchemy's dialects to speak through a cursor of Django.

Django owns connections and transactions, so a dialect neither connects, begins, commits nor
closes. Values come back as Django's connections are set up to give them, and mean the same as with
an engine of the library's own.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.mysql.base import MySQLIdentifierPreparer
from sqlalchemy.dialects.mysql.mysqldb import MySQLDialect_mysqldb
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg, PGIdentifierPreparer_psycopg
from sqlalchemy.dialects.sqlite.base import SQLiteIdentifierPreparer
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from socialkit.errors import ConfigurationError
from socialkit.storage.sql.names import PREFIX, stored_name

_OF_SQLITE: Any = SQLiteDialect_pysqlite.colspecs
_OF_POSTGRES: Any = PGDialect_psycopg.colspecs
if TYPE_CHECKING:
    _Dialect = sa.engine.default.DefaultDialect
    _Preparer = sa.sql.compiler.IdentifierPreparer
    _StockDay = sa.Date
    _StockJson = sa.JSON
    _StockJsonb = sa.JSON
else:
    # What is mixed in stands before what SQLAlchemy's dialects are made of.
    _Dialect = _Preparer = object
    _StockDay = _OF_SQLITE[sa.Date]
    _StockJson, _StockJsonb = _OF_POSTGRES[sa.JSON], _OF_POSTGRES[JSONB]


class _PrefixedNames(_Preparer):
    """Write the host's prefix where the library's names have their own."""

    def quote(self, ident: str, *more: Any) -> str:
        """Return the name as the database knows it, in quotes where it needs them."""
        dialect: Any = self.dialect
        return super().quote(stored_name(ident, dialect.table_prefix), *more)


class _ThroughDjango(_Dialect):
    """Leave to Django what Django owns."""

    driver = "socialkit_django"
    table_prefix = PREFIX

    def __init__(self, table_prefix: str = PREFIX, **options: Any) -> None:
        self.table_prefix = table_prefix
        super().__init__(**options)

    def create_connect_args(self, url: sa.URL, *_: Any) -> Any:  # noqa: ARG002 - Django knows the address
        """Return nothing: the connection is Django's."""
        return (), {}

    def on_connect(self) -> Any:
        """Return nothing: the connection stays as Django made it."""
        return None

    def initialize(self, connection: sa.Connection) -> None:
        """Ask the server what it is, in statements that Django neither logs nor counts."""
        opened: Any = connection.connection.dbapi_connection
        with opened.unseen():
            super().initialize(connection)

    def has_table(
        self, connection: sa.Connection, table_name: str, schema: str | None = None, **more: Any
    ) -> bool:
        """Say whether there is a table of the library with this name."""
        name = stored_name(table_name, self.table_prefix)
        return super().has_table(connection, name, schema, **more)

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin nothing: `atomic` does."""

    def do_commit(self, dbapi_connection: Any) -> None:
        """Commit nothing: `atomic` does."""

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Undo nothing: `atomic` does."""

    def do_close(self, dbapi_connection: Any) -> None:
        """Leave the connection open for Django."""

    def do_savepoint(self, connection: object, name: str) -> None:  # noqa: ARG002
        """Refuse: a savepoint that Django does not know would not discard what waits for commit."""
        raise _savepoint(name)

    def do_release_savepoint(self, connection: object, name: str) -> None:  # noqa: ARG002
        """Refuse, as `do_savepoint` does."""
        raise _savepoint(name)

    def do_rollback_to_savepoint(self, connection: object, name: str) -> None:  # noqa: ARG002
        """Refuse, as `do_savepoint` does."""
        raise _savepoint(name)

    def is_disconnect(self, e: object, connection: object, cursor: object) -> bool:  # noqa: ARG002
        """Leave lost connections to Django."""
        return False

    def get_isolation_level(self, dbapi_connection: object) -> Any:  # noqa: ARG002
        """Return that SQLAlchemy has no part in transactions."""
        return "AUTOCOMMIT"

    def set_isolation_level(self, dbapi_connection: object, level: object) -> None:
        """Leave the isolation of the connection as the host's settings say."""

    def reset_isolation_level(self, dbapi_connection: object) -> None:
        """Leave the isolation of the connection as the host's settings say."""

    def detect_autocommit_setting(self, dbapi_conn: object) -> bool:  # noqa: ARG002
        """Return that SQLAlchemy has no part in transactions."""
        return True


def _savepoint(name: str) -> ConfigurationError:
    message = f"The savepoint '{name}' would bypass Django. Use transaction.atomic() instead."
    return ConfigurationError("storage.savepoint", message)


class _SqliteNames(_PrefixedNames, SQLiteIdentifierPreparer):
    """Write names for SQLite."""


class _Day(_StockDay):
    """Read a date that Django's connection may have converted already."""

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Callable[[Any], Any]:
        """Return what turns text into a date, and leaves a date as it is."""
        from_text: Any = super().result_processor(dialect, coltype)
        return lambda value: from_text(value) if isinstance(value, str) else value


class SqliteThroughDjango(_ThroughDjango, SQLiteDialect_pysqlite):
    """Speak to SQLite."""

    supports_statement_cache = True
    preparer = _SqliteNames
    colspecs = {**_OF_SQLITE, sa.Date: _Day}  # noqa: RUF012 - as SQLAlchemy's


class _PostgresNames(_PrefixedNames, PGIdentifierPreparer_psycopg):
    """Write names for PostgreSQL."""


def _loaded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str | bytes) else value


class _Json(_StockJson):
    """Read JSON, which Django's connections leave as text."""

    def result_processor(self, dialect: object, coltype: object) -> Callable[[Any], Any]:  # noqa: ARG002
        """Return what parses text."""
        return _loaded


class _Jsonb(_StockJsonb):
    """Read JSONB, which Django's connections leave as text."""

    def result_processor(self, dialect: object, coltype: object) -> Callable[[Any], Any]:  # noqa: ARG002
        """Return what parses text."""
        return _loaded


class PostgresThroughDjango(_ThroughDjango, PGDialect_psycopg):
    """Speak to PostgreSQL through psycopg 3."""

    supports_statement_cache = True
    preparer = _PostgresNames
    colspecs = {**_OF_POSTGRES, sa.JSON: _Json, JSONB: _Jsonb}  # noqa: RUF012


class _MysqlNames(_PrefixedNames, MySQLIdentifierPreparer):
    """Write names for MySQL and MariaDB."""


class MysqlThroughDjango(_ThroughDjango, MySQLDialect_mysqldb):
    """Speak to MySQL and MariaDB, through mysqlclient or PyMySQL."""

    supports_statement_cache = True
    supports_server_side_cursors = False
    preparer: Any = _MysqlNames

    def _detect_charset(self, connection: object) -> str:  # noqa: ARG002 - Django's default
        return "utf8mb4"


DIALECTS: Final[dict[str, tuple[str, type[sa.Dialect]]]] = {
    "sqlite": ("sqlite", SqliteThroughDjango),
    "postgresql": ("postgresql", PostgresThroughDjango),
    "mysql": ("mysql", MysqlThroughDjango),
}
"""What Django's vendors are for SQLAlchemy: a name and a dialect."""
