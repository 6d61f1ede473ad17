"""Hold the few answers of the API that no service has a view for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Count:
    """Say how many."""

    count: int


@dataclass(frozen=True, slots=True)
class Unread:
    """Count the caller's unread notices, up to 100."""

    unread: int
    """The same number that the list of unread notices shows."""
    unseen: int
    """Those of them that were never on a list that was looked at."""


@dataclass(frozen=True, slots=True)
class Department:
    """Count the people of a department whom the caller may see."""

    name: str
    people: int


@dataclass(frozen=True, slots=True)
class TagCount:
    """Count the posts of a tag that the caller may read."""

    tag: str
    count: int
