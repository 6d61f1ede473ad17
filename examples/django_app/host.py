"""Offer the help desk to the demo."""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

import django
from django.conf import settings
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

from examples.demo.hosts import Host, Server, Setup
from examples.django_app.become.mounting import mount

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from socialkit.clock import Clock
    from socialkit.ids import IdFactory
    from socialkit.kit import SocialKit


class Quiet(WSGIRequestHandler):
    """Print failures alone, not every request."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the parent says
        """Stay quiet unless the server failed."""
        if len(args) > 1 and str(args[1]).startswith("5"):
            super().log_message(format, *args)


class HelpDesk(Host):
    """The help desk. Django's settings belong to the whole process, so one can be made in each."""

    name: ClassVar[str] = "django"
    what: ClassVar[str] = "Help desk (Django)"
    port: ClassVar[int] = 8766

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup)
        os.environ.update(
            BRIGHTWATER_DATABASE=setup.url,
            BRIGHTWATER_SECRET_KEY=setup.secret_key,
            BRIGHTWATER_POLICY=str(setup.policy),
            BRIGHTWATER_LOG="ERROR",
            DJANGO_SETTINGS_MODULE="examples.django_app.settings",
        )
        if setup.permit is not None:
            mount(setup.permit)
        django.setup()

    def make_tables(self) -> None:
        """Migrate: the help desk's own tables and the library's."""
        call_command("migrate", verbosity=0)

    def kit(self, clock: Clock, ids: IdFactory) -> SocialKit:
        """Return the kit of the project, with the clock of a story."""
        from socialkit.contrib.django import kit
        from socialkit.kit import SocialKit

        own = kit()
        return SocialKit(
            own.storage,
            policy=own.policy,
            text=own.tools.text,
            events=own.events,
            links=own.links,
            clock=clock,
            ids=ids,
        )

    def add_rows(self, today: datetime) -> None:
        """Add users, teams and tickets."""
        from examples.django_app.seeding import add_own_rows

        add_own_rows(today)

    def application(self) -> WSGIApplication:
        """Return the help desk with its static files."""
        from django.contrib.staticfiles.handlers import StaticFilesHandler

        from examples.django_app.wsgi import application

        settings.ALLOWED_HOSTS = ["*"]
        return StaticFilesHandler(application)

    def listen(self, app: WSGIApplication, address: str, port: int) -> Server:
        """Listen with Django's own server, a thread for each request."""
        server = ThreadedWSGIServer((address, port), Quiet, ipv6=":" in address)
        server.set_app(app)
        return server


HOST = HelpDesk
