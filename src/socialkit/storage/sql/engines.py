"""Make engines from addresses: drivers, isolation and pragmas that the library relies on."""

from __future__ import annotations

import os
import weakref
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from socialkit.errors import ConfigurationError
from socialkit.storage.sql.files import check_file, keep_log, path_of

BEGIN: Final = "socialkit_begin"
"""Execution option of a SQLite connection: the statement that opens its transactions."""

_DRIVERS: Final = {
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}
_EXTRAS: Final = {"psycopg": "postgres", "pymysql": "mysql"}
_PRAGMAS: Final = (
    "PRAGMA busy_timeout = 30000",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA cache_size = -32000",
    "PRAGMA temp_store = MEMORY",
)


def parse_url(url: str | sa.URL) -> sa.URL:
    """Return the address with the driver that the library uses.

    Raises `ConfigurationError` (``storage.url``) for what is no address of a known database.
    """
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError) as error:
        raise _bad_url() from error
    driver = _DRIVERS.get(parsed.drivername, parsed.drivername)
    if driver.partition("+")[0] not in _DRIVERS:
        raise _bad_url()
    parsed = parsed.set(drivername=driver)
    if parsed.get_backend_name() in {"mysql", "mariadb"} and "charset" not in parsed.query:
        parsed = parsed.update_query_dict({"charset": "utf8mb4"})
    return parsed


def _bad_url() -> ConfigurationError:
    message = (
        "This is no address of a database that can be used. Write one like "
        "sqlite:///social.db, postgresql://user:password@host/name or mariadb://user:password@host/name."
    )
    return ConfigurationError("storage.url", message)


def is_memory(url: sa.URL) -> bool:
    """Say whether the address means a SQLite database in memory."""
    name = url.database
    return url.get_backend_name() == "sqlite" and (not name or name == ":memory:")


def make_engine(url: str | sa.URL, *, create: bool = True, **options: Any) -> sa.Engine:
    """Return an engine that has not connected yet; forked children start with an empty pool.

    With `create=False` a SQLite file that is not there is refused when the engine connects, not
    made. Raises `ConfigurationError` (``storage.url``, ``storage.driver``).
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        options = _sqlite_options(parsed) | options
    else:
        options = {"isolation_level": "READ COMMITTED", "pool_recycle": 1800} | options
    try:
        engine = sa.create_engine(parsed, **options)
    except ModuleNotFoundError as error:
        raise _no_driver(error.name or "") from error
    except sa.exc.ArgumentError as error:
        raise _bad_url() from error
    _listen(engine, create=create)
    _drop_pool_in_children(engine)
    return engine


def _sqlite_options(url: sa.URL) -> dict[str, Any]:
    if is_memory(url):
        return {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    return {"connect_args": {"check_same_thread": False, "timeout": 30}}


def _no_driver(module: str) -> ConfigurationError:
    extra = _EXTRAS.get(module)
    how = f"pip install 'socialkit-sdk[{extra}]'" if extra else f"pip install {module}"
    message = f"The driver '{module}' of this database is not installed. Install it: {how}."
    return ConfigurationError("storage.driver", message, driver=module)


def _listen(engine: sa.Engine, *, create: bool) -> None:
    if engine.dialect.name == "sqlite":
        path = path_of(engine.url)
        if path is not None:
            sa.event.listen(engine, "do_connect", lambda *_: check_file(path, create=create))
        sa.event.listen(engine, "connect", lambda raw, _: _prepare_sqlite(raw, create=create))
        sa.event.listen(engine, "begin", _begin_sqlite)
    elif engine.dialect.name == "postgresql":
        sa.event.listen(engine, "connect", _prepare_postgresql)


def _prepare_sqlite(connection: Any, *, create: bool) -> None:
    # The driver begins no transaction by itself; `_begin_sqlite` says which one.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma).close()
    keep_log(connection, create=create)


def _begin_sqlite(connection: sa.Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(BEGIN, "BEGIN IMMEDIATE"))


def _prepare_postgresql(connection: Any, _: object) -> None:
    before, connection.autocommit = connection.autocommit, True
    connection.execute("SET TIME ZONE 'UTC'")
    # Pages are short reads; compiling their plans takes longer than running them.
    connection.execute("SET jit = off")
    connection.autocommit = before


def _drop_pool_in_children(engine: sa.Engine) -> None:
    # A child that used a parent's socket would mix its answers with the parent's.
    known = weakref.ref(engine)

    def drop() -> None:
        forked = known()
        if forked is not None and not is_memory(forked.url):
            forked.dispose(close=False)

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=drop)
