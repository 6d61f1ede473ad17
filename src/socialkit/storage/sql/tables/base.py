"""Hold the metadata, and make the columns and constraints that all tables share."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa

from socialkit.storage.sql.types import Exact, Id, Moment

METADATA: Final = sa.MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "fk": "%(table_name)s_%(column_0_name)s_fk",
        "ck": "%(table_name)s_%(constraint_name)s_ck",
    }
)
"""Every table of the library; their names begin with ``sk_``."""

Column = sa.Column[Any]


def table(name: str, *parts: sa.schema.SchemaItem) -> sa.Table:
    """Return a new table ``sk_<name>``."""
    return sa.Table(f"sk_{name}", METADATA, *parts)


def key() -> Column:
    """Return the column `id` of a thing that has an id."""
    return sa.Column("id", Id(), primary_key=True)


def part_of_key(name: str, kind: sa.types.TypeEngine[Any], *references: sa.ForeignKey) -> Column:
    """Return a column of a primary key that has several."""
    return sa.Column(name, kind, *references, primary_key=True)


def ref(name: str, to: str | None = None, *, optional: bool = False) -> Column:
    """Return a column that holds the id of another thing, checked by the database if `to` is given.

    `to` is the table's name without prefix. What may be erased or merely remembered is not checked.
    """
    references = () if to is None else (sa.ForeignKey(f"sk_{to}.id"),)
    return sa.Column(name, Id(), *references, nullable=optional)


def text(name: str, length: int | None = None, *, optional: bool = False) -> Column:
    """Return a column of exact text; long text where no length is given."""
    return sa.Column(name, Exact(length), nullable=optional)


def moment(name: str, *, optional: bool = False) -> Column:
    """Return a column of a moment."""
    return sa.Column(name, Moment(), nullable=optional)


def flag(name: str) -> Column:
    """Return a column that says yes or no."""
    return sa.Column(name, sa.Boolean(), nullable=False)


def number(name: str) -> Column:
    """Return a column of a whole number."""
    return sa.Column(name, sa.Integer(), nullable=False)


def among(name: str, words: type[StrEnum] | Iterable[str], *, optional: bool = False) -> str:
    """Return the condition that a column holds one of the words of an enumeration."""
    listed = ", ".join(f"'{word}'" for word in words)
    one_of = f"{name} IN ({listed})"
    return f"({name} IS NULL OR {one_of})" if optional else one_of


def check(name: str, condition: str) -> sa.CheckConstraint:
    """Return an invariant of the table with a short name."""
    return sa.CheckConstraint(condition, name=name)


def unique(name: str, *columns: str) -> sa.UniqueConstraint:
    """Return a uniqueness ``sk_<name>_uq``."""
    return sa.UniqueConstraint(*columns, name=f"sk_{name}_uq")


def index(name: str, *columns: str | sa.TextClause, where: str | None = None) -> sa.Index:
    """Return an index ``sk_<name>_ix``; `where` makes it partial where the database can."""
    condition = None if where is None else sa.text(where)
    return sa.Index(f"sk_{name}_ix", *columns, sqlite_where=condition, postgresql_where=condition)


def newest(at: str = "created_at", then: str = "id") -> tuple[sa.TextClause, sa.TextClause]:
    """Return the last two columns of an index that serves a list, newest first."""
    return sa.text(f"{at} DESC"), sa.text(f"{then} DESC")
