"""Keep notices in memory, and show each owner those alone whose thing they may read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Final, TypeAlias
from uuid import UUID

from socialkit.domain import things
from socialkit.domain.caller import Caller
from socialkit.domain.notifications import Notice, NoticeGroup, NoticeReason
from socialkit.paging import Page, PageRequest, Position
from socialkit.ports.policy import Plan
from socialkit.ports.storage import NoticeStore
from socialkit.storage.memory.order import newest_first
from socialkit.storage.memory.tables import Tables
from socialkit.storage.memory.views import (
    View,
    facts_of_comment,
    facts_of_post,
    facts_of_reply,
)

MAX_ACTORS: Final = 10
Key: TypeAlias = tuple[NoticeReason, UUID | None, bool]


class MemoryNoticeStore(NoticeStore):
    """Keep notices."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add_many(self, notices: Sequence[Notice]) -> int:
        """Keep those that have no notice of the same person and event."""
        return sum(self._add(notice) for notice in notices)

    def page(
        self, caller: Caller, plans: Mapping[str, Plan], page: PageRequest, *, unread_only: bool
    ) -> Page[NoticeGroup]:
        """Return the caller's notices, grouped, newest first."""
        entries = [entry for entry in self._entries(caller, plans) if _shown(entry, unread_only)]
        return newest_first(map(_as_group, entries), page, lambda group: _position(group.latest))

    def unread(self, caller: Caller, plans: Mapping[str, Plan], *, cap: int) -> int:
        """Return how many unread entries there are, but at most `cap`."""
        found = (entry for entry in self._entries(caller, plans) if entry[0].read_at is None)
        return sum(1 for _ in islice(found, cap))

    def unseen(self, caller: Caller, plans: Mapping[str, Plan], *, cap: int) -> int:
        """Return how many unread entries hold a notice that was never seen, but at most `cap`."""
        found = (
            entry
            for entry in self._entries(caller, plans)
            if entry[0].read_at is None and any(notice.seen_at is None for notice in entry)
        )
        return sum(1 for _ in islice(found, cap))

    def mark_seen(self, person_id: UUID, at: datetime) -> int:
        """Set `seen_at` of every unseen notice of the person."""
        unseen = [n for n in self._of(person_id) if n.seen_at is None]
        for notice in unseen:
            self._tables.notices.put(notice.id, notice.evolve(seen_at=at))
        return len(unseen)

    def mark_read(self, person_id: UUID, at: datetime, *, through: UUID | None = None) -> int:
        """Set `read_at` of unread notices of the person, or of one entry up to a notice."""
        if through is None:
            return self._read(self._of(person_id), at)
        last = self._tables.notices.get(through)
        if last is None or last.person_id != person_id:
            return 0
        return self._read((n for n in self._of(person_id) if _stands_under(n, last)), at)

    def mark_thread_read(self, person_id: UUID, post_id: UUID, at: datetime) -> int:
        """Set `read_at` of the person's unread notices about this thread."""
        return self._read((n for n in self._of(person_id) if n.post_id == post_id), at)

    def _add(self, notice: Notice) -> bool:
        key = (notice.person_id, notice.event_id)
        if key in self._tables.told:
            return False
        self._tables.told.put(key, notice.id)
        self._tables.notices.put(notice.id, notice)
        return True

    def _of(self, person_id: UUID) -> Iterator[Notice]:
        return (notice for notice in self._tables.notices if notice.person_id == person_id)

    def _read(self, notices: Iterable[Notice], at: datetime) -> int:
        unread = [notice for notice in notices if notice.read_at is None]
        for notice in unread:
            seen_at = at if notice.seen_at is None else notice.seen_at
            self._tables.notices.put(notice.id, notice.evolve(read_at=at, seen_at=seen_at))
        return len(unread)

    def _entries(self, caller: Caller, plans: Mapping[str, Plan]) -> list[list[Notice]]:
        """Return the readable notices of the caller by entry, each the latest first."""
        entries: dict[Key, list[Notice]] = {}
        person_id = caller.person_id
        if person_id is None:
            return []
        caller = View(self._tables, caller).caller
        for notice in sorted(self._of(person_id), key=_rank, reverse=True):
            if notice.network_id == caller.network_id and self._readable(notice, caller, plans):
                key = (notice.reason, notice.subject_id, notice.read_at is not None)
                entries.setdefault(key, []).append(notice)
        return list(entries.values())

    def _readable(self, notice: Notice, caller: Caller, plans: Mapping[str, Plan]) -> bool:
        tables = self._tables
        if notice.comment_id is not None:
            comment = tables.comments.get(notice.comment_id)
            plan = plans["comment"]
            return comment is not None and plan.holds(facts_of_comment(tables, comment), caller)
        if notice.reply_id is not None:
            reply = tables.replies.get(notice.reply_id)
            plan = plans["reply"]
            return reply is not None and plan.holds(facts_of_reply(tables, reply), caller)
        if notice.post_id is not None:
            post = tables.posts.get(notice.post_id)
            return post is not None and plans["post"].holds(facts_of_post(tables, post), caller)
        group = None if notice.group_id is None else tables.groups.get(notice.group_id)
        plan = plans["request" if notice.reason is NoticeReason.REQUEST else "group"]
        return group is not None and plan.holds(things.group_facts(group), caller)


def _position(notice: Notice) -> Position:
    return Position(notice.created_at, notice.id)


def _rank(notice: Notice) -> tuple[datetime, bytes]:
    return notice.created_at, notice.id.bytes


def _shown(entry: list[Notice], unread_only: bool) -> bool:  # noqa: FBT001 - private
    return entry[0].read_at is None or not unread_only


def _stands_under(notice: Notice, last: Notice) -> bool:
    same = (notice.reason, notice.subject_id) == (last.reason, last.subject_id)
    return same and _rank(notice) <= _rank(last)


def _as_group(entry: list[Notice]) -> NoticeGroup:
    actors = dict.fromkeys(n.actor_id for n in entry if n.actor_id is not None)
    return NoticeGroup(latest=entry[0], actor_ids=tuple(actors)[:MAX_ACTORS], total=len(entry))
