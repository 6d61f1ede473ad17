"""Read the address of a database as it stands in the environment."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit


def database(url: str) -> dict[str, Any]:
    """Return Django's settings for an address such as `sqlite:///desk.db` or `postgresql://...`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]),
            # Whoever writes waits for the other, instead of failing halfway.
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
        }
    if parts.scheme.partition("+")[0] != "postgresql":
        message = f"BRIGHTWATER_DATABASE must begin with sqlite:/// or postgresql://, not {url!r}."
        raise ValueError(message)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path[1:],
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "CONN_MAX_AGE": 60,
    }
