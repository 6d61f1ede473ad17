"""Put rows in order and cut pages out of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from socialkit.paging import Page, PageRequest, Position, cut

T = TypeVar("T")


def _rank(position: Position) -> tuple[datetime, bytes]:
    return position.at, position.id.bytes


def newest_first(
    rows: Iterable[T], page: PageRequest, position: Callable[[T], Position]
) -> Page[T]:
    """Return the page of rows by (moment, id), newest first; ids compare by their 16 bytes."""
    return _page(rows, page, position, newest=True)


def oldest_first(
    rows: Iterable[T], page: PageRequest, position: Callable[[T], Position]
) -> Page[T]:
    """Return the page of rows by (moment, id), oldest first; ids compare by their 16 bytes."""
    return _page(rows, page, position, newest=False)


def _page(
    rows: Iterable[T], page: PageRequest, position: Callable[[T], Position], *, newest: bool
) -> Page[T]:
    ordered = sorted(rows, key=lambda row: _rank(position(row)), reverse=newest)
    if page.after is not None:
        after = _rank(page.after)
        ordered = [
            row
            for row in ordered
            if (_rank(position(row)) < after if newest else _rank(position(row)) > after)
        ]
    return cut(ordered[: page.limit + 1], page.limit, position)
