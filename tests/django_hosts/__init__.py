"""Be a Django project for the tests; Django takes its settings once in a process, so all share it.

Databases are named after their kind, and `point` says where they are: nothing is connected before.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import django
import sqlalchemy as sa
from django.apps import apps
from django.db import connections

SETTINGS = "tests.django_hosts.settings"


def prepare() -> None:
    """Set Django up, once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    if not apps.ready:
        django.setup()


@contextmanager
def pointed(alias: str, url: str, **more: Any) -> Iterator[str]:
    """Let the alias mean the database at this address, with `more` of its settings, for a while."""
    prepare()
    settings: dict[str, Any] = connections.settings[alias]  # type: ignore[attr-defined] # it is made so
    before = dict(settings)
    forget(alias)
    settings.update(_settings(sa.make_url(url)), **more)
    try:
        yield alias
    finally:
        forget(alias)
        settings.clear()
        settings.update(before)


def forget(alias: str) -> None:
    """Close this thread's connection, and make a new one from the settings when it is needed."""
    connections[alias].close()
    del connections[alias]


def _settings(url: sa.URL) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {"NAME": url.database}
    return {"NAME": url.database, "HOST": url.host, "PORT": url.port, "USER": url.username}
