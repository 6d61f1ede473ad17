"""Let a Flask host's own tests see what socialkit recorded, whether it is committed or not.

Write `pytest_plugins = ["socialkit.testing.flask_plugin"]` in the `conftest.py` of the suite. The
fixture needs the suite's own fixture `app`, which returns the Flask application.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from socialkit.contrib.flask.mounted import KEY, App, inside, mounted_in
from socialkit.kit import SocialKit
from socialkit.testing.seen import Seen


class SocialKitSeen(Seen):
    """Show events and notices of the open transaction of the host, committed or not."""

    def __init__(self, app: App, *, name: str = KEY) -> None:
        self._app = app
        self._name = name
        super().__init__()

    @contextmanager
    def opened(self) -> Iterator[SocialKit]:
        """Give the kit inside the context of the application."""
        with inside(self._app):
            yield mounted_in(self._app, self._name).kit


@pytest.fixture
def socialkit_seen(app: App) -> SocialKitSeen:
    """Show what socialkit records during the test."""
    return SocialKitSeen(app)
