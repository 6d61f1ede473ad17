"""Sign in and out of the tracker."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, login_required, login_user, logout_user
from sqlalchemy import select

from examples.flask_app.models import User, db

pages = Blueprint("accounts", __name__)
login_manager = LoginManager()
login_manager.login_view = "accounts.login"
login_manager.login_message = "Please sign in first."


@login_manager.user_loader  # type: ignore[untyped-decorator]  # it ships no types
def load_user(user_id: str) -> User | None:
    """Return the user whose id a session holds."""
    return db.session.get(User, int(user_id))


@pages.get("/login")
def login() -> ResponseReturnValue:
    """Ask for a user name and a password."""
    return render_template("login.html", next=own_path(request.args.get("next")))


@pages.post("/login")
def check_login() -> ResponseReturnValue:
    """Sign in whoever knows the password."""
    wanted = select(User).where(User.username == request.form.get("username", ""))
    user = db.session.scalar(wanted)
    if user is None or not user.knows(request.form.get("password", "")):
        flash("User name and password do not fit together.")
        return redirect(url_for("accounts.login"))
    login_user(user)
    return redirect(own_path(request.form.get("next")) or url_for("projects.index"))


@pages.post("/logout")
@login_required  # type: ignore[untyped-decorator]  # it ships no types
def logout() -> ResponseReturnValue:
    """Sign out."""
    logout_user()
    return redirect(url_for("projects.index"))


def own_path(wanted: str | None) -> str | None:
    """Return the path if it is one of this site, so that nobody is sent elsewhere."""
    printable = wanted is not None and wanted.isprintable() and "\\" not in wanted
    if wanted and printable and wanted.startswith("/") and not wanted.startswith("//"):
        return wanted
    return None
