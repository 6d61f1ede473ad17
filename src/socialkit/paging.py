"""Cut lists into pages by keyset: no page repeats or loses a row, however deep it lies."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Generic, TypeVar
from uuid import UUID

from socialkit.errors import Invalid

DEFAULT_LIMIT: Final = 20
MAX_LIMIT: Final = 100

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Position:
    """Name a place in a list that is ordered by (moment, id), newest first."""

    at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Ask for up to `limit` rows (1-100) that lie after `after` in the list's own order."""

    limit: int = DEFAULT_LIMIT
    after: Position | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Hold some rows of a list, and where the next page begins (None at the end)."""

    items: tuple[T, ...]
    next: Position | None = None

    @property
    def cursor(self) -> str | None:
        """Return the opaque text that asks for the next page, or None at the end."""
        return None if self.next is None else encode_cursor(self.next)

    def map(self, change: Callable[[T], U]) -> Page[U]:
        """Return the same page with each item changed."""
        return Page(tuple(change(item) for item in self.items), self.next)


def page_request(*, limit: int = DEFAULT_LIMIT, cursor: str | None = None) -> PageRequest:
    """Build a request from what a caller sent.

    Raises `Invalid` (``paging.limit``, ``paging.cursor``) and says what is accepted.
    """
    if not isinstance(limit, int) or isinstance(limit, bool) or not 1 <= limit <= MAX_LIMIT:
        message = f"A page holds 1 to {MAX_LIMIT} rows; ask for that many."
        raise Invalid("paging.limit", message, minimum=1, maximum=MAX_LIMIT)
    return PageRequest(limit, None if cursor is None else decode_cursor(cursor))


def encode_cursor(position: Position) -> str:
    """Return `position` as opaque text that is safe in a URL (40 characters or fewer)."""
    micros = int(position.at.timestamp()) * 1_000_000 + position.at.microsecond
    raw = micros.to_bytes(8, "big", signed=True) + position.id.bytes
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode_cursor(text: str) -> Position:
    """Return the position that `text` names; raise `Invalid` (``paging.cursor``) otherwise."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        seconds, micros = divmod(int.from_bytes(raw[:8], "big", signed=True), 1_000_000)
        position = Position(
            datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros), UUID(bytes=raw[8:])
        )
    except (binascii.Error, ValueError, OverflowError, OSError, TypeError):
        position = None
    if position is None or encode_cursor(position) != text:
        message = (
            "This page marker is not one that was handed out. Start again from the first page."
        )
        raise Invalid("paging.cursor", message)
    return position


def cut(rows: Sequence[T], limit: int, position: Callable[[T], Position]) -> Page[T]:
    """Make a page of `limit` rows from a read of up to `limit` + 1 of them."""
    if len(rows) <= limit:
        return Page(tuple(rows))
    kept = tuple(rows[:limit])
    return Page(kept, position(kept[-1]))
