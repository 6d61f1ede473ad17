"""State what a row of the route table is, and match requests against the table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

from pydantic import BaseModel

from socialkit.errors import ConfigurationError
from socialkit.services.session import Session
from socialkit.web.http import Request

Params: TypeAlias = Mapping[str, str]
Handler: TypeAlias = Callable[[Session, Request, Params], object]
"""Takes the actor, the request and the values of the path; returns a view.

A row of the API returns what `Route.response` names, a row of the pages `Html` or `Redirect`.
"""
Again: TypeAlias = Callable[[Session, str], object]


@dataclass(frozen=True)
class Route:
    """Be one row: a method and a path, and what answers them."""

    method: str
    path: str
    """Below the mount, with parts in braces that match anything but a slash: `/groups/{group}`."""
    name: str
    """Unique in the table: `groups.get`."""
    module: str | None
    """The module of the network that must be on; None for what is always there."""
    handler: Handler
    body: type[BaseModel] | None = None
    """The model of a JSON body."""
    query: type[BaseModel] | None = None
    """The model of the query; without one no query parameter is read."""
    response: type | None = None
    """The view that is answered; None for an empty answer."""
    status: int = 200
    read_only: bool = True
    page: bool = False
    listing: bool = False
    """The answer is a page of `response`: `{"items": [...], "next": ...}`."""
    again: Again | None = None
    """Shows the thing of a repeated write (same `Idempotency-Key`), by its id, as it is today."""

    @cached_property
    def versioned(self) -> bool:
        """Tell whether the answer has a version: its `ETag`, which `If-Match` names in edits."""
        fields = getattr(self.response, "__dataclass_fields__", {})
        return not self.listing and "version" in fields

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return the expression that a path of this row matches."""
        parts = re.split(r"\{(\w+)\}", self.path)
        text = "".join(
            f"(?P<{part}>[^/]+)" if odd % 2 else re.escape(part) for odd, part in enumerate(parts)
        )
        return re.compile(text)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the parts in braces, in their order."""
        return tuple(self.pattern.groupindex)


@dataclass(frozen=True, slots=True)
class Match:
    """Be the row that answers a request, and the values of its path."""

    route: Route
    params: dict[str, str]


@dataclass(frozen=True, slots=True)
class NoMatch:
    """Say that no row answers; `allowed` holds the methods that the path does know."""

    allowed: tuple[str, ...]


class RouteTable:
    """Be the rows, with unique names, and find the one that answers."""

    def __init__(self, rows: Sequence[Route]) -> None:
        self.rows: Final = tuple(rows)
        self.by_name: Final = {row.name: row for row in rows}
        if len(self.by_name) != len(self.rows):
            twice = sorted(name for name, n in Counter(r.name for r in rows).items() if n > 1)
            message = f"Rows of the route table share a name: {', '.join(twice)}."
            raise ConfigurationError("web.route_twice", message, names=twice)
        self._by_depth: dict[int, list[Route]] = {}
        for row in sorted(self.rows, key=lambda row: len(row.names)):
            self._by_depth.setdefault(row.path.count("/"), []).append(row)

    def match(self, method: str, path: str) -> Match | NoMatch:
        """Return the row for this method and path; a path without braces goes first.

        `HEAD` is answered by the row of `GET`.
        """
        wanted = "GET" if method == "HEAD" else method
        allowed: set[str] = set()
        for row in self._by_depth.get(path.count("/"), ()):
            found = row.pattern.fullmatch(path)
            if found is None:
                continue
            if row.method == wanted:
                return Match(row, found.groupdict())
            allowed.add(row.method)
        if "GET" in allowed:
            allowed.add("HEAD")
        return NoMatch(tuple(sorted(allowed)))
