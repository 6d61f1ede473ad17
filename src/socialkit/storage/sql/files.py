"""Look at a SQLite file before it is opened: opening makes one, and may change somebody else's."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from socialkit.errors import ConfigurationError

_MAGIC: Final = b"SQLite format 3\x00"
_OURS: Final = "sk_alembic_version"
_NAMED: Final = 5
"""How many tables of somebody else's a message names."""


def path_of(url: sa.URL) -> Path | None:
    """Return the file of an address; None in memory, on servers and for a SQLite URI."""
    name = url.database
    if url.get_backend_name() != "sqlite" or not name:
        return None
    return None if name == ":memory:" or name.startswith("file:") else Path(name)


def check_file(path: Path, *, create: bool) -> None:
    """Raise `ConfigurationError` unless there is a SQLite file, or may be one.

    Codes: ``storage.folder``, ``storage.no_file`` (where none may be made), ``storage.not_sqlite``.
    """
    if not path.parent.is_dir():
        message = (
            f"There is no folder '{path.parent}' for the SQLite file '{path.name}'. Check the "
            "address, or make the folder first. An absolute path has four slashes: "
            "sqlite:////srv/social.db."
        )
        raise ConfigurationError("storage.folder", message, folder=str(path.parent))
    if not path.exists():
        if not create:
            raise _no_file(path)
    elif not _is_sqlite(path):
        message = (
            f"'{path}' is no SQLite database, so it is left as it is. Check the address: it names "
            "a database file, or one that is not there yet."
        )
        raise ConfigurationError("storage.not_sqlite", message, file=str(path))


def keep_log(connection: Any, *, create: bool) -> None:
    """Let an open SQLite file have a write-ahead log, which stays with the file.

    A file of somebody else is left as it is, and so is an empty one that may get no tables.
    """
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master")]
    if _OURS in names or (create and not names):
        connection.execute("PRAGMA journal_mode = WAL").close()


def foreign_tables(file: str | None, names: Collection[str]) -> ConfigurationError:
    """Return the error of a SQLite file that holds tables of somebody else."""
    known = sorted(names)
    shown = ", ".join(known[:_NAMED]) + (", ..." if len(known) > _NAMED else "")
    message = (
        f"The SQLite file '{file}' holds tables of something else ({shown}) and none of socialkit, "
        "so it was left as it is. Check the address. To put the tables of socialkit beside "
        f"those, on purpose: socialkit db upgrade --url sqlite:///{file} "
        "(from a Flask application: flask socialkit db upgrade)."
    )
    return ConfigurationError("storage.foreign_tables", message, file=file)


def _no_file(path: Path) -> ConfigurationError:
    message = (
        f"There is no SQLite file '{path}'. Check the address; to begin a new one: "
        f"socialkit init --url sqlite:///{path} --admin SUBJECT"
    )
    return ConfigurationError("storage.no_file", message, file=str(path))


def _is_sqlite(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
    except OSError:
        # It is there and can not be read: the driver says why.
        return True
    return head in {b"", _MAGIC}
