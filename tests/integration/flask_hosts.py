"""Small host applications, as somebody would write them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from socialkit.contrib.flask import SocialKitFlask
from socialkit.kit import SocialKit


@dataclass(slots=True)
class SignedIn:
    """Whoever is signed in to the host."""

    subject: str | None = "u-ann"

    def __call__(self) -> str | None:
        return self.subject


@dataclass(slots=True)
class Host:
    """A host application with the extension mounted."""

    app: Flask
    ext: SocialKitFlask
    who: SignedIn

    @property
    def client(self) -> FlaskClient:
        """Return a fresh browser."""
        return self.app.test_client()


def enrol(kit: SocialKit, *, network: str = "default") -> None:
    """Make a network with an administrator, an employee and an external."""
    with kit.system("tests", network=network) as desk:
        desk.create_network("Acme")
        desk.enrol("u-ann", "Ann Arbor", handle="ann", roles=("admin",))
        desk.enrol("u-dan", "Dan Dare", handle="dan")


def plain_host(folder: Path, **settings: Any) -> Host:
    """Return a host whose social data lies in a database of its own."""
    app, who = Flask("host", root_path=str(folder)), SignedIn()
    given = {"url": f"sqlite:///{folder}/social.db", "identity": who, **settings}
    ext = SocialKitFlask(app, **given)
    with app.app_context():
        enrol(ext.kit)
    return Host(app, ext, who)
