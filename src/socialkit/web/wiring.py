"""Check what a host says about the mount before anything is served: each wrong setting is told.

The names are those of `HostSettings`; every framework's adapter passes what it was given through
here, so that a mistake surfaces when the application is made, and in the same words everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from socialkit.domain.handles import is_storable
from socialkit.errors import ConfigurationError

_PREFIX: Final = re.compile(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+")
_DIRECTIVE: Final = re.compile(r"[a-z]+(-[a-z]+)*")
_SOURCE: Final = re.compile(r"[\x21-\x2b\x2d-\x3a\x3c-\x7e]+")
_URI: Final = re.compile(r"[a-z][a-z0-9+.-]*:[\x21-\x7e]+")
_ADDRESS: Final = re.compile(r"(/(?!/)|https?://[^/])[\x21-\x7e]*")
_HOST: Final = re.compile(r"[a-z0-9._-]+|\[[0-9a-f:.]+\]")
_PORTS: Final = {"http": 80, "https": 443}
_LONGEST_SLUG: Final = 64


def check_prefix(prefix: object, *, pages: bool) -> None:
    """Raise `ConfigurationError` (``web.prefix``) unless everything can be mounted below it."""
    if prefix == "" and pages:
        message = (
            "Pages at the root of the site would hide yours. Give a prefix such as '/social', "
            "or mount the JSON API alone with pages=False."
        )
        raise ConfigurationError("web.prefix", message)
    if prefix == "" or (isinstance(prefix, str) and _PREFIX.fullmatch(prefix)):
        return
    message = (
        f"The prefix {prefix!r} must begin with a slash and not end with one, and be made of plain "
        "letters, digits and - _ . ~, such as '/social'."
    )
    raise ConfigurationError("web.prefix", message)


def check_apart(prefix: str, others: Collection[str]) -> None:
    """Raise `ConfigurationError` (``web.prefix``) where a second mount would hide another one."""
    for other in others:
        if _overlap(prefix, other):
            message = (
                f"The prefix '{prefix}' overlaps with '{other}', where socialkit is mounted "
                "already. Give each mount a prefix outside the other, such as '/social' and "
                "'/community'."
            )
            raise ConfigurationError("web.prefix", message)


def _overlap(one: str, other: str) -> bool:
    """Say whether one lies inside the other; the API at the root leaves other paths alone."""
    if not one or not other:
        return one == other
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")


def check_network(slug: object) -> None:
    """Raise `ConfigurationError` (``web.network``) unless a network could have this short name."""
    if _is_short_name(slug):
        return
    message = (
        f"The network {slug!r} is no short name of a network. Write the text that `socialkit init "
        f"--network` was given, at most {_LONGEST_SLUG} characters, such as 'default'."
    )
    raise ConfigurationError("web.network", message)


def _is_short_name(slug: object) -> bool:
    if not isinstance(slug, str) or not slug or len(slug) > _LONGEST_SLUG:
        return False
    return slug == slug.strip() and slug.isprintable() and is_storable(slug)


def check_origins(origins: object) -> None:
    """Raise `ConfigurationError` (``web.trusted_origins``) unless browsers send origins so."""
    if isinstance(origins, str) or not isinstance(origins, Collection):
        message = (
            f"trusted_origins is {origins!r}; it must be a list of texts, such as "
            "['https://intra.example']."
        )
        raise ConfigurationError("web.trusted_origins", message)
    for origin in origins:
        if (reason := _origin_fault(origin)) is not None:
            message = (
                f"The trusted origin {origin!r} {reason}. Write scheme, host and, if it is not the "
                "usual one, the port: 'https://intra.example' or 'http://localhost:8000'."
            )
            raise ConfigurationError("web.trusted_origins", message)


def _origin_fault(origin: object) -> str | None:
    if not isinstance(origin, str):
        return "is no text"
    if origin in ("*", "null") or "*" in origin:
        return "would let every site write as your users"
    try:
        parts, port = urlsplit(origin.lower()), urlsplit(origin).port
    except ValueError:
        return "can not be read as an address"
    if parts.scheme not in _PORTS or not origin.lower().startswith(f"{parts.scheme}://"):
        return "has no scheme http or https"
    if parts.path or parts.query or parts.fragment or origin.endswith(("/", "?", "#")):
        return "has something behind the host; browsers send none, not even a slash"
    host = parts.netloc if port is None else parts.netloc.removesuffix(f":{port}")
    if not _HOST.fullmatch(host):
        return "has a host that browsers do not send so (other letters are written xn--...)"
    return (
        "names the usual port, which browsers leave out" if port == _PORTS[parts.scheme] else None
    )


def check_content_policy(chosen: object) -> None:
    """Raise `ConfigurationError` (``web.content_policy``) unless it names sources by directive."""
    if chosen is None or callable(chosen):
        return
    if not isinstance(chosen, Mapping):
        raise _policy_fault(f"it is {chosen!r}")
    for name, sources in chosen.items():
        if not isinstance(name, str) or not _DIRECTIVE.fullmatch(name):
            raise _policy_fault(f"{name!r} is no directive")
        if isinstance(sources, str) or not isinstance(sources, Sequence):
            raise _policy_fault(f"the sources of {name} are {sources!r}, which is no list")
        for source in sources:
            if not isinstance(source, str) or not _SOURCE.fullmatch(source):
                raise _policy_fault(f"{source!r} of {name} is no single source")


def _policy_fault(reason: str) -> ConfigurationError:
    message = (
        "content_policy must give a list of sources for each directive, or be a callable that "
        f"returns that; {reason}. Write for example "
        "{'font-src': [\"'self'\"], 'style-src': ['https://cdn.example']}."
    )
    return ConfigurationError("web.content_policy", message)


def check_sign_in(address: object) -> None:
    """Raise `ConfigurationError` (``web.sign_in``) unless strangers can be sent there."""
    if address is None or (isinstance(address, str) and _ADDRESS.fullmatch(address)):
        return
    message = (
        f"sign_in is {address!r}; it must be the address of your log-in page, such as '/login' or "
        "'https://accounts.example/login'."
    )
    raise ConfigurationError("web.sign_in", message)


def check_problem_base(base: object) -> None:
    """Raise `ConfigurationError` (``web.problem_base``) unless it begins an absolute address."""
    if base is None or (isinstance(base, str) and _URI.fullmatch(base)):
        return
    message = (
        f"problem_base is {base!r}; it must be the beginning of an absolute address, such as "
        "'https://docs.example/problems/'."
    )
    raise ConfigurationError("web.problem_base", message)


def check_pages(pages: object) -> None:
    """Raise `ConfigurationError` (``web.pages``) unless it is True or False."""
    if not isinstance(pages, bool):
        raise ConfigurationError(
            "web.pages", f"pages is {pages!r}; write True, or False for the JSON API alone."
        )


def check_unknown_users(choice: object) -> None:
    """Raise `ConfigurationError` (``web.unknown_users``) unless it is one of the two choices."""
    if choice is not None and choice not in ("refuse", "stranger"):
        message = f"unknown_users is {choice!r}; write 'refuse' or 'stranger'."
        raise ConfigurationError("web.unknown_users", message)


def check_base_template(name: object) -> None:
    """Raise `ConfigurationError` (``web.base_template``) unless it can be a template's name."""
    if name is not None and (not isinstance(name, str) or not name.strip()):
        message = f"base_template is {name!r}; it must be the name of your layout: 'base.html'."
        raise ConfigurationError("web.base_template", message)


def no_base_template(name: str, looked: str) -> ConfigurationError:
    """Return the error for a layout that the host's templates do not have."""
    message = (
        f"There is no template '{name}' {looked}. Correct base_template, or leave it out for the "
        "layout that comes with socialkit."
    )
    return ConfigurationError("web.base_template", message)
