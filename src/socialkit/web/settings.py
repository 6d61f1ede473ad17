"""Say how a host mounts the routes, and what it lends to them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from socialkit.web.headers import page_headers
from socialkit.web.http import Request
from socialkit.web.problems import TYPE_BASE

Additions: TypeAlias = Callable[[Request], Mapping[str, Sequence[str]] | None]


class HostTransaction(Protocol):
    """Be the host's own transaction, which units of work have joined."""

    def commit(self) -> None:
        """Keep what the request wrote."""

    def rollback(self) -> None:
        """Undo what the request wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """Say how a host mounts the routes; every setting has a safe value without it."""

    prefix: str = ""
    """In front of every path, such as `/social`."""
    base_template: str | None = None
    """The host's layout, which the pages extend."""
    sign_in: Callable[[], str | None] | None = None
    """Says where strangers are sent from a page that needs somebody; else they read why."""
    trusted_origins: Collection[str] = ()
    """Other origins that may write, such as `https://intra.example`."""
    problem_base: str = TYPE_BASE
    """In front of a code in a problem's `type`: the address of the host's documentation, say."""
    content_policy: Additions | None = None
    """Sources that the host's layout needs, per request."""
    pages: bool = True
    """Mount the HTML pages beside the JSON API."""

    def page_headers(self, request: Request) -> dict[str, str]:
        """Return the headers of a page that answers this request."""
        return page_headers(self.content_policy(request) if self.content_policy else None)
