"""Define column types that mean the same on every database.

Moments are UTC with microseconds, ids are UUIDs, text is compared code point by code point, and a
set of words is one sorted text. Values that the driver (or a host's cursor) converted already
are accepted as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, SafeUUID

from sqlalchemy import CHAR, JSON, TIMESTAMP, Boolean, Dialect, Integer, String, Text
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.types import TypeDecorator, TypeEngine

Flag = Boolean
Number = Integer
Processor = Callable[[Any], Any]

_MYSQL: Final = frozenset({"mysql", "mariadb"})
_set = object.__setattr__


def moment_text(moment: datetime) -> str:
    """Return the one text form of a moment: ``YYYY-MM-DD HH:MM:SS.ffffff`` in UTC; it sorts."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _moment_of(stored: str | datetime | None) -> datetime | None:
    if stored is None:
        return None
    moment = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        message = f"A moment without time zone can not be stored: {moment!r}. Give it one (UTC)."
        raise TypeError(message)
    return moment


class Moment(TypeDecorator[datetime]):
    """Keep an aware moment: text on SQLite, `DATETIME(6)` on MariaDB, else `TIMESTAMPTZ`."""

    impl = TIMESTAMP(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the column type of this database."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        if dialect.name in _MYSQL:
            return dialect.type_descriptor(mysql.DATETIME(fsp=6))
        return dialect.type_descriptor(TIMESTAMP(timezone=True))

    def bind_processor(self, dialect: Dialect) -> Processor:
        """Return what turns an aware moment into what the driver stores."""
        if dialect.name == "sqlite":
            return lambda value: None if value is None else moment_text(_aware(value))
        if dialect.name in _MYSQL:
            return lambda value: (
                None if value is None else _aware(value).astimezone(UTC).replace(tzinfo=None)
            )
        return lambda value: None if value is None else _aware(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:  # noqa: ARG002
        """Return what turns a stored moment into an aware one in UTC."""
        return _moment_of


def _uuid_of(stored: str | UUID | None) -> UUID | None:
    # A third of the time that UUID(hex=...) takes; pages hold hundreds of ids.
    if stored is None or isinstance(stored, UUID):
        return stored
    made = UUID.__new__(UUID)
    _set(made, "int", int(stored.replace("-", ""), 16))
    _set(made, "is_safe", SafeUUID.unknown)
    return made


class Id(TypeDecorator[UUID]):
    """Keep a UUID: native on PostgreSQL, elsewhere 32 hexadecimal digits."""

    impl = CHAR(32)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the column type of this database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.UUID(as_uuid=True))
        if dialect.name in _MYSQL:
            return dialect.type_descriptor(mysql.CHAR(32, charset="ascii", collation="ascii_bin"))
        return dialect.type_descriptor(CHAR(32))

    def bind_processor(self, dialect: Dialect) -> Processor | None:
        """Return what turns a UUID into what the driver stores."""
        if dialect.name == "postgresql":
            return None
        return lambda value: None if value is None else value.hex

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor | None:  # noqa: ARG002
        """Return what turns a stored id into a UUID."""
        return None if dialect.name == "postgresql" else _uuid_of


class Exact(TypeDecorator[str]):
    """Keep text that compares by code points; `length` None for long text."""

    impl = String
    cache_ok = True

    def __init__(self, length: int | None = None) -> None:
        super().__init__(length)
        self.length = length

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the column type of this database."""
        if dialect.name in _MYSQL:
            return dialect.type_descriptor(_mysql_text(self.length, dialect))
        collation = "C" if dialect.name == "postgresql" else None
        if self.length is None:
            return dialect.type_descriptor(Text(collation=collation))
        return dialect.type_descriptor(String(self.length, collation=collation))

    def bind_processor(self, dialect: Dialect) -> Processor:  # noqa: ARG002
        """Return what turns text, or a word of an enumeration, into plain text."""
        return lambda value: None if value is None else str(value)

    def coerce_compared_value(self, op: Any, value: Any) -> Any:  # noqa: ARG002
        """Compare with text of the same kind."""
        return self


def _mysql_text(length: int | None, dialect: Dialect) -> TypeEngine[Any]:
    # Both collations compare code points and count trailing blanks (utf8mb4_bin does not).
    is_mysql = dialect.name == "mysql" and getattr(dialect, "server_version_info", None) is not None
    is_mysql = is_mysql and not getattr(dialect, "is_mariadb", False)
    collation = "utf8mb4_0900_bin" if is_mysql else "utf8mb4_nopad_bin"
    if length is None:
        return mysql.MEDIUMTEXT(charset="utf8mb4", collation=collation)
    return mysql.VARCHAR(length, charset="utf8mb4", collation=collation)


def words_text(words: Collection[str]) -> str:
    """Return a set of words as one sorted text, so that equal sets are equal texts."""
    escaped = (word.replace("%", "%25").replace(",", "%2C") for word in words)
    return ",".join(sorted(escaped))


def words_of(stored: str | None) -> frozenset[str] | None:
    """Return the set of words that `words_text` wrote."""
    if stored is None:
        return None
    parts = stored.split(",") if stored else ()
    return frozenset(part.replace("%2C", ",").replace("%25", "%") for part in parts)


class Words(TypeDecorator[frozenset[str]]):
    """Keep a set of words as one sorted text (``admin,trusted``)."""

    impl = Exact
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Processor:  # noqa: ARG002
        """Return what writes the set."""
        return lambda value: None if value is None else words_text(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Processor:  # noqa: ARG002
        """Return what reads the set."""
        return words_of


def document() -> TypeEngine[Any]:
    """Return the type of JSON documents: `JSONB` on PostgreSQL; None is NULL."""
    plain = JSON(none_as_null=True)
    return plain.with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
