"""Count no further than anybody turns pages."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator

if TYPE_CHECKING:
    _Paginator = Paginator[Any]
else:
    _Paginator = Paginator

COUNTED: Final = 10_000
"""Rows that are counted and can be paged through; searching and filters lead to the others."""


class BoundedPaginator(_Paginator):
    """Page through a list of which only the beginning is counted."""

    @cached_property
    def count(self) -> int:
        """Return the number of rows, or `COUNTED` where there are more."""
        return min(self._found, COUNTED)

    @property
    def is_cut(self) -> bool:
        """Tell whether there are more rows than were counted."""
        return self._found > COUNTED

    @cached_property
    def _found(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[: COUNTED + 1].count())
