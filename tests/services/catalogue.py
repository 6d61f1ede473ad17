"""What a database says of its schema, one line a fact."""

from __future__ import annotations

import re
from collections.abc import Iterator

import sqlalchemy as sa

from socialkit.storage.sql.engines import make_engine

_COLUMNS = """
    SELECT table_name, ordinal_position, column_name, udt_name, is_nullable, column_default,
           character_maximum_length, datetime_precision, collation_name
    FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2
"""
_CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2
"""
_INDEXES = (
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 2"
)
_SQLITE = "SELECT tbl_name, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
_CATALOGUE = {"sqlite": (_SQLITE,), "postgresql": (_COLUMNS, _CONSTRAINTS, _INDEXES)}


def catalogue(url: str, *, prefix: str = "") -> list[str]:
    """Return every fact about the tables whose names begin with `prefix`."""
    engine = make_engine(url)
    with engine.connect() as connection:
        if engine.dialect.name in _CATALOGUE:
            asked = [connection.exec_driver_sql(q) for q in _CATALOGUE[engine.dialect.name]]
            lines = [str(tuple(row)) for answer in asked for row in answer if _ours(row[0], prefix)]
        else:
            lines = list(_mysql_lines(connection, prefix))
    engine.dispose()
    return [_bare(line) for line in lines]


def _ours(table: object, prefix: str) -> bool:
    return str(table).strip('"').startswith(prefix)


def _mysql_lines(connection: sa.Connection, prefix: str) -> Iterator[str]:
    names = [name for name in sa.inspect(connection).get_table_names() if _ours(name, prefix)]
    for name in sorted(names):
        told = str(connection.exec_driver_sql(f"SHOW CREATE TABLE {name}").one()[1]).split("\n")
        # A table lists its keys in the order in which they were made.
        yield from (line.rstrip(",") for line in (told[0], *sorted(told)))


def _bare(line: str) -> str:
    """Return the line without what is no part of the schema: blanks, and how far a count came."""
    return re.sub(r"(\\[nt]|\s)+", " ", re.sub(r" AUTO_INCREMENT=\d+", "", line))
