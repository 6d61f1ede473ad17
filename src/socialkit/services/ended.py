"""Stand where a unit of work stood: whoever still uses it is told so, whatever the storage."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, NoReturn

from socialkit.errors import ConfigurationError
from socialkit.ports.storage import UnitOfWork


class EndedUnit(UnitOfWork):
    """Raise `ConfigurationError` (``session.ended``) at every use; calls before that cost nothing.

    `another` says how the next unit is opened.
    """

    def __init__(self, another: str) -> None:
        self._another = another

    def atomic(self) -> AbstractContextManager[None]:
        """Refuse an inner piece of work."""
        self._refuse()

    def on_commit(self, act: Callable[[], None]) -> None:  # noqa: ARG002 - the port names it
        """Refuse to wait for a commit that was."""
        self._refuse()

    def __getattr__(self, name: str) -> Any:
        self._refuse()

    def _refuse(self) -> NoReturn:
        message = (
            "This unit of work has ended: its `with` block was left. "
            f"Open another one with {self._another}."
        )
        raise ConfigurationError("session.ended", message)
