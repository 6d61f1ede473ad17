"""Run statements of one unit of work: the only place that executes anything."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Final, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql, sqlite

from socialkit.domain.caller import Caller
from socialkit.domain.vocabulary import late_parameters
from socialkit.errors import ConfigurationError
from socialkit.storage.sql.refusals import translated
from socialkit.storage.sql.transactions import Scope

Binds: TypeAlias = Mapping[str, object]
Row: TypeAlias = Sequence[Any]
Statement: TypeAlias = sa.Select[Any] | sa.CompoundSelect[Any]
CHUNK: Final = 5_000
"""How many values an IN list holds at most."""
_KEPT: Final = 2_000
_MYSQL: Final = frozenset({"mysql", "mariadb"})
_DIALECTS: Final[dict[str, Any]] = {"postgresql": postgresql, "sqlite": sqlite}


class Statements:
    """Keep statements that were built, by name and plan; the oldest go first."""

    def __init__(self) -> None:
        self._built: dict[Hashable, Any] = {}

    def get(self, key: Hashable, build: Callable[[], Any]) -> Any:
        """Return the statement of this key, built by `build` the first time."""
        found = self._built.get(key)
        if found is None:
            found = build()
            if len(self._built) >= _KEPT:
                self._built.pop(next(iter(self._built)), None)
            self._built[key] = found
        return found


class Work:
    """Be the connection of one unit of work, with what every store does with it."""

    def __init__(self, scope: Scope, statements: Statements, *, read_only: bool) -> None:
        self.statements: Final = statements
        self._scope = scope
        self._connection = scope.connection
        self._read_only = read_only
        self.dialect: Final = scope.connection.dialect.name
        self.tags_read: Final[dict[object, tuple[str, ...]]] = {}
        """Tags of the posts that this unit locked, so that saving leaves equal ones alone."""
        self.places: int | None = None
        """How many places the caller has, once a list asked for it."""

    def rows(self, statement: Any, binds: Binds | None = None) -> Sequence[Row]:
        """Read all rows of a statement."""
        with translated(self._connection):
            return self._connection.execute(statement, binds or {}).fetchall()

    def row(self, statement: Any, binds: Binds | None = None) -> Row | None:
        """Read the first row of a statement, or None."""
        with translated(self._connection):
            return self._connection.execute(statement, binds or {}).first()

    def scalar(self, statement: Any, binds: Binds | None = None) -> Any:
        """Read the first column of the first row, or None."""
        found = self.row(statement, binds)
        return None if found is None else found[0]

    def change(self, statement: Any, binds: Binds | None = None) -> int:
        """Execute an UPDATE or DELETE; return how many rows it found."""
        self.refuse_reader()
        with translated(self._connection):
            return self._connection.execute(statement, binds or {}).rowcount

    def insert(self, table: sa.Table, rows: Sequence[Binds]) -> None:
        """Insert rows; raise `Conflict` for one that is there."""
        self.refuse_reader()
        if rows:
            with translated(self._connection):
                self._connection.execute(sa.insert(table), list(rows))

    def insert_new(self, table: sa.Table, rows: Sequence[Binds]) -> int:
        """Insert the rows whose unique keys are free; return how many those were."""
        self.refuse_reader()
        if not rows:
            return 0
        with translated(self._connection):
            statement = _insert_new(table, self.dialect)
            options = {"preserve_rowcount": True}
            return self._connection.execute(
                statement, list(rows), execution_options=options
            ).rowcount

    def put(self, table: sa.Table, row: Binds) -> None:
        """Insert the row, or replace that of the same primary key."""
        self.refuse_reader()
        with translated(self._connection):
            self._connection.execute(_put(table, self.dialect), [row])

    def savepoint(self) -> AbstractContextManager[None]:
        """Open an inner transaction."""
        return self._scope.savepoint()

    def refusable(self) -> AbstractContextManager[None]:
        """Open what keeps the unit usable after a `Conflict` of one statement.

        PostgreSQL refuses everything after an error unless a savepoint stands before it.
        """
        return self._scope.savepoint() if self.dialect == "postgresql" else nullcontext()

    def on_commit(self, act: Callable[[], None]) -> None:
        """Call `act` after the outermost commit."""
        self._scope.on_commit(act)

    def refuse_reader(self) -> None:
        """Raise `ConfigurationError` (``storage.read_only``) in a unit that only reads."""
        if self._read_only:
            message = (
                "This unit of work was opened to read only. Open one with storage.unit() to write."
            )
            raise ConfigurationError("storage.read_only", message)


def _insert_new(table: sa.Table, dialect: str) -> sa.Insert:
    if dialect in _MYSQL:
        return sa.insert(table).prefix_with("IGNORE")
    made: sa.Insert = _DIALECTS[dialect].insert(table).on_conflict_do_nothing()
    return made


def _put(table: sa.Table, dialect: str) -> sa.Insert:
    keys = [column.name for column in table.primary_key]
    others = [column.name for column in table.columns if column.name not in keys]
    if dialect in _MYSQL:
        made = mysql.insert(table)
        return made.on_duplicate_key_update({name: made.inserted[name] for name in others})
    upsert = _DIALECTS[dialect].insert(table)
    changes = {name: upsert.excluded[name] for name in others}
    done: sa.Insert = upsert.on_conflict_do_update(index_elements=keys, set_=changes)
    return done


def binds_of(caller: Caller, **others: object) -> dict[str, object]:
    """Return the bind values of a statement for this caller."""
    return late_parameters(caller) | others


def chunks(values: Iterable[object], size: int = CHUNK) -> Iterable[list[object]]:
    """Cut distinct values into lists that an IN can hold."""
    distinct = list(dict.fromkeys(values))
    return (distinct[start : start + size] for start in range(0, len(distinct), size))


def replace(work: Work, statement: sa.Update, row: dict[str, object]) -> int:
    """Execute an UPDATE by id with all columns of a row; return how many rows it found."""
    changes = {name: value for name, value in row.items() if name != "id"}
    return work.change(statement, {**changes, "at_id": row["id"]})
