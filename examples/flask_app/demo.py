"""Become anybody of the story with one click: for the demo alone; see `examples.demo.permit`."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user
from sqlalchemy import select

from examples.demo.cast import ABOUT, classes
from examples.demo.permit import Permit, checked
from examples.demo.sight import Mount, sights
from examples.flask_app.accounts import own_path
from examples.flask_app.models import User, db

pages = Blueprint("demo", __name__)


def mount(permit: Permit) -> Blueprint:
    """Return the pages of the demo to whoever holds a permit."""
    checked(permit)
    return pages


@pages.app_context_processor
def names() -> dict[str, object]:
    """Tell the layout that this is the demo."""
    return {"demo": True}


@pages.get("/become")
def choose() -> ResponseReturnValue:
    """Show everybody whom one can become."""
    users = db.session.scalars(select(User.username)).all()
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
    return render_template("who.html", sights=sights(mounts()))


def mounts() -> list[Mount]:
    """Return the networks of the tracker."""
    mounted = current_app.extensions["brightwater_networks"]
    return [
        Mount(name, address, partial(social.acting_as_current, read_only=True))
        for name, address, social in mounted
    ]
