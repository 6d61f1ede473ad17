"""Let Django empty the tables in any order on SQLite, as `flush` and its test cases do.

Django makes foreign keys that are checked at the end of a transaction; the library's are checked at
once, on every host. SQLite can put them off for the transaction at hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from django.db.backends.signals import connection_created

from socialkit.contrib.django.apps import LABEL
from socialkit.contrib.django.naming import table_prefix

_LATER: Final = "PRAGMA defer_foreign_keys = ON"
_WHOLE: Final = re.compile(r'DELETE FROM "(\w+)";?')
"""How Django empties a table; the library never deletes without a condition."""


def watch() -> None:
    """Look at the statements of every connection to SQLite."""
    connection_created.connect(_look, dispatch_uid=f"{LABEL}.flushing")


def _look(*, connection: Any, **_: Any) -> None:
    if connection.vendor == "sqlite" and put_off not in connection.execute_wrappers:
        connection.execute_wrappers.append(put_off)


def put_off(
    execute: Callable[..., Any],
    sql: str,
    params: Any,
    many: bool,  # noqa: FBT001 - Django's own signature
    context: dict[str, Any],
) -> Any:
    """Run a statement; where it empties a table of ours, references are checked at the end."""
    if sql.startswith("DELETE FROM") and not params and _is_ours(sql):
        execute(_LATER, None, False, context)  # noqa: FBT003 - Django's own signature
    return execute(sql, params, many, context)


def _is_ours(sql: str) -> bool:
    found = _WHOLE.fullmatch(sql)
    return found is not None and found[1].startswith(table_prefix())
