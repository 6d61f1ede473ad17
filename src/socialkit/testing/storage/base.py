"""Hold what every part of the suite needs: a world in the storage, plans, and ways to ask."""

# ruff: noqa: RUF001 - look-alikes are what is tested
from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Final, TypeVar

import pytest

from socialkit.paging import Page, PageRequest
from socialkit.ports.storage import Storage
from socialkit.testing.factories import Factory
from socialkit.testing.world import World, build_world

T = TypeVar("T")

TEXTS: Final = (
    "a",
    "A",
    "á",
    "a\u0301",
    "a ",
    " a",
    "ａ",
    "ß",
    "ss",
    "SS",
    "İ",
    "i",
    "ı",
    "%",
    "_",
    "a%b",
    "\\",
    "\\%",
    "'",
    '"',
    "'; --",
    "tab\there",
    "line\nbreak",
    "\u200b",
    "\u202egnp",
    "𝔘",
    "🙂",
    "🙂🙂",
    "null",
    "0",
    "00",
)
"""Texts that databases like to mix up: twins of case, accent, width and blanks, and wildcards."""

SECOND: Final = timedelta(seconds=1)
MICROSECOND: Final = timedelta(microseconds=1)


def walk(fetch: Callable[[PageRequest], Page[T]], *, limit: int = 100) -> list[T]:
    """Return the rows of all pages, asked for one after another."""
    page = fetch(PageRequest(limit))
    rows = list(page.items)
    while page.next is not None:
        assert len(page.items) == limit, "A page with a next one must be full."
        page = fetch(PageRequest(limit, page.next))
        rows.extend(page.items)
    return rows


def each_once(rows: Collection[T]) -> bool:
    """Tell whether no row comes twice."""
    return len(rows) == len(set(rows))


class Promises:
    """Give each test a world that was put into the author's `storage`."""

    @pytest.fixture
    def world(self, storage: Storage) -> World:
        """Return the small world of `socialkit.testing.world`."""
        return build_world(storage)

    @pytest.fixture
    def make(self, world: World) -> Factory:
        """Return the factory that made the world."""
        return world.make
