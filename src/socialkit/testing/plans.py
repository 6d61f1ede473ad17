"""Give tests the shipped policy, compiled once, and the plans that lists take."""

from __future__ import annotations

import threading
from functools import cache
from typing import Final

from socialkit.domain.actions import Permission
from socialkit.domain.caller import Caller
from socialkit.policy import CompiledPolicy, load_default
from socialkit.ports.policy import Plan

_LOADING: Final = threading.Lock()


def default_policy() -> CompiledPolicy:
    """Return the policy that is shipped with the library."""
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> CompiledPolicy:
    return load_default()


def plan_of(caller: Caller, permission: Permission) -> Plan:
    """Return the caller's plan under the shipped policy."""
    return default_policy().plan(caller, permission)


def notice_plans(caller: Caller, *, policy: CompiledPolicy | None = None) -> dict[str, Plan]:
    """Return the plans that lists of notices are filtered by, under the shipped policy or yours."""
    chosen = default_policy() if policy is None else policy
    return {
        kind: chosen.plan(caller, permission)
        for kind, permission in (
            ("post", Permission.POST_READ),
            ("group", Permission.GROUP_SEE),
            ("reply", Permission.REPLY_READ),
            ("comment", Permission.COMMENT_READ),
            ("request", Permission.GROUP_ADD_MEMBER),
        )
    }
