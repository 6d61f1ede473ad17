"""Put the social layer into a Django project: add `"socialkit.contrib.django"` to its apps.

`kit()` is the kit of the project, `social` the session that is open, `Newcomer` what
`SOCIALKIT["PROFILE"]` returns, `enrol_user` what makes a person of a user before they were seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from socialkit.contrib.django.enrolling import enrol_user
    from socialkit.contrib.django.kits import kit
    from socialkit.contrib.django.newcomers import Newcomer
    from socialkit.web.present import social

__all__ = ["Newcomer", "enrol_user", "kit", "social"]

_PLACES = {
    "Newcomer": "socialkit.contrib.django.newcomers",
    "enrol_user": "socialkit.contrib.django.enrolling",
    "kit": "socialkit.contrib.django.kits",
    "social": "socialkit.web.present",
}


def __getattr__(name: str) -> Any:
    """Import a name when it is asked for: Django imports this package before its apps are ready."""
    from importlib import import_module

    if name not in _PLACES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_PLACES[name]), name)
