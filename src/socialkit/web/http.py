"""Hold a request and a response apart from any web framework."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, Self, TypeVar
from urllib.parse import unquote_to_bytes

from socialkit.errors import Invalid

M = TypeVar("M")
_VERSION = re.compile(r'"([0-9]{1,9})"')


class Headers(Mapping[str, str]):
    """Hold headers, found whatever the case of their names; the last of one name wins."""

    def __init__(self, pairs: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> None:
        items = pairs.items() if isinstance(pairs, Mapping) else pairs
        self._values = {name.lower(): (name, value) for name, value in items}

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()][1]

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._values.values())

    def __len__(self) -> int:
        return len(self._values)


class Fields(Mapping[str, str]):
    """Hold what a query or a form says; a name may come several times (`every`)."""

    MOST: ClassVar[int] = 1000
    """How many fields `read` looks at."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value)

    @classmethod
    def read(cls, text: bytes) -> Self:
        """Return the fields of a query or of an urlencoded body, the same ones on every host.

        What is no UTF-8 becomes U+FFFD. More fields than `MOST` are cut off there, so that the
        check of their number still refuses them.
        """
        parts = text.split(b"&", cls.MOST)[: cls.MOST]
        pairs = (part.partition(b"=") for part in parts if part)
        return cls((_unquoted(name), _unquoted(value)) for name, _, value in pairs)

    def __getitem__(self, name: str) -> str:
        return self._values[name][0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def every(self, name: str) -> tuple[str, ...]:
        """Return each value of a name, in the order in which they came."""
        return tuple(self._values.get(name, ()))


@dataclass(frozen=True, slots=True)
class Request:
    """Be what a host was asked, in the words of the route table."""

    method: str
    """In capitals."""
    path: str
    """Below the place where the table is mounted, with a slash in front: `/groups/resins`."""
    path_params: Mapping[str, str] = field(default_factory=dict)
    """The values of the parts in braces of the route's path."""
    query: Fields = field(default_factory=Fields)
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    form: Fields = field(default_factory=Fields)
    """The fields of an urlencoded body; empty for every other body."""
    identity: str | None = None
    """The host's subject of whoever is signed in; None for a stranger."""
    network: str = "default"
    locale: str = "en"
    root: str = ""
    """The path below which the host itself is mounted, in front of its every address."""
    origin: str = ""
    """Scheme and host at which the request arrived, such as `https://intra.example`."""
    sent_values: object | None = None
    """The body, checked against the model of the route."""
    asked_values: object | None = None
    """The query, checked against the model of the route."""

    def sent(self, model: type[M]) -> M:
        """Return the checked body; the route must name the same model."""
        return _checked(self.sent_values, model)

    def asked(self, model: type[M]) -> M:
        """Return the checked query; the route must name the same model."""
        return _checked(self.asked_values, model)

    @property
    def version(self) -> int | None:
        """Return the version that `If-Match` names; None where any will do."""
        tag = self.headers.get("if-match", "*").strip()
        if tag == "*":
            return None
        if found := _VERSION.fullmatch(tag):
            return int(found[1])
        message = 'If-Match must be the ETag of the thing, a number in quotes such as "3", or *.'
        raise Invalid("http.if_match", message, field="If-Match")

    def with_values(self, **changes: object) -> Self:
        """Return the same request with other attributes."""
        return replace(self, **changes)  # type: ignore[arg-type]


def _unquoted(text: bytes) -> str:
    return unquote_to_bytes(text.replace(b"+", b" ")).decode(errors="replace")


def _checked(value: object, model: type[M]) -> M:
    if not isinstance(value, model):
        message = f"The route does not name {model.__name__} as what it is sent."
        raise TypeError(message)
    return value


@dataclass(frozen=True, slots=True)
class Response:
    """Be the answer to a request."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Html:
    """Ask for a page: a template of `socialkit.web.pages` and what it shows."""

    template: str
    context: Mapping[str, object] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True, slots=True)
class Redirect:
    """Send the browser to a path of this site, with status 303.

    `location` lies below the mount (`/posts/...`); an address of another site, or one that a
    browser could read as such, is answered with the home page instead.
    """

    location: str


@dataclass(frozen=True, slots=True)
class Site:
    """Say how the pages are mounted; templates see it as `site`."""

    prefix: str = ""
    """In front of every path: `/social`, or nothing."""
    base_template: str | None = None
    """The host's own layout, which the pages extend; None for the layout of the library."""
    assets: Mapping[str, str] = field(default_factory=dict)
    """Addresses of static files by name, each with its content's hash: `socialkit.css`."""
    nonce: str | None = None
    """For inline scripts of the host's layout, where the host uses one."""

    def address(self, path: str) -> str:
        """Return the address of a path below the mount."""
        return f"{self.prefix}{path}"
