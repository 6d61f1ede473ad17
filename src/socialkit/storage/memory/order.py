"""Put rows in order and cut pages out of them, asking about no more rows than a page needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice
from typing import TypeVar

from socialkit.paging import Page, PageRequest, Position, cut

T = TypeVar("T")


def newest_first(
    rows: Iterable[T],
    page: PageRequest,
    position: Callable[[T], Position],
    *,
    keep: Callable[[T], bool] = lambda _: True,
) -> Page[T]:
    """Return the page of kept rows by (moment, id), newest first; ids compare by their bytes."""
    return _page(rows, page, position, keep, newest=True)


def oldest_first(
    rows: Iterable[T],
    page: PageRequest,
    position: Callable[[T], Position],
    *,
    keep: Callable[[T], bool] = lambda _: True,
) -> Page[T]:
    """Return the page of kept rows by (moment, id), oldest first; ids compare by their bytes."""
    return _page(rows, page, position, keep, newest=False)


def _page(
    rows: Iterable[T],
    page: PageRequest,
    position: Callable[[T], Position],
    keep: Callable[[T], bool],
    *,
    newest: bool,
) -> Page[T]:
    ranked = [(_rank(position(row)), row) for row in rows]
    if page.after is not None:
        after = _rank(page.after)
        ranked = [pair for pair in ranked if (pair[0] < after if newest else pair[0] > after)]
    ranked.sort(key=lambda pair: pair[0], reverse=newest)
    kept = (row for _, row in ranked if keep(row))
    return cut(list(islice(kept, page.limit + 1)), page.limit, position)


def _rank(position: Position) -> tuple[datetime, bytes]:
    return position.at, position.id.bytes
