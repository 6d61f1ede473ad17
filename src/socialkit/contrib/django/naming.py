"""Name tables: the library's own names begin with `sk_`, and a host may say otherwise."""

from __future__ import annotations

import re
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

OWN_PREFIX: Final = "sk_"
LONGEST_PREFIX: Final = 20
_PREFIX: Final = re.compile(r"[a-z][a-z0-9_]*")
_OWN_NAME: Final = re.compile(rf"\b{OWN_PREFIX}(?=[a-z])")


def table_prefix() -> str:
    """Return the beginning of every table's name: `SOCIALKIT["TABLE_PREFIX"]`, or `sk_`.

    Raises `ImproperlyConfigured` unless it is a short word of small letters, digits and
    underscores.
    """
    prefix = getattr(settings, "SOCIALKIT", {}).get("TABLE_PREFIX", OWN_PREFIX)
    if not isinstance(prefix, str) or len(prefix) > LONGEST_PREFIX or not _PREFIX.fullmatch(prefix):
        raise ImproperlyConfigured(
            f"SOCIALKIT['TABLE_PREFIX'] is {prefix!r}. Write a word that begins with a letter and "
            "has small letters, digits and underscores alone, at most "
            f"{LONGEST_PREFIX} characters; for example 'social_'."
        )
    return prefix


def table_name(name: str) -> str:
    """Return the name of a table in the host's database, given its name without prefix."""
    return f"{table_prefix()}{name}"


def with_prefix(sql: str, prefix: str | None = None) -> str:
    """Return a statement whose tables, indexes and constraints bear the host's prefix."""
    return _OWN_NAME.sub(table_prefix() if prefix is None else prefix, sql)
