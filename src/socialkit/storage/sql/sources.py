"""Name the tables that a list of posts reads, under whatever alias."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa


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
