"""Name the tables that a list of posts reads, under whatever alias."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles


class _Pinned(sa.Alias):
    """Be a table that SQLite reads along one index, whatever other indexes a host adds."""

    inherit_cache = True


@compiles(_Pinned, "sqlite")
def _along_its_index(element: _Pinned, compiler: Any, **options: Any) -> str:
    text: str = compiler.visit_alias(element, **options)
    index = compiler.preparer.quote(f"{element.name}_ix")
    return f"{text} INDEXED BY {index}" if options.get("asfrom") else text


def pinned(table: sa.Table, index: str) -> sa.Alias:
    """Return the table under the name of an index (without its ``_ix``) that SQLite must use."""
    return _Pinned._construct(table, name=index.removesuffix("_ix"))  # noqa: SLF001


@dataclass(frozen=True, slots=True)
class Placed:
    """Be posts with their places, each under the name that a statement gives it."""

    post: sa.FromClause
    group: sa.FromClause

    @property
    def link(self) -> tuple[sa.FromClause, sa.ColumnElement[bool]]:
        """Return what a join with the place needs."""
        return self.group, self.group.c.id == self.post.c.group_id

    @property
    def joined(self) -> sa.Join:
        """Return posts joined with their places."""
        return self.post.join(*self.link)

    @property
    def newest(self) -> tuple[Any, Any]:
        """Return the order of lists: the newest first."""
        return self.post.c.created_at.desc(), self.post.c.id.desc()
