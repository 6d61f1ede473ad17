"""Know who is signed in: by the host's own callable, or by Flask-Login."""

from __future__ import annotations

from importlib.util import find_spec
from inspect import signature

from flask import current_app, request

from socialkit.contrib.flask.settings import IdentityCallable
from socialkit.errors import ConfigurationError


def subject_of(identity: IdentityCallable | None) -> str | None:
    """Return the host's id of whoever is signed in as text, or None for a stranger."""
    found = flask_login_subject() if identity is None else identity()
    return None if found is None else str(found)


def flask_login_subject() -> str | None:
    """Return what Flask-Login's `current_user.get_id()` says, or None for a stranger."""
    from flask_login import current_user

    if getattr(current_app, "login_manager", None) is None:
        raise no_identity()
    return current_user.get_id() if current_user.is_authenticated else None


def check_identity(identity: IdentityCallable | None) -> None:
    """Raise `ConfigurationError` (``flask.identity``) where nothing can tell who is signed in."""
    if identity is None:
        if find_spec("flask_login") is None:
            raise no_identity()
    elif not callable(identity):
        raise no_identity(f"identity is {identity!r}, which can not be called.")
    elif not _takes_nothing(identity):
        raise no_identity("identity needs arguments; it is called without any.")


def _takes_nothing(identity: IdentityCallable) -> bool:
    try:
        signature(identity).bind()
    except TypeError:
        return False
    except ValueError:
        return True  # built in: nothing is known of its arguments
    return True


def no_identity(found: str = "socialkit does not know who is signed in.") -> ConfigurationError:
    """Return the error that says how to wire identity."""
    message = (
        f"{found} Pass SocialKitFlask(..., identity=f), where f() "
        "returns the id of your signed-in user or None; or set up Flask-Login on this app."
    )
    return ConfigurationError("flask.identity", message)


def sign_in_address() -> str | None:
    """Return the log-in page of Flask-Login with the way back, or None where there is none."""
    view = getattr(getattr(current_app, "login_manager", None), "login_view", None)
    if view is None:
        return None
    from flask_login.utils import login_url

    return str(login_url(view, next_url=request.url))
