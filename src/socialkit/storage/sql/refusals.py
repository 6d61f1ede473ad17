"""Translate errors of drivers: the one place where they become errors of the library."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import sqlalchemy as sa

from socialkit.errors import ConfigurationError, Conflict, SocialKitError, Unavailable
from socialkit.storage.sql.names import PREFIX, own_name, prefix_of
from socialkit.storage.sql.tables import METADATA

_CONFLICTS: Final = {
    "sk_network_slug_uq": ("network.slug_taken", "Another network has this short name."),
    "sk_account_subject_uq": ("account.taken", "This user of the host has an account already."),
    "sk_person_handle_uq": ("person.handle_taken", "This handle is taken. Choose another one."),
    "sk_person_account_uq": (
        "person.exists",
        "This account has a person in the network already.",
    ),
    "sk_group_slug_uq": ("group.slug_taken", "This short name is taken. Choose another one."),
    "sk_request_pending_uq": (
        "request.pending",
        "A request to join this group is pending already.",
    ),
}
_DUPLICATE: Final = ("storage.duplicate", "There is such a row already: read it again.")
_REFERENCE: Final = ("storage.reference", "It names something that is not kept. Keep that first.")
_INVARIANT: Final = ("storage.invariant", "The facts of this value contradict each other.")

_SQLITE_UNIQUE: Final = re.compile(r"UNIQUE constraint failed: (.+)")
_MYSQL_KEY: Final = re.compile(r"for key '(?:[^'.]+\.)?([^'.]+)'")
_NO_TABLE: Final = re.compile(r"no such (?:table|column)|has no column named")
_MYSQL_NO_TABLE: Final = frozenset({1146, 1054})
_POSTGRES_NO_TABLE: Final = frozenset({"42P01", "42703"})
_MYSQL_RETRY: Final = frozenset({1205, 1213})
_POSTGRES_RETRY: Final = frozenset({"40001", "40P01", "55P03"})
_POSTGRES_BROKEN: Final = "25P02"


def _columns_of_uniques() -> dict[str, str]:
    """Return the names of unique constraints by what SQLite calls them: their columns."""
    found: dict[str, str] = {}
    for table in METADATA.tables.values():
        for constraint in table.constraints:
            if isinstance(constraint, sa.UniqueConstraint):
                columns = ", ".join(f"{table.name}.{column.name}" for column in constraint.columns)
                found[columns] = str(constraint.name)
    return found


_BY_COLUMNS: Final = _columns_of_uniques()


@contextmanager
def translated(connection: sa.Connection | None = None) -> Iterator[None]:
    """Raise errors of the library in place of the driver's.

    After a deadlock the `connection` is given up: the database has undone more than the last
    statement, so that a later commit must fail too.
    """
    try:
        yield
    except sa.exc.DBAPIError as error:
        prefix = PREFIX if connection is None else prefix_of(connection.dialect)
        told = refusal(error, prefix=prefix)
        if connection is not None and told.code == "storage.busy":
            _give_up(connection)
        raise told from error


def _give_up(connection: sa.Connection) -> None:
    if connection.dialect.name in {"mysql", "mariadb"} and not connection.closed:
        connection.invalidate()


def not_migrated() -> ConfigurationError:
    """Return the error of a database without schema, or with an older one."""
    message = (
        "The database has no tables of socialkit, or those of an older version. "
        "Run: socialkit db upgrade --url URL (from a Flask application: flask socialkit db "
        "upgrade; in a Django project: python manage.py migrate)"
    )
    return ConfigurationError("storage.not_migrated", message)


def broken_transaction() -> ConfigurationError:
    """Return the error of a unit that is opened inside a transaction of the host that failed."""
    message = (
        "The transaction of the host can not be used any more: one of its statements failed, or it "
        "was marked to be rolled back. Leave it first; what may fail belongs in a savepoint."
    )
    return ConfigurationError("storage.broken_transaction", message)


def refusal(error: sa.exc.DBAPIError, *, prefix: str = PREFIX) -> SocialKitError:
    """Return what the library says of an error of the driver.

    `prefix` is how tables and constraints are called in that database.
    """
    if isinstance(error, sa.exc.IntegrityError):
        return _conflict(error, prefix)
    if _is_missing_table(error):
        return not_migrated()
    if _told(error, "sqlstate") == _POSTGRES_BROKEN:
        return broken_transaction()
    if _is_retry(error):
        message = "Somebody else is changing the same things right now. Try again."
        return Unavailable("storage.busy", message)
    return _unavailable(error)


def _unavailable(error: sa.exc.DBAPIError) -> SocialKitError:
    if isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError | sa.exc.InternalError):
        message = (
            "The database can not be reached or refuses to work. Check that it runs, and its "
            f"address, user and password ({type(error.orig).__name__})."
        )
        return Unavailable("storage.unavailable", message)
    message = f"The database refused a value or a statement ({type(error.orig).__name__})."
    return Conflict("storage.refused", message)


def _conflict(error: sa.exc.IntegrityError, prefix: str) -> SocialKitError:
    name = _constraint(error, prefix)
    if name in _CONFLICTS:
        return Conflict(*_CONFLICTS[name])
    text = str(error.orig).lower()
    if "foreign key" in text:
        return Conflict(*_REFERENCE)
    if "check constraint" in text or "not null" in text or "cannot be null" in text:
        return Conflict(*_INVARIANT)
    return Conflict(*_DUPLICATE)


def _constraint(error: sa.exc.IntegrityError, prefix: str) -> str | None:
    """Return our name of the violated constraint, however the driver tells it."""
    diagnosis = _told(error, "diag")
    if diagnosis is not None:
        return own_name(str(diagnosis.constraint_name), prefix)
    text = str(error.orig)
    if found := _SQLITE_UNIQUE.search(text):
        return _BY_COLUMNS.get(
            ", ".join(own_name(column, prefix) for column in found[1].split(", "))
        )
    if found := _MYSQL_KEY.search(text):
        return own_name(found[1], prefix)
    return None


def _is_missing_table(error: sa.exc.DBAPIError) -> bool:
    return (
        _code(error) in _MYSQL_NO_TABLE
        or _told(error, "sqlstate") in _POSTGRES_NO_TABLE
        or bool(_NO_TABLE.search(str(error.orig)))
    )


def _is_retry(error: sa.exc.DBAPIError) -> bool:
    return (
        _code(error) in _MYSQL_RETRY
        or _told(error, "sqlstate") in _POSTGRES_RETRY
        or "database is locked" in str(error.orig)
    )


def _code(error: sa.exc.DBAPIError) -> object:
    arguments = getattr(error.orig, "args", ())
    return arguments[0] if arguments else None


def _told(error: sa.exc.DBAPIError, fact: str) -> Any:
    """Return a fact that the driver's error tells, or None.

    The cursor of a host may raise an error of its own, whose cause is the driver's.
    """
    found = getattr(error.orig, fact, None)
    return getattr(error.orig.__cause__, fact, None) if found is None and error.orig else found
