"""Administer who people are in a network."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.db.models import Prefetch, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from socialkit.contrib.django.administration import filters
from socialkit.contrib.django.administration.base import MirrorAdmin, address_in
from socialkit.contrib.django.administration.columns import column, networks_beside, people_beside
from socialkit.contrib.django.mirrors.people import Account, Person
from socialkit.domain.handles import fold
from socialkit.domain.people import PersonStatus


def _classes() -> list[tuple[str, Any]]:
    return [("", _("to the class ...")), *filters.known_classes()]


class PersonActionForm(ActionForm):
    """Ask which class people are to get."""

    member_class = forms.ChoiceField(
        label="",
        choices=_classes,
        required=False,
        widget=forms.Select({"aria-label": _("Class")}),
    )


class PersonAdmin(MirrorAdmin):
    """Show who somebody is in a network, and nothing of what they tell of themselves."""

    shown = (
        "id",
        "handle",
        "network",
        "account",
        "member_class",
        "status",
        "network_roles",
        "sponsor",
        "starts_at",
        "ends_at",
        "created_at",
        "updated_at",
    )
    list_display = (
        "at_handle",
        column("member_class", _("class")),
        "status",
        "roles",
        "place",
        column("ends_at", _("until")),
        MirrorAdmin.created,
    )
    fields = (
        "at_handle",
        "id",
        "place",
        "subject",
        "member_class",
        "status",
        "roles",
        "answerable",
        "starts_at",
        "ends_at",
        "created_at",
        "updated_at",
    )
    list_filter = (filters.NetworkFilter, filters.ClassFilter, filters.StatusFilter)
    search_help_text = _("A handle, its beginning, an id, or the key of a user of this site.")
    action_form = PersonActionForm
    actions = ("suspend", "deactivate", "reactivate", "change_class")

    def beside(self) -> tuple[Prefetch[Any], ...]:
        """Return networks, sponsors and the keys of users."""
        return networks_beside(), people_beside("sponsor"), Prefetch("account")

    def sought(self, term: str) -> Q:
        """Find people by handle, by its beginning, or by the key of their user."""
        accounts = Account.objects.filter(subject=term)
        return Q(handle_key__startswith=fold(term)) | Q(account_id__in=accounts.values("id"))

    def view_on_site(self, obj: Person) -> str | None:
        """Return the address of the profile, where the policy decides what is seen."""
        return address_in(obj.network.slug, f"/people/{obj.handle}")

    @admin.display(description=_("person"))
    def at_handle(self, person: Person) -> str:
        """Return how somebody is named in the network."""
        return str(person)

    @admin.display(description=_("network"))
    def place(self, person: Person) -> str:
        """Return the network."""
        return str(person.network)

    @admin.display(description=_("roles"))
    def roles(self, person: Person) -> str:
        """Return the roles in the network."""
        return ", ".join(sorted(person.network_roles)) or "-"

    @admin.display(description=_("user of this site"))
    def subject(self, person: Person) -> str:
        """Return the key of the user."""
        return str(person.account.subject)

    @admin.display(description=_("sponsor"))
    def answerable(self, person: Person) -> str:
        """Return who answers for somebody from outside."""
        return "-" if person.sponsor is None else str(person.sponsor)

    @admin.action(description=_("Suspend"), permissions=["view"])
    def suspend(self, request: HttpRequest, queryset: Any) -> None:
        """Take access away for a while."""
        self._set(request, queryset, PersonStatus.SUSPENDED)

    @admin.action(description=_("Deactivate"), permissions=["view"])
    def deactivate(self, request: HttpRequest, queryset: Any) -> None:
        """Take access away from somebody who left."""
        self._set(request, queryset, PersonStatus.DEACTIVATED)

    @admin.action(description=_("Give access again"), permissions=["view"])
    def reactivate(self, request: HttpRequest, queryset: Any) -> None:
        """Give access back."""
        self._set(request, queryset, PersonStatus.ACTIVE)

    @admin.action(description=_("Change the class"), permissions=["view"])
    def change_class(self, request: HttpRequest, queryset: Any) -> None:
        """Make people what the form says."""
        chosen = request.POST.get("member_class", "")
        if not chosen:
            self.message_user(request, _("Choose a class beside the action."), level="ERROR")
            return
        self.carry_out(
            request, queryset, lambda me, row: me.people.set_class(row.id, chosen), chosen
        )

    def _set(self, request: HttpRequest, queryset: Any, status: PersonStatus) -> None:
        self.carry_out(
            request, queryset, lambda me, row: me.people.set_status(row.id, status), status
        )
