"""Choose the headers that protect a response with a viewer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

PRIVATE: Final = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
API: Final = {
    **PRIVATE,
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
_PAGE_POLICY: Final[Mapping[str, Sequence[str]]] = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "style-src": ("'self'",),
    "img-src": ("'self'", "data:"),
    "connect-src": ("'self'",),
    "form-action": ("'self'",),
    "base-uri": ("'none'",),
    "frame-ancestors": ("'self'",),
}


def page_headers(additions: Mapping[str, Sequence[str]] | None = None) -> dict[str, str]:
    """Return the headers of a page; `additions` are sources that the host's own layout needs.

    An addition replaces `'none'` of its directive and joins what else stands there:
    `{"style-src": ["'nonce-r4nd0m'"], "font-src": ["'self'"]}`.
    """
    policy = {name: list(sources) for name, sources in _PAGE_POLICY.items()}
    for name, sources in (additions or {}).items():
        kept = [source for source in policy.get(name, ()) if source != "'none'"]
        policy[name] = [*kept, *(source for source in sources if source not in kept)]
    text = "; ".join(" ".join((name, *sources)) for name, sources in policy.items())
    return {**PRIVATE, "Content-Security-Policy": text}
