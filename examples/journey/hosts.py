"""Say where each example host keeps the pages that the journey opens, beside the social ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class HostPages:
    """The host's own pages."""

    what: str
    mark: str
    """What stands in every page of the host's layout."""
    shared: str
    """A page that shows the group `prototype-x`, open to its partner too."""
    closed: str
    """A page of the same kind that this partner may not open."""


HOSTS: Final = (
    HostPages("the project tracker", 'class="bw-bar"', "/projects/PX", "/projects/S40"),
    HostPages("the help desk", 'class="hd-rail"', "/tickets/1042/", "/tickets/1038/"),
)


def recognised(page: str) -> HostPages:
    """Return the host whose layout a page has."""
    for host in HOSTS:
        if host.mark in page:
            return host
    message = "This host is unknown; say in examples/journey/hosts.py where its pages are."
    raise LookupError(message)
