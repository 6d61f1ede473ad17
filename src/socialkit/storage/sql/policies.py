"""Keep the versions of a policy in SQL."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from socialkit.domain.policies import Activation, PolicyVersion
from socialkit.ports.storage import PolicyStore
from socialkit.storage.sql.conditions import limited
from socialkit.storage.sql.rows import POLICY_STEPS, POLICY_VERSIONS, Noun
from socialkit.storage.sql.tables import POLICY_STEP, POLICY_VERSION
from socialkit.storage.sql.work import Work

_BEFORE: Final = "before_number"


def _last(noun: Noun[Any], number: sa.Column[Any]) -> tuple[sa.Select[Any], sa.Select[Any]]:
    """Return the SELECT of all rows, the last first, and that of those before a number."""
    every = sa.select(*noun.columns()).order_by(number.desc())
    return every, every.where(number < sa.bindparam(_BEFORE))


_FIND: Final = sa.select(*POLICY_VERSIONS.columns()).where(
    POLICY_VERSION.c.version == sa.bindparam("at_version")
)
_VERSIONS: Final = _last(POLICY_VERSIONS, POLICY_VERSION.c.version)
_STEPS: Final = _last(POLICY_STEPS, POLICY_STEP.c.number)
_LATEST: Final = limited(_STEPS[0], 1)


class SqlPolicyStore(PolicyStore):
    """Keep published policies and the steps between them."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, version: PolicyVersion) -> None:
        """Keep a new version."""
        with self._work.refusable():
            self._work.insert(POLICY_VERSION, [POLICY_VERSIONS.row(version)])

    def find(self, version: int) -> PolicyVersion | None:
        """Return the version with this number."""
        return POLICY_VERSIONS.value(self._work.row(_FIND, {"at_version": version}))

    def versions(self, *, limit: int, before: int | None = None) -> tuple[PolicyVersion, ...]:
        """Return versions, the newest first."""
        return tuple(POLICY_VERSIONS.values(self._rows(_VERSIONS, limit, before)))

    def activate(self, activation: Activation) -> None:
        """Keep a new step."""
        with self._work.refusable():
            self._work.insert(POLICY_STEP, [POLICY_STEPS.row(activation)])

    def latest(self) -> Activation | None:
        """Return the step that says what is in force."""
        return POLICY_STEPS.value(self._work.row(_LATEST))

    def activations(self, *, limit: int, before: int | None = None) -> tuple[Activation, ...]:
        """Return steps, the last first."""
        return tuple(POLICY_STEPS.values(self._rows(_STEPS, limit, before)))

    def _rows(
        self, both: tuple[sa.Select[Any], sa.Select[Any]], limit: int, before: int | None
    ) -> Any:
        every, earlier = both
        if before is None:
            return self._work.rows(limited(every, limit))
        return self._work.rows(limited(earlier, limit), {_BEFORE: before})
