"""Administer groups."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from socialkit.contrib.django.administration import filters
from socialkit.contrib.django.administration.base import MirrorAdmin, address_in
from socialkit.contrib.django.administration.columns import column, networks_beside, short
from socialkit.contrib.django.mirrors.groups import Group
from socialkit.domain.groups import Visibility
from socialkit.domain.handles import fold


class GroupAdmin(MirrorAdmin):
    """Show groups: what a secret one is called, its members alone know."""

    shown = (
        "id",
        "slug",
        "network",
        "visibility",
        "purpose",
        "join_method",
        "reach",
        "externals_allowed",
        "trusted_area",
        "member_count",
        "owner_count",
        "created_at",
        "archived_at",
    )
    list_display = (
        "listed",
        "visibility",
        "purpose",
        column("member_count", _("members")),
        column("owner_count", _("owners")),
        "place",
        MirrorAdmin.created,
        column("archived_at", _("archived")),
    )
    fields = ("called", "place", *(name for name in shown if name not in {"slug", "network"}))
    list_filter = (filters.NetworkFilter, filters.VisibilityFilter, filters.ArchivedFilter)
    search_help_text = _("The beginning of a short name, or an id.")
    actions = ("archive", "restore")

    def beside(self) -> tuple[Prefetch[Any], ...]:
        """Return networks."""
        return (networks_beside(),)

    def sought(self, term: str) -> Q:
        """Find groups by the beginning of their short name, unless they are secret."""
        return Q(slug_key__startswith=fold(term)) & ~Q(visibility=Visibility.SECRET)

    def view_on_site(self, obj: Group) -> str | None:
        """Return the address of the group, where the policy decides what is seen."""
        if obj.visibility == Visibility.SECRET:
            return None
        return address_in(obj.network.slug, f"/groups/{obj.slug}")

    @admin.display(description=_("group"))
    def listed(self, group: Group) -> str:
        """Return the short name, or the end of the id of a secret group."""
        return short(group.id) if group.visibility == Visibility.SECRET else str(group.slug)

    @admin.display(description=_("group"))
    def called(self, group: Group) -> str:
        """Return the short name."""
        return str(group)

    @admin.display(description=_("network"))
    def place(self, group: Group) -> str:
        """Return the network."""
        return str(group.network)

    @admin.action(description=_("Archive"), permissions=["view"])
    def archive(self, request: HttpRequest, queryset: Any) -> None:
        """Close groups for everything but reading."""
        self.carry_out(request, queryset, lambda me, row: me.groups.archive(row.id), "archived")

    @admin.action(description=_("Bring back from the archive"), permissions=["view"])
    def restore(self, request: HttpRequest, queryset: Any) -> None:
        """Make archived groups alive again."""
        self.carry_out(request, queryset, lambda me, row: me.groups.restore(row.id), "restored")
