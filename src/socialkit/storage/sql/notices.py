"""Keep notices in SQL, and show each owner those alone whose thing they may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from socialkit.domain.caller import Caller
from socialkit.domain.notifications import Notice, NoticeGroup
from socialkit.paging import Page, PageRequest, Position, cut
from socialkit.ports.policy import Plan
from socialkit.ports.storage import NoticeStore
from socialkit.storage.sql import conditions, entries
from socialkit.storage.sql.rows import NOTICES, by_id
from socialkit.storage.sql.tables import NOTICE
from socialkit.storage.sql.types import Id, Moment
from socialkit.storage.sql.work import Row, Work, binds_of

_FIND: Final = by_id(NOTICES)
_OWNER: Final = NOTICE.c.person_id == sa.bindparam("owner_id", type_=Id())
_AT: Final = sa.bindparam("done_at", type_=Moment())
_SEE: Final = sa.update(NOTICE).where(_OWNER, NOTICE.c.seen_at.is_(None)).values(seen_at=_AT)
_READ: Final = (
    sa.update(NOTICE)
    .where(_OWNER, NOTICE.c.read_at.is_(None))
    .values(seen_at=sa.func.coalesce(NOTICE.c.seen_at, _AT), read_at=_AT)
)
_READ_THREAD: Final = _READ.where(NOTICE.c.post_id == sa.bindparam("about_post", type_=Id()))
_READ_ENTRY: Final = {
    column: _READ.where(
        NOTICE.c.reason == sa.bindparam("about_reason"),
        entries.SUBJECT.is_(None)
        if column is None
        else sa.bindparam("about_subject", type_=Id()) == entries.SUBJECT,
        sa.tuple_(NOTICE.c.created_at, NOTICE.c.id)
        <= sa.tuple_(
            sa.bindparam("through_at", type_=Moment()), sa.bindparam("through_id", type_=Id())
        ),
    )
    for column in (None, "subject")
}


class SqlNoticeStore(NoticeStore):
    """Keep notices."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add_many(self, notices: Sequence[Notice]) -> int:
        """Keep those that have no notice of the same person and event."""
        return self._work.insert_new(NOTICE, [NOTICES.row(notice) for notice in notices])

    def page(
        self, caller: Caller, plans: Mapping[str, Plan], page: PageRequest, *, unread_only: bool
    ) -> Page[NoticeGroup]:
        """Return the caller's notices, grouped, newest first."""
        if caller.person_id is None:
            return Page(())
        key = ("notices", _key(plans), page.limit, page.after is None, unread_only)
        statement = self._work.statements.get(
            key, lambda: entries.page(plans, page, unread_only=unread_only)
        )
        rows = self._work.rows(statement, binds_of(caller) | conditions.after_binds(page))
        return cut(_groups(rows), page.limit, _position)

    def unread(self, caller: Caller, plans: Mapping[str, Plan], *, cap: int) -> int:
        """Return how many unread entries there are, but at most `cap`."""
        return self._count(caller, plans, cap, unseen_only=False)

    def unseen(self, caller: Caller, plans: Mapping[str, Plan], *, cap: int) -> int:
        """Return how many unread entries hold a notice that was never seen, but at most `cap`."""
        return self._count(caller, plans, cap, unseen_only=True)

    def mark_seen(self, person_id: UUID, at: datetime) -> int:
        """Set `seen_at` of every unseen notice of the person."""
        return self._work.change(_SEE, {"owner_id": person_id, "done_at": at})

    def mark_read(self, person_id: UUID, at: datetime, *, through: UUID | None = None) -> int:
        """Set `read_at` of unread notices of the person, or of one entry up to a notice."""
        binds: dict[str, object] = {"owner_id": person_id, "done_at": at}
        if through is None:
            return self._work.change(_READ, binds)
        last = NOTICES.value(self._work.row(_FIND, {"at_id": through}))
        if last is None or last.person_id != person_id:
            return 0
        binds |= {
            "about_reason": last.reason,
            "through_at": last.created_at,
            "through_id": last.id,
        }
        if last.subject_id is None:
            return self._work.change(_READ_ENTRY[None], binds)
        return self._work.change(_READ_ENTRY["subject"], binds | {"about_subject": last.subject_id})

    def mark_thread_read(self, person_id: UUID, post_id: UUID, at: datetime) -> int:
        """Set `read_at` of the person's unread notices about this thread."""
        binds = {"owner_id": person_id, "about_post": post_id, "done_at": at}
        return self._work.change(_READ_THREAD, binds)

    def _count(
        self, caller: Caller, plans: Mapping[str, Plan], cap: int, *, unseen_only: bool
    ) -> int:
        if caller.person_id is None:
            return 0
        key = ("notices-count", _key(plans), cap, unseen_only)
        statement = self._work.statements.get(
            key, lambda: entries.count(plans, cap, unseen_only=unseen_only)
        )
        return int(self._work.scalar(statement, binds_of(caller)))


def _key(plans: Mapping[str, Plan]) -> tuple[object, ...]:
    return tuple(plans[kind].key for kind in entries.KINDS)


def _groups(rows: Sequence[Row]) -> list[NoticeGroup]:
    """Make entries of rows: the latest notice of each, then who else did it, in order."""
    latest: list[Row] = []
    actors: dict[Any, dict[UUID, None]] = {}
    for row in rows:
        entry = row[NOTICES.width]
        if row[NOTICES.width + 1] == 1:
            latest.append(row)
        if row[_ACTOR] is not None:
            actors.setdefault(entry, {})[row[_ACTOR]] = None
    return [
        NoticeGroup(
            latest=notice,
            actor_ids=tuple(actors.get(row[NOTICES.width], ()))[: entries.MAX_ACTORS],
            total=row[-1],
        )
        for notice, row in zip(NOTICES.values(latest), latest, strict=True)
    ]


_ACTOR: Final = NOTICES.fields.index("actor_id")


def _position(group: NoticeGroup) -> Position:
    return Position(group.latest.created_at, group.latest.id)
