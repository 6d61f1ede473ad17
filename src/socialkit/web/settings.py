"""Say how a host mounts the routes, and what it lends to them.

`HostSettings` is what a host writes, the same in every framework; `WebSettings` is what the
routes work with.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from socialkit.kit import DEFAULT_NETWORK, UnknownUsers
from socialkit.web import wiring
from socialkit.web.headers import page_headers
from socialkit.web.http import Request
from socialkit.web.problems import TYPE_BASE

ContentPolicy: TypeAlias = Mapping[str, Sequence[str]]
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


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSettings:
    """Be what every host may say, whatever its framework: an adapter adds its own to it."""

    prefix: str = "/social"
    """In front of every page and of the API: `SOCIALKIT_PREFIX`."""
    network: str = DEFAULT_NETWORK
    """`SOCIALKIT_NETWORK`."""
    base_template: str | None = None
    """The host's layout with the blocks `title`, `head`, `content`: `SOCIALKIT_BASE_TEMPLATE`."""
    sign_in: str | None = None
    """Address to which strangers are sent; without it the framework's own log-in page."""
    trusted_origins: Collection[str] = ()
    """Other origins that may write, such as `https://intra.example`."""
    content_policy: ContentPolicy | Callable[[], ContentPolicy] | None = None
    """Sources that the host's layout needs, or what returns them for the request at hand."""
    pages: bool = True
    """Mount the pages beside the JSON API: `SOCIALKIT_PAGES`."""
    problem_base: str | None = None
    """In front of the code in a problem's `type`: `SOCIALKIT_PROBLEM_BASE`."""
    unknown_users: UnknownUsers | None = None
    """What becomes of signed-in users without a person here: `refuse` (so it is without this), or
    `stranger`, who reads what is public."""

    def check_common(self) -> None:
        """Raise `ConfigurationError` (``web.<setting>``) for the first setting that is wrong."""
        wiring.check_pages(self.pages)
        wiring.check_prefix(self.prefix, pages=self.pages)
        wiring.check_network(self.network)
        wiring.check_base_template(self.base_template)
        wiring.check_sign_in(self.sign_in)
        wiring.check_origins(self.trusted_origins)
        wiring.check_content_policy(self.content_policy)
        wiring.check_problem_base(self.problem_base)
        wiring.check_unknown_users(self.unknown_users)

    def for_web(self, *, sign_in: Callable[[], str | None] | None = None) -> WebSettings:
        """Return what the routes work with; `sign_in` tells the framework's own log-in page."""
        address = self.sign_in
        return WebSettings(
            prefix=self.prefix,
            base_template=self.base_template,
            sign_in=sign_in if address is None else lambda: address,
            trusted_origins=frozenset(origin.lower() for origin in self.trusted_origins),
            problem_base=self.problem_base or TYPE_BASE,
            content_policy=self._additions(),
            pages=self.pages,
        )

    def _additions(self) -> Additions | None:
        chosen = self.content_policy
        if chosen is None:
            return None
        return lambda _: chosen() if callable(chosen) else chosen
