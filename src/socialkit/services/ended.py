"""Stand where a unit of work stood: whoever still uses it is told so, whatever the storage."""

from __future__ import annotations

from typing import NoReturn, cast

from socialkit.errors import ConfigurationError
from socialkit.ports.storage import UnitOfWork


def ended_unit(another: str) -> UnitOfWork:
    """Return what raises `ConfigurationError` (``session.ended``) whatever is asked of it.

    `another` says how the next unit is opened. Calls before the end cost nothing by this.
    """
    return cast("UnitOfWork", _Ended(another))


class _Ended:
    def __init__(self, another: str) -> None:
        self._another = another

    def __getattr__(self, name: str) -> NoReturn:
        message = (
            "This unit of work has ended: its `with` block was left. "
            f"Open another one with {self._another}."
        )
        raise ConfigurationError("session.ended", message)
