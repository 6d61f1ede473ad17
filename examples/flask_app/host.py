"""Offer the tracker to the demo."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from examples.demo.hosts import Host, Server
from examples.flask_app import seeding
from examples.flask_app.app import create_app
from examples.flask_app.models import db
from socialkit.kit import SocialKit
from socialkit.storage.sql import SqlStorage

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from socialkit.clock import Clock
    from socialkit.ids import IdFactory


class Quiet(WSGIRequestHandler):
    """Print failures alone, not every request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Stay quiet unless the server failed."""
        if str(code).startswith("5"):
            super().log_request(code, size)


class Tracker(Host):
    """The project tracker."""

    name: ClassVar[str] = "flask"
    what: ClassVar[str] = "Project tracker (Flask)"
    port: ClassVar[int] = 8765

    def make_tables(self) -> None:
        """Make the tracker's tables; the kit makes the library's where there are none."""
        with self._bare().app_context():
            db.create_all()
            db.engine.dispose()

    def kit(self, clock: Clock, ids: IdFactory) -> SocialKit:
        """Return a kit on the database, with the library's tables beside the tracker's."""
        kit = SocialKit.open(self.setup.url, clock=clock, ids=ids)
        if self.setup.url.startswith("sqlite") and isinstance(kit.storage, SqlStorage):
            kit.storage.create_tables(beside=True)
        return kit

    def add_rows(self, today: datetime) -> None:
        """Add users and projects."""
        with self._bare().app_context():
            seeding.add_own_rows(today)
            db.session.commit()
            db.engine.dispose()

    def application(self) -> WSGIApplication:
        """Return the tracker."""
        return create_app(
            self.setup.url,
            policy=self.setup.policy,
            secret_key=self.setup.secret_key,
            permit=self.setup.permit,
        )

    def listen(self, app: WSGIApplication, address: str, port: int) -> Server:
        """Listen with werkzeug's server."""
        return make_server(address, port, app, threaded=True, request_handler=Quiet)

    def _bare(self) -> Flask:
        app = Flask("seeding")
        app.config["SQLALCHEMY_DATABASE_URI"] = self.setup.url
        db.init_app(app)
        return app


HOST = Tracker
