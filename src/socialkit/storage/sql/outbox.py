"""Keep events in SQL until they were delivered, answers of writes, and the progress of imports."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from socialkit.domain.events import Event
from socialkit.ports.storage import IdempotencyStore, ImportStore, OutboxStore
from socialkit.ports.storage.records import StoredResponse
from socialkit.storage.sql.conditions import limited
from socialkit.storage.sql.rows import EVENTS
from socialkit.storage.sql.tables import IDEMPOTENCY, IMPORT_MARK, IMPORT_SKIP, OUTBOX
from socialkit.storage.sql.types import Moment
from socialkit.storage.sql.work import Work, chunks

_PENDING: Final = (
    sa.select(*EVENTS.columns())
    .where(OUTBOX.c.delivered_at.is_(None))
    .order_by(OUTBOX.c.at, OUTBOX.c.id)
)
_DELIVERED: Final = (
    sa.update(OUTBOX)
    .where(OUTBOX.c.id.in_(sa.bindparam("ids", expanding=True)))
    .values(delivered_at=sa.bindparam("delivered", type_=Moment()))
)
_ANSWER: Final = (
    IDEMPOTENCY.c.person_id == sa.bindparam("at_person"),
    IDEMPOTENCY.c.key == sa.bindparam("at_key"),
)
_FIND_ANSWER: Final = sa.select(
    IDEMPOTENCY.c.fingerprint, IDEMPOTENCY.c.status, IDEMPOTENCY.c.body
).where(*_ANSWER)
_STORE_ANSWER: Final = sa.update(IDEMPOTENCY).where(*_ANSWER)
_NETWORK: Final[sa.BindParameter[Any]] = sa.bindparam("network_id")
_SOURCE: Final[sa.BindParameter[Any]] = sa.bindparam("source")
_MARKS: Final = sa.select(IMPORT_MARK.c.name, IMPORT_MARK.c.value).where(
    IMPORT_MARK.c.network_id == _NETWORK, IMPORT_MARK.c.source == _SOURCE
)
_SKIPPED: Final = (
    sa.select(IMPORT_SKIP.c.source_key, IMPORT_SKIP.c.reason)
    .where(IMPORT_SKIP.c.network_id == _NETWORK, IMPORT_SKIP.c.source == _SOURCE)
    .order_by(IMPORT_SKIP.c.source_key)
)


class SqlOutboxStore(OutboxStore):
    """Keep events until they were delivered."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, events: Sequence[Event]) -> None:
        """Keep events as undelivered."""
        self._work.insert(OUTBOX, [EVENTS.row(event) for event in events])

    def pending(self, *, limit: int) -> tuple[Event, ...]:
        """Return undelivered events, oldest first."""
        return tuple(EVENTS.values(self._work.rows(limited(_PENDING, limit))))

    def delivered(self, ids: Collection[UUID], at: datetime) -> None:
        """Mark events as delivered."""
        for part in chunks(ids):
            self._work.change(_DELIVERED, {"ids": part, "delivered": at})


class SqlIdempotencyStore(IdempotencyStore):
    """Keep the answers to writes that carried a key."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def claim(self, person_id: UUID, key: str, fingerprint: str, at: datetime) -> bool:
        """Claim the key in this unit; False where it is taken."""
        row = {
            "person_id": person_id,
            "key": key,
            "fingerprint": fingerprint,
            "status": 0,
            "body": "",
            "claimed_at": at,
        }
        return self._work.insert_new(IDEMPOTENCY, [row]) > 0

    def find(self, person_id: UUID, key: str) -> StoredResponse | None:
        """Return the stored answer."""
        row = self._work.row(_FIND_ANSWER, {"at_person": person_id, "at_key": key})
        return None if row is None else StoredResponse(*row)

    def store(self, person_id: UUID, key: str, response: StoredResponse) -> None:
        """Keep the answer of a claimed key."""
        changes = {
            "fingerprint": response.fingerprint,
            "status": response.status,
            "body": response.body,
        }
        self._work.change(_STORE_ANSWER, {**changes, "at_person": person_id, "at_key": key})


class SqlImportStore(ImportStore):
    """Keep how far imports came and what they left out."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def progress(self, network_id: UUID, source: str) -> dict[str, str]:
        """Return the marks that were put for this source."""
        rows = self._work.rows(_MARKS, {"network_id": network_id, "source": source})
        return {row[0]: row[1] for row in rows}

    def mark(self, network_id: UUID, source: str, marks: Mapping[str, str]) -> None:
        """Put marks in place of those of the same names."""
        for name, value in marks.items():
            row = {"network_id": network_id, "source": source, "name": name, "value": value}
            self._work.put(IMPORT_MARK, row)

    def skip(self, network_id: UUID, source: str, reasons: Mapping[str, str]) -> None:
        """Remember why rows were left out; a second time changes nothing."""
        rows = [
            {"network_id": network_id, "source": source, "source_key": key, "reason": reason}
            for key, reason in reasons.items()
        ]
        self._work.insert_new(IMPORT_SKIP, rows)

    def skipped(self, network_id: UUID, source: str) -> tuple[tuple[str, str], ...]:
        """Return (source key, reason) of all rows left out, sorted."""
        rows = self._work.rows(_SKIPPED, {"network_id": network_id, "source": source})
        return tuple((key, reason) for key, reason in rows)
