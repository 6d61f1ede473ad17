"""Hold the rows as one unit sees them: a snapshot, and the unit's own changes upon it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar, cast
from uuid import UUID

from socialkit.errors import ConfigurationError, Conflict
from socialkit.paging import Page, PageRequest, Position, cut
from tests.conformance.third_storage.journal import Change, State
from tests.conformance.third_storage.tables import K, Table, V

T = TypeVar("T")
Made = TypeVar("Made", bound="Born")


class Born(Protocol):
    """Be something that lists order by the moment when it was made."""

    @property
    def id(self) -> UUID: ...
    @property
    def created_at(self) -> Any: ...


class RowsOfUnit:
    """Be what one unit reads and changes; tables are copied before their first change."""

    def __init__(self, state: State, *, read_only: bool) -> None:
        self._tables = dict(state.tables)
        self._owned: set[str] = set()
        self._read_only = read_only
        self.changes: list[Change] = []
        self.acts: list[Callable[[], None]] = []

    def __getitem__(self, table: Table[K, V]) -> Mapping[K, V]:
        return cast("Mapping[K, V]", self._tables[table.name])

    def put(self, table: Table[K, V], row: V) -> None:
        """Keep the row, in place of one of the same key."""
        self._own(table)[table.key(row)] = row
        self.changes.append(Change(table, row))

    def put_new(self, table: Table[K, V], row: V) -> bool:
        """Keep the row unless its key is kept; tell whether it was new."""
        self.refuse_if_read_only()
        new = table.key(row) not in self[table]
        if new:
            self.put(table, row)
        return new

    def drop(self, table: Table[K, V], key: K) -> bool:
        """Forget the row of this key; tell whether there was one."""
        row = self._own(table).pop(key, None)
        if row is not None:
            self.changes.append(Change(table, row, kept=False))
        return row is not None

    def refuse_if_read_only(self) -> None:
        """Raise `ConfigurationError` in a unit that may only read."""
        if self._read_only:
            message = "This unit may only read. Open it without read_only=True to change something."
            raise ConfigurationError("storage.read_only", message)

    def refuse(self, taken: Iterable[object], code: str, message: str) -> None:
        """Raise `Conflict` where anything is in the way of this change."""
        self.refuse_if_read_only()
        if any(True for _ in taken):
            raise Conflict(code, message)

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """Undo what was done inside when an exception leaves it, and raise it on."""
        tables, done, asked = dict(self._tables), len(self.changes), len(self.acts)
        self._owned.clear()
        try:
            yield
        except BaseException:
            self._tables = tables
            self._owned.clear()
            del self.changes[done:], self.acts[asked:]
            raise

    def _own(self, table: Table[K, V]) -> dict[K, V]:
        self.refuse_if_read_only()
        if table.name not in self._owned:
            self._tables[table.name] = dict(self._tables[table.name])
            self._owned.add(table.name)
        return cast("dict[K, V]", self._tables[table.name])


class Store:
    """Be a part of a unit."""

    def __init__(self, rows: RowsOfUnit) -> None:
        self._rows = rows


def by_birth(row: Born) -> Position:
    """Return where a row lies in a list by (created_at, id)."""
    return Position(row.created_at, row.id)


def paged(
    rows: Iterable[T],
    page: PageRequest,
    where: Callable[[T], Position],
    *,
    newest_first: bool = True,
) -> Page[T]:
    """Return the page of `rows` that lies behind `page.after`."""

    def key(row: T) -> tuple[Any, UUID]:
        position = where(row)
        return position.at, position.id

    ordered = sorted(rows, key=key, reverse=newest_first)
    if page.after is not None:
        after = (page.after.at, page.after.id)
        ordered = [
            row for row in ordered if (key(row) < after if newest_first else key(row) > after)
        ]
    return cut(ordered[: page.limit + 1], page.limit, where)
