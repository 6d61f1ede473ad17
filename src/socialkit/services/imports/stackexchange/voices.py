"""Find whom `@name` means in a comment: an earlier participant of the same conversation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from socialkit.domain.handles import fold

SHORTEST: Final = 3
"""The site itself takes no name of fewer letters for a mention."""


def name_key(name: str) -> str:
    """Return the name folded and without spaces, as people write it after an `@`."""
    return "".join(fold(name).split())


class Conversation:
    """Remember who spoke under one post, in order."""

    def __init__(self) -> None:
        self._speakers: dict[UUID, str] = {}

    def speak(self, person_id: UUID | None, key: str) -> None:
        """Note that somebody spoke now; an unknown author (None) can not be called."""
        if person_id is not None:
            self._speakers.pop(person_id, None)
            self._speakers[person_id] = key

    def called(self, name: str) -> UUID | None:
        """Return the latest speaker whose name begins with `name`, spaces and case apart."""
        wanted = name_key(name)
        if len(wanted) < SHORTEST:
            return None
        return next((who for who, key in self._latest() if key.startswith(wanted)), None)

    def _latest(self) -> Iterable[tuple[UUID, str]]:
        return reversed(self._speakers.items())
