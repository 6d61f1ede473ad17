"""Carry actions of the admin out through the services, as the person of whoever is signed in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeAlias

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext

from socialkit.contrib.django.middleware import Social
from socialkit.errors import SocialKitError, Unavailable
from socialkit.services.session import Session

Act: TypeAlias = Callable[[Session, Any], object]
"""Takes the session of whoever acts and one row; does it through a service."""
AT_ONCE: Final = 200
"""Rows that one action changes; each is a unit of work of its own."""
_TOLD: Final = 10
_NOBODY: Final = "unknown_subject"


def act_on(request: HttpRequest, rows: Any, act: Act, *, log: Callable[[Any], object]) -> None:
    """Do one thing to each row and tell how it went: the policy decides, row by row.

    What was refused is undone alone; `log` is told of what was done. Raises `Unavailable`.
    """
    chosen = list(rows[: AT_ONCE + 1])
    if len(chosen) > AT_ONCE:
        text = gettext("Choose at most %(limit)d rows at once. Nothing was changed.")
        messages.error(request, text % {"limit": AT_ONCE})
        return
    refused: list[tuple[Any, SocialKitError]] = []
    for row in chosen:
        try:
            _do(request, row, act)
        except Unavailable:
            # A database that ended a deadlock inside the host's transaction undid earlier rows too.
            raise
        except SocialKitError as error:
            refused.append((row, error))
        else:
            log(row)
    _tell(request, len(chosen) - len(refused), refused)


def _do(request: HttpRequest, row: Any, act: Act) -> None:
    with Social(request, row.network.slug).acting_as_current() as me:
        act(me, row)


def _tell(request: HttpRequest, done: int, refused: Iterable[tuple[Any, SocialKitError]]) -> None:
    if done:
        text = ngettext("Done: %(count)d row.", "Done: %(count)d rows.", done)
        messages.success(request, text % {"count": done})
    absent = {row.network.slug for row, error in refused if error.code == _NOBODY}
    for network in sorted(absent):
        text = gettext(
            "You have no person in the network '%(network)s', so nothing was changed there: its "
            "policy decides by who you are in it. Ask for one: manage.py socialkit people add"
        )
        messages.error(request, text % {"network": network})
    others = [(row, error) for row, error in refused if error.code != _NOBODY]
    for row, error in others[:_TOLD]:
        messages.error(request, f"{row}: {error.message}")
    for message, count in Counter(error.message for _, error in others[_TOLD:]).items():
        text = ngettext("%(count)d more: %(why)s", "%(count)d more: %(why)s", count)
        messages.error(request, text % {"count": count, "why": message})
