from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from examples.django_app.helpdesk.models import Note, Team, Ticket
from examples.django_app.helpdesk.requests import SignedIn
from examples.django_app.helpdesk.rooms import open_room
from socialkit.errors import SocialKitError

admin.site.site_header = "Brightwater help desk"
admin.site.site_title = "Help desk"
admin.site.index_title = "Administration"


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # it is not generic when it runs
    list_display = ("name", "lead", "room")
    list_select_related = ("lead", "room")
    fields = ("name", "slug", "about", "lead", "members")
    prepopulated_fields = {"slug": ("name",)}
    filter_horizontal = ("members",)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say why a team could not be saved; Django has undone everything by then."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except SocialKitError as error:
            self.message_user(request, error.message, messages.ERROR)
            return redirect(request.path)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """Give a new team its room, once its members are known; both, or neither."""
        super().save_related(request, form, formsets, change)
        if form.instance.room_id is None:
            open_room(form.instance, cast("SignedIn", request))


class NoteInline(admin.TabularInline):  # type: ignore[type-arg]  # the same
    model = Note
    extra = 0
    raw_id_fields = ("author",)


@admin.register(Ticket)
class TicketAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # the same
    list_display = (
        "number",
        "title",
        "team",
        "state",
        "urgency",
        "requester",
        "assignee",
        "opened_at",
    )
    list_display_links = ("number", "title")
    list_filter = ("state", "team", "urgency")
    list_select_related = ("team", "requester", "assignee")
    search_fields = ("title", "body", "requester__username")
    date_hierarchy = "opened_at"
    inlines = (NoteInline,)

    @admin.display(description="Number", ordering="pk")
    def number(self, ticket: Ticket) -> int:
        """Return the key of a ticket, which is its number."""
        return int(ticket.pk)
