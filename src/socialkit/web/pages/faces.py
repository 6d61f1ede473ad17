"""Draw people and groups who have no picture: initials on a colour that stays theirs."""

from __future__ import annotations

import unicodedata
from typing import Final, Protocol
from uuid import UUID

from socialkit.services.views import SOMEONE, GroupView, PersonRef

HUES: Final = 12
_NEUTRAL: Final = 10


class Named(Protocol):
    """Be anybody with an id and a name."""

    @property
    def id(self) -> UUID | None:
        """Return the id; None for somebody whom the viewer may not see."""

    @property
    def name(self) -> str:
        """Return the name."""


def initials(person: Named) -> str:
    """Return the first letters of the first and the last word of a name, or `?`."""
    if person == SOMEONE:
        return "?"
    words = [letter for word in person.name.split() if (letter := _first_letter(word))]
    return "".join(words[:1] + words[1:][-1:]).upper() or "?"


def hue(person: Named) -> int:
    """Return the number of the colour of a person or group, always the same for one id."""
    return _NEUTRAL if person.id is None else person.id.int % HUES


def group_face(group: GroupView) -> PersonRef:
    """Return what stands for a group where a face would stand."""
    return PersonRef(group.id, None, group.name)


def _first_letter(word: str) -> str:
    return next((c for c in word if unicodedata.category(c)[0] in "LN"), "")
