"""Leave a trace of decisions in the logger `socialkit.audit`: what was refused, what was special.

A refusal is written once a minute for each kind of caller and act, and then counted, so that nobody
can flood the log or hide in it; what somebody with a special right did is written for each thing.
"""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Hashable
from typing import Final

from socialkit.clock import ticks
from socialkit.domain.actions import PRIVILEGED, Permission
from socialkit.domain.caller import Caller
from socialkit.domain.facts import Thing
from socialkit.ports.policy import Plan, Policy
from socialkit.services.locks import ProcessLock

_log: Final = logging.getLogger("socialkit.audit")
WINDOW: Final = 60.0
"""Seconds for which equal decisions are one line."""
MOST_LINES: Final = 500
"""Lines in one window; beyond it decisions are only counted."""
_LEFT_OUT: Final = "left out"


class DecisionAudit:
    """Write decisions down, each kind once in a window; threads share it."""

    def __init__(self, *, clock: Callable[[], float] = ticks) -> None:
        self._clock = clock
        self._ends = clock() + WINDOW
        self._counts: Counter[Hashable] = Counter()
        self._counting = ProcessLock()

    def decided(
        self,
        policy: Policy,
        caller: Caller,
        permission: Permission,
        thing: Thing,
        *,
        allowed: bool,
    ) -> None:
        """Write a refusal, or the use of a special right, with the rules that decided."""
        if allowed and permission not in PRIVILEGED:
            return
        about = getattr(thing, "id", None)
        key: Hashable = (policy.version, permission, allowed, *caller.shape())
        if allowed:
            key = (key, caller.person_id, about)
        if self._is_new(key):
            reasons = policy.explain(caller, permission, thing)
            rules = ",".join(hit.rule for hit in reasons.deciding)
            _log.info(
                "decision outcome=%s policy=%s permission=%s thing=%s person=%s class=%s roles=%s "
                "network=%s standing=%s rules=%s gates=%s",
                "allow" if allowed else "deny",
                policy.version,
                permission.value,
                about,
                caller.person_id,
                caller.member_class,
                ",".join(sorted(caller.network_roles)) or "-",
                caller.network_kind,
                "good" if caller.in_good_standing else "bad",
                rules or "-",
                ",".join(reasons.closed_gates) or "-",
            )

    def listed(self, plan: Plan) -> None:
        """Write the plan of a list, at the level DEBUG."""
        if _log.isEnabledFor(logging.DEBUG):
            text = f"{plan.version} {plan.permission} {plan.formula!r}"
            found = hashlib.sha256(text.encode()).hexdigest()[:16]
            _log.debug("list permission=%s policy=%s plan=%s", plan.permission, plan.version, found)

    def _is_new(self, key: Hashable) -> bool:
        """Count a decision; tell whether it is the first of its kind in this window."""
        with self._counting.held():
            over = self._sum() if self._clock() >= self._ends else None
            kept = key in self._counts or len(self._counts) < MOST_LINES
            self._counts[key if kept else _LEFT_OUT] += 1
            new = kept and self._counts[key] == 1
        if over is not None:
            _log.info("decisions repeated=%s left_out=%s", *over)
        return new

    def _sum(self) -> tuple[int, int] | None:
        """Begin the next window; return what the last one counted, or None for nothing."""
        left_out = self._counts.pop(_LEFT_OUT, 0)
        again = self._counts.total() - len(self._counts)
        self._counts.clear()
        self._ends = self._clock() + WINDOW
        return (again, left_out) if again or left_out else None
