"""Wire socialkit into the tracker. These lines are all that an application needs:

db.init_app(app)                                 # the host's own Flask-SQLAlchemy
login_manager.init_app(app)                      # the host's own Flask-Login
SocialKitFlask(
    app,
    db=db,                                       # join the host's session and transaction
    prefix="/social",
    identity=lambda: current_user.get_id() and current_user.username,
    base_template="base.html",                   # the pages sit in the host's own layout
)
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Final

from flask import Flask, Response, abort
from flask_login import current_user

from examples.demo.hosts import POLICY
from examples.demo.permit import Permit
from examples.flask_app import accounts, demo, portraits, projects
from examples.flask_app.models import db
from socialkit import Forbidden
from socialkit.contrib.flask import SocialKitFlask
from socialkit.contrib.flask.requests import read_request
from socialkit.web.crossing import refuse_cross_site

NETWORKS: Final = {
    # network: title, prefix, name of the extension
    "default": ("Brightwater Engineering", "/social", "socialkit"),
    "customers": ("Brightwater Community", "/community", "community"),
}
CONTENT: Final = "default-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'self'"


def create_app(
    database: str,
    *,
    policy: Path = POLICY,
    secret_key: str | None = None,
    permit: Permit | None = None,
) -> Flask:
    """Make the tracker on a database; a `permit` mounts the demo's one-click log-in."""
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=secret_key or secrets.token_hex(32),
        SQLALCHEMY_DATABASE_URI=database,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    db.init_app(app)
    accounts.login_manager.init_app(app)
    for pages in (accounts.pages, projects.pages, portraits.pages):
        app.register_blueprint(pages)
    if permit is not None:
        app.register_blueprint(demo.mount(permit))
    mount_networks(app, policy)
    app.before_request(refuse_other_sites)
    app.after_request(protect)
    return app


def mount_networks(app: Flask, policy: Path) -> None:
    """Mount the workplace and the community, each under its own prefix."""
    mounted = []
    for network, (title, prefix, name) in NETWORKS.items():
        social = SocialKitFlask(
            app,
            name=name,
            db=db,
            prefix=prefix,
            network=network,
            identity=signed_in if network == "default" else signed_in_as_member,
            base_template="base.html",
            policy=policy,
        )
        mounted.append((title, prefix, social))
    app.extensions["brightwater_networks"] = mounted


def signed_in() -> str | None:
    """Return the host's own key of whoever is signed in."""
    return current_user.username if current_user.is_authenticated else None


def signed_in_as_member() -> str | None:
    """Return the same for the community, where partners have no account: they read as strangers."""
    return None if getattr(current_user, "kind", None) == "partner" else signed_in()


def refuse_other_sites() -> None:
    """Refuse a write that a page of another site makes a browser send, however old it is."""
    try:
        refuse_cross_site(read_request(prefix="", identity=None, network="", with_body=False))
    except Forbidden:
        abort(403)


def protect(response: Response) -> Response:
    """Let pages of the tracker load nothing from elsewhere."""
    response.headers.setdefault("Content-Security-Policy", CONTENT)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    return response
