"""Read words, moments and yes or no, as callers send them."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from socialkit.domain.handles import check_text
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


def moment(value: datetime | None, *, field: str) -> datetime | None:
    """Return a moment in UTC; raise `Invalid` (``moment.type``) unless it has a time zone."""
    if value is None:
        return None
    if not isinstance(value, datetime) or value.utcoffset() is None:
        message = f"{field} must be a moment with a time zone, such as UTC."
        raise Invalid("moment.type", message, field=field)
    return value.astimezone(UTC)


def yes(value: bool, *, field: str) -> bool:  # noqa: FBT001 - it is what is checked
    """Return a yes or no as it is; raise `Invalid` (``yes_or_no``) for anything else."""
    if not isinstance(value, bool):
        raise Invalid("yes_or_no", f"{field} must be True or False.", field=field)
    return value


def searched(text: str | None, *, field: str) -> str | None:
    """Return what somebody looks for; raise `Invalid` (``text.*``) where nothing can have it."""
    return None if text is None else check_text(text, field=field, max_length=200)
