"""Read words of the domain that callers send as text."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from socialkit.errors import Invalid

W = TypeVar("W", bound=StrEnum)


def word(kind: type[W], value: W | str, *, field: str) -> W:
    """Return the member of `kind` that `value` names; raise `Invalid` (``word.unknown``)."""
    try:
        return kind(value)
    except ValueError:
        names = [member.value for member in kind]
        message = f"{field} must be one of: {', '.join(names)}."
        raise Invalid("word.unknown", message, field=field, allowed=names) from None
