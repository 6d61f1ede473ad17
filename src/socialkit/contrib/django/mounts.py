"""Find where in the project's addresses each network is mounted; a prefix is written only there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, Final, TypeAlias
from uuid import UUID

from django.conf import settings as project
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, get_urlconf, reverse

from socialkit.contrib.django.conf import settings
from socialkit.kit import PrefixLinks
from socialkit.ports.host import Links
from socialkit.web.openapi import PATH as OPENAPI_PATH

APP: Final = "socialkit"
"""The namespace of the app; a mount of another network has the instance namespace of its slug."""
ANCHOR: Final = "openapi"
"""The name of an address that every mount has."""
View: TypeAlias = Callable[..., Any]


_AT: Final[ContextVar[tuple[str, str]]] = ContextVar("socialkit_django_mount")


@contextmanager
def mounted_at(network: str, root: str) -> Iterator[None]:
    """Say where the network of the request at hand is mounted, whatever is captured before it."""
    token = _AT.set((network, root))
    try:
        yield
    finally:
        _AT.reset(token)


def prefix_of(network: str) -> str | None:
    """Return what stands in front of the mount of a network, `SCRIPT_NAME` included.

    None where it is not mounted, or where its prefix has parts that only a request knows.
    """
    at_hand, root = _AT.get(("", ""))
    if at_hand == network:
        return root
    name = _mounted().get(network)
    if name is None:
        return None
    try:
        return reverse(f"{name}:{ANCHOR}").removesuffix(OPENAPI_PATH)
    except NoReverseMatch:
        return None


def networks() -> tuple[str, ...]:
    """Return the slugs of the networks that are mounted."""
    return tuple(_mounted())


def _mounted() -> dict[str, str]:
    """Return the namespace of each network; a process without addresses, a worker, has none."""
    if get_urlconf() is None and not getattr(project, "ROOT_URLCONF", None):
        return {}
    return _namespaces(get_resolver(get_urlconf()), settings().network)


class MountedLinks(Links):
    """Give addresses below the place where a network is mounted."""

    def __init__(self, network: str) -> None:
        self._network = network

    def person(self, handle: str) -> str:
        """Return the address of a profile."""
        return self._links().person(handle)

    def group(self, slug: str) -> str:
        """Return the address of a group."""
        return self._links().group(slug)

    def post(self, post_id: UUID) -> str:
        """Return the address of a thread."""
        return self._links().post(post_id)

    def _links(self) -> PrefixLinks:
        return PrefixLinks(prefix_of(self._network) or "")


@lru_cache(maxsize=16)
def _namespaces(resolver: URLResolver, default: str) -> dict[str, str]:
    """Return the full namespace of each network's mount; the first mount of one wins."""
    found: dict[str, str] = {}
    for network, name in _mounts(resolver, ()):
        found.setdefault(network or default, name)
    return found


def _mounts(resolver: URLResolver, above: tuple[str, ...]) -> Iterator[tuple[str | None, str]]:
    for pattern in resolver.url_patterns:
        if not isinstance(pattern, URLResolver):
            continue
        here = (*above, pattern.namespace) if pattern.namespace else above
        if pattern.app_name == APP:
            yield _network(pattern), ":".join(here)
        else:
            yield from _mounts(pattern, here)


def _network(mount: URLResolver) -> str | None:
    patterns = [p for p in mount.url_patterns if isinstance(p, URLPattern)]
    return getattr(patterns[0].callback, "network", None) if patterns else None
