"""Let a Flask host's own tests see what socialkit recorded, whether it is committed or not.

Write `pytest_plugins = ["socialkit.testing.flask_plugin"]` in the `conftest.py` of the suite. The
fixture needs the suite's own fixture `app`, which returns the Flask application.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

import pytest

from socialkit.contrib.flask.mounted import KEY, App, inside, mounted_in
from socialkit.domain.events import Event, EventName
from socialkit.services.session import Session
from socialkit.services.views import NoticeView

_MANY: Final = 10_000


class SocialKitSeen:
    """Show events and notices of the open transaction of the host, committed or not."""

    def __init__(self, app: App, *, name: str = KEY) -> None:
        self._app = app
        self._name = name
        self._before = {event.id for event in self._recorded()}

    def events(self, *names: EventName | str) -> tuple[Event, ...]:
        """Return events recorded since the test began, the oldest first; all or by name."""
        wanted = {EventName(name) for name in names} or set(EventName)
        new = (event for event in self._recorded() if event.id not in self._before)
        return tuple(event for event in new if event.name in wanted)

    def notices(self, subject: str | int | UUID) -> tuple[NoticeView, ...]:
        """Return the notices of a user of the host, the latest first, at most 100."""
        with self.acting_as(subject, read_only=True) as me:
            return me.notifications.list(limit=100).items

    @contextmanager
    def acting_as(
        self, subject: str | int | UUID | None, *, read_only: bool = False
    ) -> Iterator[Session]:
        """Open a unit of work for a user of the host, inside the host's transaction."""
        with inside(self._app):
            mounted = mounted_in(self._app, self._name)
            network = mounted.settings.network
            with mounted.kit.acting_as(subject, network=network, read_only=read_only) as me:
                yield me

    def _recorded(self) -> tuple[Event, ...]:
        with inside(self._app):
            storage = mounted_in(self._app, self._name).kit.storage
            with storage.unit(read_only=True) as unit:
                return unit.outbox.pending(limit=_MANY)


@pytest.fixture
def socialkit_seen(app: App) -> SocialKitSeen:
    """Show what socialkit records during the test."""
    return SocialKitSeen(app)
