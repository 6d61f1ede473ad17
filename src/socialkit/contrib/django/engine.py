"""Give SQLAlchemy an engine whose every statement goes through Django's own cursor.

So debug wrappers, health checks, counters and guards of tests see each statement, and it runs in
whatever transaction is open on that connection. Nothing is connected or asked before first use.
"""

from __future__ import annotations

import difflib
from typing import Any, Final

import sqlalchemy as sa
from django.core.exceptions import SynchronousOnlyOperation
from django.db import connections, utils
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import TransactionManagementError
from django.utils.connection import ConnectionDoesNotExist
from sqlalchemy.dialects import registry
from sqlalchemy.pool import NullPool

from socialkit.contrib.django import refusing
from socialkit.contrib.django.dialects import DIALECTS
from socialkit.contrib.django.opened import HostConnection, PostgresConnection
from socialkit.errors import ConfigurationError
from socialkit.storage.sql.names import PREFIX
from socialkit.storage.sql.refusals import broken_transaction

_ENGINES: Final[dict[tuple[str, str, str], sa.Engine]] = {}
for _name, _dialect in DIALECTS.values():
    registry.register(f"{_name}.{_dialect.driver}", _dialect.__module__, _dialect.__name__)


def host_of(alias: str) -> BaseDatabaseWrapper:
    """Return Django's connection of this thread; nothing is connected by that.

    Raises `ConfigurationError` (``storage.alias``, ``storage.vendor``).
    """
    try:
        found: BaseDatabaseWrapper = connections[alias]
    except ConnectionDoesNotExist as error:
        raise _unknown(alias) from error
    if found.vendor not in DIALECTS:
        message = (
            f"The database '{alias}' is of the kind '{found.vendor}', which socialkit can not use. "
            "Name one on SQLite, PostgreSQL, MariaDB or MySQL in SOCIALKIT['DATABASE']."
        )
        raise ConfigurationError("storage.vendor", message, vendor=found.vendor)
    return found


def engine_of(alias: str, *, prefix: str = PREFIX) -> sa.Engine:
    """Return the engine of a database of the host; `prefix` begins the names of all tables.

    What it gives are connections that live in the transactions of Django. Outside of `atomic`
    every statement is kept at once; SQLAlchemy's own transactions do nothing here.
    """
    host = host_of(alias)
    key = (alias, host.vendor, prefix)
    found = _ENGINES.get(key)
    return _ENGINES.setdefault(key, _make(host, prefix)) if found is None else found


def _make(host: BaseDatabaseWrapper, prefix: str) -> sa.Engine:
    name, dialect = DIALECTS[host.vendor]
    alias, kind = host.alias, _kind(host.vendor)
    options = {"use_native_hstore": False} if host.vendor == "postgresql" else {}
    engine = sa.create_engine(
        f"{name}+{dialect.driver}://",
        module=_Driver(_module(host)),
        creator=lambda: kind(host_of(alias)),
        poolclass=NullPool,
        pool_reset_on_return=None,
        table_prefix=prefix,
        **options,
    )
    sa.event.listen(engine, "handle_error", _explain)
    return engine


def _kind(vendor: str) -> type[HostConnection]:
    if vendor == "sqlite":
        from socialkit.contrib.django.sqlite import SqliteConnection

        return SqliteConnection
    return PostgresConnection if vendor == "postgresql" else HostConnection


def _module(host: Any) -> Any:
    module = host.Database
    if host.vendor == "postgresql" and module.__name__ != "psycopg":
        message = (
            f"Django talks to '{host.alias}' through {module.__name__}, and socialkit needs "
            "psycopg 3. Install it: pip install 'socialkit-sdk[postgres]'"
        )
        raise ConfigurationError("storage.driver", message, driver="psycopg")
    return module


class _Driver:
    """Be the driver's module, with the errors that Django raises in place of the driver's."""

    paramstyle = "format"
    Error = utils.Error
    InterfaceError = utils.InterfaceError
    DatabaseError = utils.DatabaseError
    DataError = utils.DataError
    OperationalError = utils.OperationalError
    IntegrityError = utils.IntegrityError
    InternalError = utils.InternalError
    ProgrammingError = utils.ProgrammingError
    NotSupportedError = utils.NotSupportedError

    def __init__(self, module: Any) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)


def _explain(context: sa.engine.ExceptionContext) -> BaseException | None:
    """Return what is raised in place of SQLAlchemy's error, or None to leave that.

    What is no error of a database (a guard of a test, say) comes out as it was raised.
    """
    original = context.original_exception
    if isinstance(original, SynchronousOnlyOperation):
        return refusing.on_event_loop()
    if isinstance(original, TransactionManagementError):
        return broken_transaction()
    if isinstance(original, utils.Error | sa.exc.SQLAlchemyError):
        return None
    return original


def _unknown(alias: str) -> ConfigurationError:
    known = sorted(connections)
    close = difflib.get_close_matches(alias, known, n=1)
    meant = f" Did you mean '{close[0]}'?" if close else ""
    message = (
        f"There is no database '{alias}' in DATABASES (there are: {', '.join(known)}).{meant} "
        "Name one of them in SOCIALKIT['DATABASE']."
    )
    return ConfigurationError("storage.alias", message, alias=alias)
