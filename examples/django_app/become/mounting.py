"""Keep the permit of the demo's own runner, and tell whether there is one."""

from __future__ import annotations

from typing import Final

from examples.demo.permit import Permit, checked

_permits: Final[list[Permit]] = []


def mount(permit: Permit) -> None:
    """Mount the pages of the demo, before the first request."""
    _permits.append(checked(permit))


def is_mounted() -> bool:
    """Tell whether this process may let anybody be anybody."""
    return bool(_permits)
