"""Define what can go wrong: one root, five kinds for answers, and one for wiring.

Every error carries a stable ``code`` (the key of a page in the documentation), a message
in plain words, and ``params`` that are safe to show: ids, limits and field names, never content.
"""

from __future__ import annotations

from typing import ClassVar, Final, TypeAlias

Param: TypeAlias = str | int | float | bool | list[str] | list[int] | None


class SocialKitError(Exception):
    """Be the root of every error that the library raises on purpose."""

    kind: ClassVar[str] = "error"

    def __init__(self, code: str, message: str, /, **params: Param) -> None:
        super().__init__(message)
        self.code: Final = code
        self.message: Final = message
        self.params: Final = params

    def __str__(self) -> str:
        return self.message

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.code!r}, {self.message!r})"

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.code, self.message, self.params)


def _rebuild(
    kind: type[SocialKitError], code: str, message: str, params: dict[str, Param]
) -> SocialKitError:
    return kind(code, message, **params)


class Invalid(SocialKitError):
    """Say that what was given can not be accepted as it is; the message says why."""

    kind = "invalid"


class NotFound(SocialKitError):
    """Say that there is no such thing *for this caller*: absent and forbidden are one answer."""

    kind = "not-found"


class Forbidden(SocialKitError):
    """Say that the caller sees the thing but may not do this to it."""

    kind = "forbidden"


class Conflict(SocialKitError):
    """Say that the thing is not in the state that the request expects."""

    kind = "conflict"


class Unavailable(SocialKitError):
    """Say that the request is right but can not be served now, and may be tried again."""

    kind = "unavailable"


class ConfigurationError(SocialKitError):
    """Say that the host wired something wrongly: what is missing, where, and what to write."""

    kind = "configuration"


def not_found() -> NotFound:
    """Return the one answer for everything absent or forbidden, the same bytes each time."""
    return NotFound("not_found", "There is nothing here that you can see.")


def forbidden(permission: str) -> Forbidden:
    """Return the refusal of an act on a thing that the caller does see.

    The message names the act and never the rule that decided.
    """
    return Forbidden("forbidden", "You may not do this here.", permission=permission)
