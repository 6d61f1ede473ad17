"""Keep many values at once in SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import sqlalchemy as sa

from socialkit.ports.storage import Batch, BulkStore
from socialkit.storage.sql import rows
from socialkit.storage.sql.people import skill_rows
from socialkit.storage.sql.posts import tag_rows
from socialkit.storage.sql.rows import Noun
from socialkit.storage.sql.tables import PERSON_SKILL, POST_TAG
from socialkit.storage.sql.work import Work

_ORDER: Final[tuple[tuple[str, Noun[Any]], ...]] = (
    ("accounts", rows.ACCOUNTS),
    ("people", rows.PEOPLE),
    ("groups", rows.GROUPS),
    ("memberships", rows.MEMBERSHIPS),
    ("posts", rows.POSTS),
    ("replies", rows.REPLIES),
    ("comments", rows.COMMENTS),
    ("transitions", rows.TRANSITIONS),
    ("mentions", rows.MENTIONS),
    ("reactions", rows.REACTIONS),
    ("follows", rows.FOLLOWS),
    ("notices", rows.NOTICES),
)
"""What a batch holds, in an order in which each may name those before it."""
_SIDES: Final[dict[str, tuple[sa.Table, Callable[[Any], list[dict[str, object]]]]]] = {
    "people": (PERSON_SKILL, skill_rows),
    "posts": (POST_TAG, tag_rows),
}
"""Tables by which values of a noun are found."""
_CHUNK: Final = 500


class SqlBulkStore(BulkStore):
    """Keep many values at once; nobody is told."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def load(self, batch: Batch) -> int:
        """Keep the values of the batch that are not kept yet; return how many were new."""
        self._work.refuse_reader()
        with self._work.savepoint():
            return sum(self._load(name, noun, list(getattr(batch, name))) for name, noun in _ORDER)

    def _load(self, name: str, noun: Noun[Any], values: list[Any]) -> int:
        new = list(self._unknown(noun, values))
        made = [noun.row(value) for value in new]
        if name == "notices":
            return self._work.insert_new(noun.table, made)
        self._work.insert(noun.table, made)
        if name in _SIDES:
            table, side_rows = _SIDES[name]
            self._work.insert(table, side_rows(new))
        return len(new)

    def _unknown(self, noun: Noun[Any], values: list[Any]) -> Iterator[Any]:
        keys = [column.name for column in noun.table.primary_key]
        by_key = {tuple(getattr(value, key) for key in keys): value for value in reversed(values)}
        ordered = list(reversed(by_key))
        for start in range(0, len(ordered), _CHUNK):
            part = ordered[start : start + _CHUNK]
            kept = self._kept(noun.table, keys, part)
            yield from (by_key[key] for key in part if key not in kept)

    def _kept(
        self, table: sa.Table, keys: Sequence[str], wanted: Sequence[tuple[object, ...]]
    ) -> set[tuple[object, ...]]:
        columns = [table.c[key] for key in keys]
        statement = self._work.statements.get(
            ("kept", table.name), lambda: _kept_statement(columns)
        )
        binds = [key[0] for key in wanted] if len(keys) == 1 else list(wanted)
        return {tuple(row) for row in self._work.rows(statement, {"wanted": binds})}


def _kept_statement(columns: Sequence[sa.Column[Any]]) -> sa.Select[Any]:
    wanted: sa.BindParameter[Any] = sa.bindparam("wanted", expanding=True)
    among = columns[0].in_(wanted) if len(columns) == 1 else sa.tuple_(*columns).in_(wanted)
    return sa.select(*columns).where(among)
