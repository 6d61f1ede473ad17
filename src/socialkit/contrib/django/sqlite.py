"""Be Django's connection to SQLite; imported for such databases alone, as Django's backend is."""

from __future__ import annotations

from typing import Any, Final

from django.db.backends.sqlite3.base import SQLiteCursorWrapper

from socialkit.contrib.django.opened import HostConnection

_CONVERTED: Final[dict[str, str]] = {}
_KEPT: Final = 500


class SqliteConnection(HostConnection):
    """Be Django's connection to SQLite."""

    def _ready(self, cursor: Any) -> Any:
        """Let the cursor remember the statements it has seen."""
        cursor.cursor = self._host.connection.cursor(factory=_RememberingCursor)
        return cursor


class _RememberingCursor(SQLiteCursorWrapper):
    """Be Django's cursor of SQLite, which gives each statement SQLite's form once.

    That takes as long as to run a long statement; and given the same text each time, the driver
    finds the statement that it prepared before.
    """

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        """Return the statement with question marks in place of the parameters."""
        if param_names is not None:
            return super().convert_query(query, param_names=param_names)
        found = _CONVERTED.get(query)
        if found is None:
            found = super().convert_query(query)
            if len(_CONVERTED) >= _KEPT:
                _CONVERTED.clear()
            _CONVERTED[query] = found
        return found
