"""Show rows of mirrors: nothing is written here, and nothing is found by its content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.db.models import Prefetch, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from socialkit.contrib.django.administration.acting import Act, act_on
from socialkit.contrib.django.administration.columns import column
from socialkit.contrib.django.administration.paging import BoundedPaginator
from socialkit.contrib.django.mounts import prefix_of

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = admin.ModelAdmin

_BY_KEY = frozenset({"id", "id__exact", "id__in", "pk", "pk__exact", "pk__in"})


class MirrorAdmin(_Admin):
    """List and show metadata of one kind of thing, newest first."""

    shown: ClassVar[tuple[str, ...]]
    """Columns that are read; no other one ever leaves the database."""
    # An id tells the time at which it was minted, and every table has an index of its ids.
    ordering = ("-id",)
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    list_per_page = 50
    list_max_show_all = 50
    list_select_related = False
    search_fields = ("id",)
    empty_value_display = "-"

    created = column("created_at", _("created"))

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the rows, with the columns that are shown alone."""
        return super().get_queryset(request).only(*self.shown).prefetch_related(*self.beside())

    def beside(self) -> tuple[Prefetch[Any], ...]:
        """Return what the rows of a page refer to, each read in one further statement."""
        return ()

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's words
        queryset: Any,
        search_term: str,
    ) -> tuple[Any, bool]:
        """Find rows by an id, or by what `sought` knows."""
        term = search_term.strip()
        if not term:
            return queryset, False
        wanted = self.sought(term.removeprefix("@"))
        try:
            wanted |= Q(id=UUID(term))
        except ValueError:
            return queryset.filter(wanted), False
        return queryset.filter(wanted), False

    def sought(self, term: str) -> Q:  # noqa: ARG002 - for lists that know words
        """Return which rows a word finds."""
        return Q(id__in=())

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:  # noqa: ARG002 - Django's words
        """Refuse conditions in the address: `?body__contains=` would read what nobody shows."""
        filters = (getattr(chosen, "parameter_name", None) for chosen in self.list_filter)
        return lookup in _BY_KEY or lookup in filters

    def carry_out(self, request: HttpRequest, rows: Any, act: Act, word: str) -> None:
        """Do one thing to each row through a service, and keep `word` in the row's history."""
        act_on(request, rows, act, log=lambda row: self.log_change(request, row, str(word)))

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's words
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        """Refuse."""
        return False


def address_in(network: str, path: str) -> str | None:
    """Return the address of a page of the network, or None where it is not mounted."""
    prefix = prefix_of(network)
    return None if prefix is None else prefix + path
