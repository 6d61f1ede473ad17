"""Make the parts of the first tables; frozen."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa
from alembic import op

from socialkit.storage.sql.types import Id, Moment, document

ID: Final = Id()
MOMENT: Final = Moment()
DOCUMENT: Final = document()
FLAG: Final = sa.Boolean()
NUMBER: Final = sa.Integer()


def need(name: str, kind: Any) -> sa.Column[Any]:
    """Return a column that always has a value."""
    return sa.Column(name, kind, nullable=False)


def may(name: str, kind: Any) -> sa.Column[Any]:
    """Return a column that can be empty."""
    return sa.Column(name, kind, nullable=True)


def key(name: str, *columns: str) -> sa.PrimaryKeyConstraint:
    """Return the primary key."""
    return sa.PrimaryKeyConstraint(*columns, name=op.f(name))


def unique(name: str, *columns: str) -> sa.UniqueConstraint:
    """Return a uniqueness."""
    return sa.UniqueConstraint(*columns, name=op.f(name))


def refers(name: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    """Return a foreign key of one column to ``table.column``."""
    return sa.ForeignKeyConstraint([column], [target], name=op.f(name))


def check(name: str, condition: str) -> sa.CheckConstraint:
    """Return an invariant."""
    return sa.CheckConstraint(condition, name=op.f(name))


def index(name: str, table: str, columns: str, *, where: str | None = None) -> None:
    """Make an index over columns that commas separate; partial where the database can."""
    parts = [sa.text(part) if " " in part else part for part in columns.split(", ")]
    condition = None if where is None else sa.text(where)
    op.create_index(op.f(name), table, parts, sqlite_where=condition, postgresql_where=condition)
