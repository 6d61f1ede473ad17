from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest

from examples.django_app.helpdesk.models import Note, Team, Ticket
from examples.django_app.helpdesk.requests import SignedIn
from examples.django_app.helpdesk.rooms import open_room

admin.site.site_header = "Brightwater help desk"
admin.site.site_title = "Help desk"
admin.site.index_title = "Administration"


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # it is not generic when it runs
    list_display = ("name", "lead", "room")
    list_select_related = ("lead", "room")
    fields = ("name", "slug", "about", "lead", "members")
    prepopulated_fields = {"slug": ("name",)}  # noqa: RUF012 - as Django asks for it
    filter_horizontal = ("members",)

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
    list_display = ("pk", "title", "team", "state", "urgency", "requester", "assignee", "opened_at")
    list_display_links = ("pk", "title")
    list_filter = ("state", "team", "urgency")
    list_select_related = ("team", "requester", "assignee")
    search_fields = ("title", "body", "requester__username")
    date_hierarchy = "opened_at"
    inlines = (NoteInline,)
