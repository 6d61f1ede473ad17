"""Name tables, indexes and constraints in a database whose host chose another prefix."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

PREFIX: Final = "sk_"
"""How the names of all tables, indexes and constraints begin in the library's own words."""


def prefix_of(dialect: sa.Dialect) -> str:
    """Return how those names begin in the database of this dialect."""
    return str(getattr(dialect, "table_prefix", PREFIX))


def stored_name(name: str, prefix: str) -> str:
    """Return what the database calls this table, index or constraint."""
    return prefix + name[len(PREFIX) :] if name.startswith(PREFIX) else name


def own_name(name: str, prefix: str) -> str:
    """Return what the library calls what the database calls by this name."""
    return PREFIX + name[len(prefix) :] if name.startswith(prefix) else name
