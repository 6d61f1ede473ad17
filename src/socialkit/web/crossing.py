"""Refuse writes that another site makes a browser send, whatever their content type."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from socialkit.errors import Forbidden
from socialkit.web.http import Request

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN: Final = frozenset({"same-origin", "none"})


def refuse_cross_site(request: Request, trusted: Collection[str] = ()) -> None:
    """Raise `Forbidden` (``cross_site``) for a write that did not start on a page of this site.

    Browsers say so in `Sec-Fetch-Site`, which no page can forge, and older ones in `Origin`. A
    client that sends neither is no browser, so nobody can have tricked it. `trusted` holds further
    origins that may write, in small letters, such as `https://intra.example`; `https://*.example`
    stands for every name below `example`.
    """
    if request.method in SAFE_METHODS:
        return
    origin = request.headers.get("origin")
    if origin is not None and _trusted(origin.lower(), trusted):
        return
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        refused = site.strip().lower() not in _OWN
    else:
        refused = origin is not None and origin.lower() != request.origin.lower()
    if refused:
        message = "This came from a page of another site, so it was refused. Do it on this site."
        raise Forbidden("cross_site", message)


def _trusted(origin: str, trusted: Collection[str]) -> bool:
    if origin in trusted:
        return True
    scheme, _, host = origin.partition("://")
    patterns = (known.partition("://*") for known in trusted if "://*." in known)
    return any(scheme == wanted and host.endswith(end) for wanted, _, end in patterns)
