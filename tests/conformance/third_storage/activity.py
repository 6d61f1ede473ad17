"""Keep mentions, notices, follows, visits, events, answers and imports in the journal."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID

from socialkit.domain.caller import Caller
from socialkit.domain.events import Event
from socialkit.domain.follows import Follow, FollowKind, Visit
from socialkit.domain.mentions import Mention
from socialkit.domain.notifications import Notice, NoticeGroup, NoticeReason
from socialkit.domain.posts import Target
from socialkit.paging import Page, PageRequest, Position
from socialkit.ports.policy import Plan
from socialkit.ports.storage import (
    Batch,
    BulkStore,
    FollowStore,
    IdempotencyStore,
    ImportStore,
    MentionStore,
    NoticeStore,
    OutboxStore,
    VisitStore,
)
from socialkit.ports.storage.records import StoredResponse
from tests.conformance.third_storage import tables
from tests.conformance.third_storage.groups import Groups
from tests.conformance.third_storage.people import People
from tests.conformance.third_storage.rows import Store, paged
from tests.conformance.third_storage.sight import Sight
from tests.conformance.third_storage.tables import K, Table, V

MAX_ACTORS = 10


class Mentions(Store, MentionStore):
    def replace(self, source: Target, post_id: UUID, person_ids: Collection[UUID]) -> None:
        for mention in self.of(source):
            self._rows.drop(tables.MENTIONS, tables.MENTIONS.key(mention))
        for each in person_ids:
            mention = Mention(
                source_kind=source.kind, source_id=source.id, post_id=post_id, person_id=each
            )
            self._rows.put(tables.MENTIONS, mention)

    def of(self, source: Target) -> tuple[Mention, ...]:
        mentions = self._rows[tables.MENTIONS].items()
        found = (each for (of, _), each in mentions if of == (source.kind, source.id))
        return tuple(sorted(found, key=lambda each: each.person_id))


class Notices(Store, NoticeStore):
    def add_many(self, notices: Sequence[Notice]) -> int:
        return sum(self._rows.put_new(tables.NOTICES, each) for each in notices)

    def page(
        self, caller: Caller, plans: Mapping[str, Plan], page: PageRequest, *, unread_only: bool
    ) -> Page[NoticeGroup]:
        entries = map(_entry, self._entries(caller, plans, unread_only=unread_only))
        return paged(entries, page, lambda each: Position(each.latest.created_at, each.latest.id))

    def unread(self, caller: Caller, plans: Mapping[str, Plan], *, cap: int) -> int:
        entries = self._entries(caller, plans, unread_only=True)
        return sum(1 for _ in islice(entries, cap))

    def unseen(self, caller: Caller, plans: Mapping[str, Plan], *, cap: int) -> int:
        entries = self._entries(caller, plans, unread_only=True)
        new = (each for each in entries if any(one.seen_at is None for one in each))
        return sum(1 for _ in islice(new, cap))

    def mark_seen(self, person_id: UUID, at: datetime) -> int:
        unseen = (each for each in self._of(person_id) if each.seen_at is None)
        return self._change(each.evolve(seen_at=at) for each in unseen)

    def mark_read(self, person_id: UUID, at: datetime, *, through: UUID | None = None) -> int:
        if through is None:
            return self._read(person_id, at, lambda _: True)
        last = next((each for each in self._of(person_id) if each.id == through), None)
        if last is None:
            self._rows.refuse_if_read_only()
            return 0
        return self._read(
            person_id, at, lambda each: _about(each) == _about(last) and _age(each) <= _age(last)
        )

    def mark_thread_read(self, person_id: UUID, post_id: UUID, at: datetime) -> int:
        return self._read(person_id, at, lambda each: each.post_id == post_id)

    def _read(self, person_id: UUID, at: datetime, meant: Callable[[Notice], bool]) -> int:
        unread = (each for each in self._of(person_id) if each.read_at is None and meant(each))
        return self._change(each.evolve(read_at=at, seen_at=each.seen_at or at) for each in unread)

    def _change(self, changed: Iterable[Notice]) -> int:
        self._rows.refuse_if_read_only()
        notices = tuple(changed)
        for each in notices:
            self._rows.put(tables.NOTICES, each)
        return len(notices)

    def _of(self, person_id: UUID | None) -> Iterator[Notice]:
        return (each for each in self._rows[tables.NOTICES].values() if each.person_id == person_id)

    def _entries(
        self, caller: Caller, plans: Mapping[str, Plan], *, unread_only: bool
    ) -> Iterator[list[Notice]]:
        """Yield the notices of each entry, the latest first."""
        sight = Sight(self._rows, caller)
        entries: dict[object, list[Notice]] = {}
        for notice in sorted(self._of(caller.person_id), key=_age, reverse=True):
            if notice.network_id == caller.network_id and self._is_readable(notice, sight, plans):
                read = notice.read_at is not None
                entries.setdefault((_about(notice), read), []).append(notice)
        return (each for each in entries.values() if not unread_only or each[0].read_at is None)

    def _is_readable(self, notice: Notice, sight: Sight, plans: Mapping[str, Plan]) -> bool:
        if notice.comment_id is not None:
            comment = self._rows[tables.COMMENTS].get(notice.comment_id)
            return comment is not None and sight.sees_comment(plans["comment"], comment)
        if notice.reply_id is not None:
            reply = self._rows[tables.REPLIES].get(notice.reply_id)
            return reply is not None and sight.sees_reply(plans["reply"], reply)
        if notice.post_id is not None:
            post = sight.post(notice.post_id)
            return post is not None and sight.sees_post(plans["post"], post)
        group = sight.group(notice.group_id)
        plan = plans["request" if notice.reason is NoticeReason.REQUEST else "group"]
        return group is not None and sight.sees_group(plan, group)


class Follows(Store, FollowStore):
    def add(self, follow: Follow) -> bool:
        return self._rows.put_new(tables.FOLLOWS, follow)

    def remove(self, follower_id: UUID, kind: FollowKind, target_id: UUID) -> bool:
        return self._rows.drop(tables.FOLLOWS, (follower_id, kind, target_id))

    def followers(self, kind: FollowKind, target_id: UUID) -> frozenset[UUID]:
        follows = self._rows[tables.FOLLOWS]
        return frozenset(who for who, *what in follows if what == [kind, target_id])


class Visits(Store, VisitStore):
    def record(self, visit: Visit) -> bool:
        return self._rows.put_new(tables.VISITS, visit)


class Outbox(Store, OutboxStore):
    def add(self, events: Sequence[Event]) -> None:
        for event in events:
            self._rows.put(tables.OUTBOX, tables.Outgoing(event=event))

    def pending(self, *, limit: int) -> tuple[Event, ...]:
        waiting = [
            each.event for each in self._rows[tables.OUTBOX].values() if each.delivered_at is None
        ]
        return tuple(sorted(waiting, key=lambda each: (each.at, each.id))[:limit])

    def delivered(self, ids: Collection[UUID], at: datetime) -> None:
        self._rows.refuse_if_read_only()
        for outgoing in [
            self._rows[tables.OUTBOX][each] for each in ids if each in self._rows[tables.OUTBOX]
        ]:
            self._rows.put(tables.OUTBOX, outgoing.evolve(delivered_at=at))


class Claims(Store, IdempotencyStore):
    def claim(self, person_id: UUID, key: str, fingerprint: str, at: datetime) -> bool:
        claim = tables.Claim(person_id=person_id, key=key, fingerprint=fingerprint, at=at)
        return self._rows.put_new(tables.CLAIMS, claim)

    def find(self, person_id: UUID, key: str) -> StoredResponse | None:
        kept = self._rows[tables.CLAIMS].get((person_id, key))
        return None if kept is None else StoredResponse(kept.fingerprint, kept.status, kept.body)

    def store(self, person_id: UUID, key: str, response: StoredResponse) -> None:
        self._rows.put(
            tables.CLAIMS,
            tables.Claim(
                person_id=person_id,
                key=key,
                fingerprint=response.fingerprint,
                status=response.status,
                body=response.body,
            ),
        )


class Imports(Store, ImportStore):
    def progress(self, network_id: UUID, source: str) -> dict[str, str]:
        return {each.key: each.text for each in self._of(network_id, source, skip=False)}

    def mark(self, network_id: UUID, source: str, marks: Mapping[str, str]) -> None:
        for key, text in marks.items():
            note = tables.ImportNote(
                network_id=network_id, source=source, skip=False, key=key, text=text
            )
            self._rows.put(tables.IMPORTS, note)

    def skip(self, network_id: UUID, source: str, reasons: Mapping[str, str]) -> None:
        for key, text in reasons.items():
            note = tables.ImportNote(
                network_id=network_id, source=source, skip=True, key=key, text=text
            )
            self._rows.put_new(tables.IMPORTS, note)

    def skipped(self, network_id: UUID, source: str) -> tuple[tuple[str, str], ...]:
        skips = self._of(network_id, source, skip=True)
        return tuple(sorted((each.key, each.text) for each in skips))

    def _of(self, network_id: UUID, source: str, *, skip: bool) -> Iterator[tables.ImportNote]:
        wanted = (network_id, source, skip)
        return (each for key, each in self._rows[tables.IMPORTS].items() if key[:3] == wanted)


class Bulk(Store, BulkStore):
    def load(self, batch: Batch) -> int:
        people, groups = People(self._rows), Groups(self._rows)
        with self._rows.atomic():
            new = self._load(tables.ACCOUNTS, batch.accounts, people.add_account)
            new += self._load(tables.PEOPLE, batch.people, people.add)
            new += self._load(tables.GROUPS, batch.groups, groups.add)
            new += self._load(tables.MEMBERSHIPS, batch.memberships)
            new += self._load(tables.POSTS, batch.posts)
            new += self._load(tables.REPLIES, batch.replies)
            new += self._load(tables.COMMENTS, batch.comments)
            new += self._load(tables.MENTIONS, batch.mentions)
            new += self._load(tables.TRANSITIONS, batch.transitions)
            new += self._load(tables.REACTIONS, batch.reactions)
            new += self._load(tables.FOLLOWS, batch.follows)
            return new + self._load(tables.NOTICES, batch.notices)

    def _load(
        self, table: Table[K, V], values: Sequence[V], add: Callable[[V], None] | None = None
    ) -> int:
        self._rows.refuse_if_read_only()
        new = 0
        for value in values:
            if table.key(value) not in self._rows[table]:
                new += 1
                self._rows.put(table, value) if add is None else add(value)
        return new


def _about(notice: Notice) -> tuple[object, ...]:
    return notice.reason, notice.subject_id


def _age(notice: Notice) -> tuple[datetime, UUID]:
    return notice.created_at, notice.id


def _entry(notices: list[Notice]) -> NoticeGroup:
    actors = dict.fromkeys(each.actor_id for each in notices if each.actor_id is not None)
    return NoticeGroup(latest=notices[0], actor_ids=tuple(actors)[:MAX_ACTORS], total=len(notices))
