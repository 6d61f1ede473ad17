"""Let a Django project's suite of pytest see what socialkit recorded, committed or not.

Write `pytest_plugins = ["socialkit.testing.django_plugin"]` in the `conftest.py` of the suite. With
pytest-django its fixture `db` is asked for first, so that the test has its transaction.
"""

from __future__ import annotations

import pytest

from socialkit.testing.django import SocialKitSeen


@pytest.fixture
def socialkit_seen(request: pytest.FixtureRequest) -> SocialKitSeen:
    """Show what socialkit records during the test."""
    if request.config.pluginmanager.hasplugin("django"):
        request.getfixturevalue("db")
    return SocialKitSeen()
