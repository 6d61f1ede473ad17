"""Hold what every part of the suite needs: a world in the storage, plans, and ways to ask."""

# ruff: noqa: RUF001 - look-alikes are what is tested
from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta
from functools import cache
from typing import Final, TypeVar

import pytest

from socialkit.domain.actions import Permission
from socialkit.domain.caller import Caller
from socialkit.paging import Page, PageRequest
from socialkit.policy import CompiledPolicy, load_default
from socialkit.ports.policy import Plan
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


@cache
def default_policy() -> CompiledPolicy:
    """Return the policy that is shipped with the library, compiled once."""
    return load_default()


def plan_of(caller: Caller, permission: Permission) -> Plan:
    """Return the caller's plan under the shipped policy."""
    return default_policy().plan(caller, permission)


def notice_plans(caller: Caller) -> dict[str, Plan]:
    """Return the four plans that lists of notices are filtered by."""
    return {
        "post": plan_of(caller, Permission.POST_READ),
        "group": plan_of(caller, Permission.GROUP_SEE),
        "reply": plan_of(caller, Permission.REPLY_READ),
        "comment": plan_of(caller, Permission.COMMENT_READ),
    }


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
