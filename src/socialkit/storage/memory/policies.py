"""Keep the versions of a policy in memory."""

from __future__ import annotations

from socialkit.domain.policies import Activation, PolicyVersion
from socialkit.errors import Conflict
from socialkit.ports.storage import PolicyStore
from socialkit.storage.memory.tables import Table, Tables, V


class MemoryPolicyStore(PolicyStore):
    """Keep published policies and the steps between them."""

    def __init__(self, tables: Tables) -> None:
        self._versions = tables.policy_versions
        self._steps = tables.policy_steps

    def add(self, version: PolicyVersion) -> None:
        """Keep a new version."""
        _add(self._versions, version.version, version)

    def find(self, version: int) -> PolicyVersion | None:
        """Return the version with this number."""
        return self._versions.get(version)

    def versions(self, *, limit: int, before: int | None = None) -> tuple[PolicyVersion, ...]:
        """Return versions, the newest first."""
        return _last(self._versions, limit, before)

    def activate(self, activation: Activation) -> None:
        """Keep a new step."""
        _add(self._steps, activation.number, activation)

    def latest(self) -> Activation | None:
        """Return the step that says what is in force."""
        found = self.activations(limit=1)
        return found[0] if found else None

    def activations(self, *, limit: int, before: int | None = None) -> tuple[Activation, ...]:
        """Return steps, the last first."""
        return _last(self._steps, limit, before)


def _add(table: Table[int, V], number: int, row: V) -> None:
    if number in table:
        raise Conflict("storage.duplicate", "There is such a row already: read it again.")
    table.put(number, row)


def _last(table: Table[int, V], limit: int, before: int | None) -> tuple[V, ...]:
    found = sorted((n for n, _ in table.items() if before is None or n < before), reverse=True)
    return tuple(table[number] for number in found[:limit])
