"""Keep requests to join in SQL."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from socialkit.domain.groups import JoinRequest
from socialkit.paging import Page, PageRequest, Position, cut
from socialkit.ports.storage import RequestStore
from socialkit.storage.sql import conditions
from socialkit.storage.sql.rows import REQUESTS, by_id, change_by_id
from socialkit.storage.sql.tables import REQUEST
from socialkit.storage.sql.work import Work, replace

_FIND: Final = by_id(REQUESTS)
_SAVE: Final = change_by_id(REQUESTS)
_PENDING: Final = sa.select(*REQUESTS.columns()).where(
    REQUEST.c.group_id == sa.bindparam("group_id"), REQUEST.c.pending_mark == 1
)
_MINE: Final = _PENDING.where(REQUEST.c.person_id == sa.bindparam("person_id"))

_OF_PERSON: Final = (
    sa.select(*REQUESTS.columns())
    .where(REQUEST.c.person_id == sa.bindparam("person_id"), REQUEST.c.pending_mark == 1)
    .order_by(REQUEST.c.id)
)


class SqlRequestStore(RequestStore):
    """Keep requests to join."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, request: JoinRequest) -> None:
        """Keep a new request."""
        with self._work.refusable():
            self._work.insert(REQUEST, [REQUESTS.row(request)])

    def save(self, request: JoinRequest) -> None:
        """Replace the request of the same id."""
        with self._work.refusable():
            replace(self._work, _SAVE, REQUESTS.row(request))

    def find(self, request_id: UUID) -> JoinRequest | None:
        """Return the request with this id."""
        return REQUESTS.value(self._work.row(_FIND, {"at_id": request_id}))

    def find_pending(self, group_id: UUID, person_id: UUID) -> JoinRequest | None:
        """Return the person's pending request for the group."""
        row = self._work.row(_MINE, {"group_id": group_id, "person_id": person_id})
        return REQUESTS.value(row)

    def pending_of(self, person_id: UUID) -> tuple[JoinRequest, ...]:
        """Return the person's pending requests by id."""
        return tuple(REQUESTS.values(self._work.rows(_OF_PERSON, {"person_id": person_id})))

    def page_pending(self, group_id: UUID, page: PageRequest) -> Page[JoinRequest]:
        """Return pending requests for the group, newest first."""
        key = ("requests", page.limit, page.after is None)
        statement = self._work.statements.get(key, lambda: _page(page))
        rows = self._work.rows(statement, {"group_id": group_id} | conditions.after_binds(page))
        return cut(REQUESTS.values(rows), page.limit, _position)


def _page(page: PageRequest) -> sa.Select[Any]:
    at, last = REQUEST.c.created_at, REQUEST.c.id
    listed = _PENDING.where(conditions.after(at, last, page)).order_by(at.desc(), last.desc())
    return conditions.limited(listed, page.limit + 1)


def _position(request: JoinRequest) -> Position:
    return Position(request.created_at, request.id)
