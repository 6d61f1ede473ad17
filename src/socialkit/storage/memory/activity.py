"""Keep mentions, follows, visits, events, kept answers and the progress of imports in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from socialkit.domain.events import Event
from socialkit.domain.follows import Follow, FollowKind, Visit
from socialkit.domain.mentions import Mention
from socialkit.domain.posts import Target
from socialkit.ports.storage import (
    FollowStore,
    IdempotencyStore,
    ImportStore,
    MentionStore,
    OutboxStore,
    VisitStore,
)
from socialkit.ports.storage.records import StoredResponse
from socialkit.storage.memory.tables import Tables


class MemoryMentionStore(MentionStore):
    """Keep who is named in which text."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def replace(self, source: Target, post_id: UUID, person_ids: Collection[UUID]) -> None:
        """Make these the people whom the text names."""
        for gone in self.of(source):
            self._tables.mentions.drop((source.kind, source.id, gone.person_id))
        for person_id in person_ids:
            mention = Mention(
                source_kind=source.kind, source_id=source.id, post_id=post_id, person_id=person_id
            )
            self._tables.mentions.put((source.kind, source.id, person_id), mention)

    def of(self, source: Target) -> tuple[Mention, ...]:
        """Return the mentions of a text by person id."""
        found = (
            row
            for row in self._tables.mentions
            if (row.source_kind, row.source_id) == (source.kind, source.id)
        )
        return tuple(sorted(found, key=lambda row: row.person_id.bytes))


class MemoryFollowStore(FollowStore):
    """Keep who follows what."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add(self, follow: Follow) -> bool:
        """Keep the follow; tell whether it was new."""
        key = (follow.follower_id, follow.kind, follow.target_id)
        if key in self._tables.follows:
            return False
        self._tables.follows.put(key, follow)
        return True

    def remove(self, follower_id: UUID, kind: FollowKind, target_id: UUID) -> bool:
        """Forget the follow; tell whether it was there."""
        return self._tables.follows.drop((follower_id, kind, target_id))

    def followers(self, kind: FollowKind, target_id: UUID) -> frozenset[UUID]:
        """Return the ids of all who follow the thing."""
        return frozenset(
            row.follower_id
            for row in self._tables.follows
            if (row.kind, row.target_id) == (kind, target_id)
        )


class MemoryVisitStore(VisitStore):
    """Keep on which days people were here."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def record(self, visit: Visit) -> bool:
        """Keep the visit unless it is kept; tell whether it was new."""
        if visit in self._tables.visits:
            return False
        self._tables.visits.put(visit, visit)
        return True


class MemoryOutboxStore(OutboxStore):
    """Keep events until they were delivered."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add(self, events: Sequence[Event]) -> None:
        """Keep events as undelivered."""
        for event in events:
            self._tables.outbox.put(event.id, (event, None))

    def pending(self, *, limit: int) -> tuple[Event, ...]:
        """Return undelivered events, oldest first."""
        waiting = [event for event, delivered_at in self._tables.outbox if delivered_at is None]
        return tuple(sorted(waiting, key=lambda event: (event.at, event.id.bytes))[:limit])

    def delivered(self, ids: Collection[UUID], at: datetime) -> None:
        """Mark events as delivered."""
        for event_id in ids:
            row = self._tables.outbox.get(event_id)
            if row is not None:
                self._tables.outbox.put(event_id, (row[0], at))


class MemoryIdempotencyStore(IdempotencyStore):
    """Keep the answers to writes that carried a key."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def claim(self, person_id: UUID, key: str, fingerprint: str, at: datetime) -> bool:  # noqa: ARG002 - the moment serves storages that forget old keys
        """Claim the key in this unit; False where it is taken."""
        if (person_id, key) in self._tables.answers:
            return False
        self._tables.answers.put((person_id, key), StoredResponse(fingerprint, 0, ""))
        return True

    def find(self, person_id: UUID, key: str) -> StoredResponse | None:
        """Return the stored answer."""
        return self._tables.answers.get((person_id, key))

    def store(self, person_id: UUID, key: str, response: StoredResponse) -> None:
        """Keep the answer of a claimed key."""
        self._tables.answers.put((person_id, key), response)


class MemoryImportStore(ImportStore):
    """Keep how far imports came and what they left out."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def progress(self, network_id: UUID, source: str) -> dict[str, str]:
        """Return the marks that were put for this source."""
        return {
            name: value
            for (network, origin, name), value in self._tables.marks.items()
            if (network, origin) == (network_id, source)
        }

    def mark(self, network_id: UUID, source: str, marks: Mapping[str, str]) -> None:
        """Put marks in place of those of the same names."""
        for name, value in marks.items():
            self._tables.marks.put((network_id, source, name), value)

    def skip(self, network_id: UUID, source: str, reasons: Mapping[str, str]) -> None:
        """Remember why rows were left out, by source key; a second time changes nothing."""
        for key, reason in reasons.items():
            if (network_id, source, key) not in self._tables.skips:
                self._tables.skips.put((network_id, source, key), reason)

    def skipped(self, network_id: UUID, source: str) -> tuple[tuple[str, str], ...]:
        """Return (source key, reason) of all rows left out, sorted."""
        return tuple(
            sorted(
                (key, reason)
                for (network, origin, key), reason in self._tables.skips.items()
                if (network, origin) == (network_id, source)
            )
        )
