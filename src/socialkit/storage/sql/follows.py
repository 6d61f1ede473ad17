"""Keep mentions, follows and visits in SQL."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from socialkit.domain.follows import Follow, FollowKind, Visit
from socialkit.domain.mentions import Mention
from socialkit.domain.posts import Target
from socialkit.ports.storage import FollowStore, MentionStore, VisitStore
from socialkit.storage.sql.rows import FOLLOWS, MENTIONS, VISITS
from socialkit.storage.sql.tables import FOLLOW, MENTION, VISIT
from socialkit.storage.sql.work import Work

_SOURCE: Final = (
    MENTION.c.source_id == sa.bindparam("at_id"),
    MENTION.c.source_kind == sa.bindparam("at_kind"),
)
_MENTIONS: Final = sa.select(*MENTIONS.columns()).where(*_SOURCE).order_by(MENTION.c.person_id)
_FORGET: Final = sa.delete(MENTION).where(*_SOURCE)
_TARGET: Final = (
    FOLLOW.c.kind == sa.bindparam("at_kind"),
    FOLLOW.c.target_id == sa.bindparam("at_id"),
)
_FOLLOWERS: Final = sa.select(FOLLOW.c.follower_id).where(*_TARGET)
_UNFOLLOW: Final = sa.delete(FOLLOW).where(
    FOLLOW.c.follower_id == sa.bindparam("at_person"), *_TARGET
)
_VISITED: Final = sa.select(VISIT.c.day).where(
    VISIT.c.network_id == sa.bindparam("network_id"),
    VISIT.c.day == sa.bindparam("day"),
    VISIT.c.person_id == sa.bindparam("person_id"),
)


class SqlMentionStore(MentionStore):
    """Keep who is named in which text."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def replace(self, source: Target, post_id: UUID, person_ids: Collection[UUID]) -> None:
        """Make these the people whom the text names."""
        self._work.change(_FORGET, _at(source))
        named = [
            {
                "source_id": source.id,
                "source_kind": source.kind,
                "post_id": post_id,
                "person_id": person_id,
            }
            for person_id in dict.fromkeys(person_ids)
        ]
        self._work.insert(MENTION, named)

    def of(self, source: Target) -> tuple[Mention, ...]:
        """Return the mentions of a text by person id."""
        return tuple(MENTIONS.values(self._work.rows(_MENTIONS, _at(source))))


def _at(target: Target) -> dict[str, object]:
    return {"at_id": target.id, "at_kind": target.kind}


class SqlFollowStore(FollowStore):
    """Keep who follows what."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, follow: Follow) -> bool:
        """Keep the follow; tell whether it was new."""
        return self._work.insert_new(FOLLOW, [FOLLOWS.row(follow)]) > 0

    def remove(self, follower_id: UUID, kind: FollowKind, target_id: UUID) -> bool:
        """Forget the follow; tell whether it was there."""
        binds = {"at_person": follower_id, "at_kind": kind, "at_id": target_id}
        return self._work.change(_UNFOLLOW, binds) > 0

    def followers(self, kind: FollowKind, target_id: UUID) -> frozenset[UUID]:
        """Return the ids of all who follow the thing."""
        rows = self._work.rows(_FOLLOWERS, {"at_kind": kind, "at_id": target_id})
        return frozenset(row[0] for row in rows)


class SqlVisitStore(VisitStore):
    """Keep on which days people were here."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def record(self, visit: Visit) -> bool:
        """Keep the visit unless it is kept; tell whether it was new."""
        row = VISITS.row(visit)
        self._work.refuse_reader()
        if self._work.row(_VISITED, row) is not None:
            return False
        return self._work.insert_new(VISIT, [row]) > 0
