"""Become anybody of the story with one click: for the demo alone.

Nothing in the application's settings can switch this on. The pages are mounted only for a `Permit`,
and a permit is given only in a process that `python -m examples.flask_app` started.
"""

from __future__ import annotations

import sys
from typing import Final

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user
from sqlalchemy import select

from examples.flask_app.accounts import own_path
from examples.flask_app.cast import ABOUT, classes
from examples.flask_app.models import User, db
from examples.flask_app.sight import sights

RUNNER: Final = "examples.flask_app.__main__"
FLAG: Final = "one-click"


class DemoOnly(RuntimeError):
    """One-click log-in was asked for outside the demo."""


class Permit:
    """Prove that the demo's own runner started this process and asked for one-click log-in."""

    def __init__(self, flag: str) -> None:
        spec = getattr(sys.modules.get("__main__"), "__spec__", None)
        if flag != FLAG or getattr(spec, "name", None) != RUNNER:
            message = (
                "One-click log-in lets anybody be anybody, so it exists in the demo alone. "
                "Start that with `python -m examples.flask_app`; elsewhere, sign in by password."
            )
            raise DemoOnly(message)


pages = Blueprint("demo", __name__)


def mount(permit: Permit) -> Blueprint:
    """Return the pages of the demo to whoever holds a permit."""
    if type(permit) is not Permit:
        message = "These pages are mounted for a Permit alone."
        raise DemoOnly(message)
    return pages


@pages.app_context_processor
def names() -> dict[str, object]:
    """Tell the layout that this is the demo."""
    return {"demo": True}


@pages.get("/become")
def choose() -> ResponseReturnValue:
    """Show everybody whom one can become."""
    users = {user.username: user for user in db.session.scalars(select(User))}
    return render_template("become.html", classes=classes(users), anonymous=ABOUT["anonymous"])


@pages.post("/become")
def become() -> ResponseReturnValue:
    """Sign in as somebody, or as nobody where no name is sent."""
    name = request.form.get("name", "")
    if name:
        user = db.session.scalar(select(User).where(User.username == name))
        login_user(user or abort(404))
    else:
        logout_user()
    return redirect(own_path(request.form.get("next")) or url_for("demo.who"))


@pages.get("/who")
def who() -> ResponseReturnValue:
    """Say who one is, and what exists for this person in each network."""
    return render_template("who.html", sights=sights(current_app))
