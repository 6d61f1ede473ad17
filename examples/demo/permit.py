"""Guard the one-click log-in: it exists in a process that the demo's own command started.

Nothing in a host's settings can switch it on. A host mounts those pages for a `Permit` alone.
"""

from __future__ import annotations

import sys
from typing import Final

RUNNERS: Final = frozenset(
    f"examples.{name}.__main__" for name in ("demo", "django_app", "flask_app")
)
FLAG: Final = "one-click"


class DemoOnly(RuntimeError):
    """One-click log-in was asked for outside the demo."""


class Permit:
    """Prove that the demo's own runner started this process and asked for one-click log-in."""

    def __init__(self, flag: str) -> None:
        spec = getattr(sys.modules.get("__main__"), "__spec__", None)
        if flag != FLAG or getattr(spec, "name", None) not in RUNNERS:
            message = (
                "One-click log-in lets anybody be anybody, so it exists in the demo alone. "
                "Start that with `python -m examples.demo`; elsewhere, sign in by password."
            )
            raise DemoOnly(message)


def checked(permit: object) -> Permit:
    """Return the permit, or refuse whatever else was handed in."""
    if type(permit) is not Permit:
        message = "These pages are mounted for a Permit alone."
        raise DemoOnly(message)
    return permit
