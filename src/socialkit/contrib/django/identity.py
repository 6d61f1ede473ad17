"""Know who is signed in: by the host's own function, or by `request.user`."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest

from socialkit.contrib.django.conf import settings
from socialkit.errors import ConfigurationError, Invalid
from socialkit.services.profiles import check_name

_LONGEST: Final = 100


def subject_of(request: HttpRequest) -> str | None:
    """Return the host's key of whoever is signed in as text, or None for a stranger.

    Raises `ConfigurationError` (``django.identity``, ``django.unsaved_user``).
    """
    chosen = settings().identity
    if chosen is not None:
        found = chosen(request)
        return None if found is None else str(found)
    user = user_of(request)
    return None if user is None else key_of(user)


def user_of(request: HttpRequest) -> Any | None:
    """Return the signed-in user who may log in, or None."""
    user = getattr(request, "user", None)
    if user is None:
        raise _no_identity()
    return user if user.is_authenticated and getattr(user, "is_active", True) else None


def key_of(user: Any) -> str:
    """Return the key by which socialkit knows a user, as text: the primary key or `USER_KEY`.

    Raises `ConfigurationError` (``django.unsaved_user``) for a user who was not saved yet.
    """
    key = getattr(user, settings().user_key)
    if key is None:
        message = (
            f"This {type(user).__name__} has no {_called(settings().user_key)} yet. Save it before "
            "socialkit is asked about it."
        )
        raise ConfigurationError("django.unsaved_user", message)
    return str(key)


def _called(field: str) -> str:
    return "primary key" if field == "pk" else f"'{field}'"


def name_of(user: Any) -> str:
    """Return how a user is called: the full name, or else the name by which they log in.

    It is cut to what a profile takes; whoever has no name that shows is a member.
    """
    full = getattr(user, "get_full_name", None)
    for name in (full() if full is not None else "", user.get_username(), "Member"):
        try:
            return str(check_name(str(name)[:_LONGEST])["display_name"])
        except Invalid:
            continue
    return ""


def _no_identity() -> ConfigurationError:
    message = (
        "socialkit does not know who is signed in: the request has no `user`. Add "
        "'django.contrib.auth.middleware.AuthenticationMiddleware' to MIDDLEWARE, or write "
        "SOCIALKIT['IDENTITY'] = f, where f(request) returns the key of your user or None."
    )
    return ConfigurationError("django.identity", message)
