"""Keep published policies in the journal."""

from __future__ import annotations

from socialkit.domain.policies import Activation, PolicyVersion
from socialkit.ports.storage import PolicyStore
from tests.conformance.third_storage import tables
from tests.conformance.third_storage.rows import Store
from tests.conformance.third_storage.tables import Table, V


class Policies(Store, PolicyStore):
    def add(self, version: PolicyVersion) -> None:
        self._add(tables.POLICIES, version)

    def find(self, version: int) -> PolicyVersion | None:
        return self._rows[tables.POLICIES].get(version)

    def versions(self, *, limit: int, before: int | None = None) -> tuple[PolicyVersion, ...]:
        return self._last(tables.POLICIES, limit, before)

    def activate(self, activation: Activation) -> None:
        self._add(tables.STEPS, activation)

    def latest(self) -> Activation | None:
        return next(iter(self.activations(limit=1)), None)

    def activations(self, *, limit: int, before: int | None = None) -> tuple[Activation, ...]:
        return self._last(tables.STEPS, limit, before)

    def _add(self, table: Table[int, V], row: V) -> None:
        taken = [key for key in self._rows[table] if key == table.key(row)]
        self._rows.refuse(taken, "policy.moved", "This number is taken. Read again.")
        self._rows.put(table, row)

    def _last(self, table: Table[int, V], limit: int, before: int | None) -> tuple[V, ...]:
        rows = sorted(self._rows[table].items(), key=lambda item: item[0], reverse=True)
        return tuple(row for key, row in rows if before is None or key < before)[:limit]
