"""Turn the addresses of the fixtures into Django's settings, and open aliases for tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pymysql
import sqlalchemy as sa

# Django asks for mysqlclient, which needs a compiler; PyMySQL answers to its name.
pymysql.install_as_MySQLdb()

_ENGINES = {
    "sqlite": "django.db.backends.sqlite3",
    "postgresql": "django.db.backends.postgresql",
    "mariadb": "django.db.backends.mysql",
    "mysql": "django.db.backends.mysql",
}


def database(url: str) -> dict[str, Any]:
    """Return one entry of DATABASES for an SQLAlchemy address."""
    parsed = sa.make_url(url)
    backend = parsed.get_backend_name()
    options: dict[str, Any] = {"sqlite": {"timeout": 20}, "postgresql": {}}.get(
        backend, {"charset": "utf8mb4"}
    )
    entry = {
        "ENGINE": _ENGINES[backend],
        "NAME": parsed.database,
        "USER": parsed.username or "",
        "PASSWORD": parsed.password or "",
        "HOST": parsed.host or "",
        "PORT": str(parsed.port or ""),
        "OPTIONS": options,
    }
    if backend == "sqlite":
        entry["TEST"] = {"NAME": f"{parsed.database}.test"}
    return entry


def configure() -> None:
    """Set Django up with the host's settings; once for a process is enough."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.django_host.settings")
    django.setup()


@contextmanager
def alias(name: str, url: str, **more: Any) -> Iterator[str]:
    """Open a further alias of DATABASES for an address, and take it away again.

    `more` are settings of that database, such as OPTIONS.
    """
    from django.db import connections

    connections.settings[name] = connections.configure_settings(
        {"default": {}, name: {**database(url), **more}}
    )[name]
    try:
        yield name
    finally:
        connections[name].close()
        del connections[name]
        del connections.settings[name]
