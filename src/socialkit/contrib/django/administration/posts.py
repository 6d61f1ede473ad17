"""Administer posts and questions, of which neither title nor text is shown."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django.contrib import admin
from django.db.models import Prefetch, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from socialkit.contrib.django.administration import filters
from socialkit.contrib.django.administration.base import MirrorAdmin, address_in
from socialkit.contrib.django.administration.columns import (
    column,
    networks_beside,
    people_beside,
    short,
)
from socialkit.contrib.django.mirrors.groups import Group
from socialkit.contrib.django.mirrors.people import Person
from socialkit.contrib.django.mirrors.posts import Post
from socialkit.domain.groups import Visibility
from socialkit.domain.handles import fold

_FACTS: Final = (
    "state",
    "audience",
    "locked",
    "reply_count",
    "answer_count",
    "comment_count",
    "reaction_count",
    "created_at",
    "edited_at",
    "last_activity_at",
)


class PostAdmin(MirrorAdmin):
    """Show where, when and by whom something was posted, and what became of it."""

    shown: ClassVar[tuple[str, ...]] = ("id", "kind", "network", "group", "author", *_FACTS)
    list_display: tuple[Any, ...] = (
        "called",
        "kind",
        "state",
        "group_name",
        "author_name",
        column("reply_count", _("replies")),
        column("comment_count", _("comments")),
        MirrorAdmin.created,
    )
    fields: ClassVar[tuple[Any, ...]] = (
        "id",
        "kind",
        "place",
        "group_name",
        "author_name",
        *_FACTS,
    )
    list_filter: ClassVar[tuple[Any, ...]] = (
        filters.NetworkFilter,
        filters.KindFilter,
        filters.StateFilter,
    )
    search_help_text = _("An id, the handle of an author, or the short name of a group.")
    actions: tuple[Any, ...] = ("hide", "restore", "lock", "unlock")

    def beside(self) -> tuple[Prefetch[Any], ...]:
        """Return networks, groups and authors."""
        groups = Group.objects.only("id", "slug", "visibility")
        return networks_beside(), Prefetch("group", groups), people_beside("author")

    def sought(self, term: str) -> Q:
        """Find posts by author or group, unless the group is secret: who is in it stays inside."""
        key = fold(term)
        open_groups = Group.objects.exclude(visibility=Visibility.SECRET)
        authors = Person.objects.filter(handle_key=key).values("id")
        by_author = Q(author_id__in=authors, group_id__in=open_groups.values("id"))
        by_group = Q(group_id__in=open_groups.filter(slug_key=key).values("id"))
        return by_author | by_group

    def view_on_site(self, obj: Post) -> str | None:
        """Return the address of the thread, where the policy decides what is seen."""
        return address_in(obj.network.slug, f"/posts/{obj.id}")

    @admin.display(description=_("post"))
    def called(self, post: Post) -> str:
        """Return the end of the id."""
        return short(post.id)

    @admin.display(description=_("network"))
    def place(self, post: Post) -> str:
        """Return the network."""
        return str(post.network)

    @admin.display(description=_("group"))
    def group_name(self, post: Post) -> str:
        """Return the short name of the group, or the end of the id of a secret one."""
        secret = post.group.visibility == Visibility.SECRET
        return short(post.group.id) if secret else str(post.group)

    @admin.display(description=_("author"))
    def author_name(self, post: Post) -> str:
        """Return who wrote it, unless that would tell who is in a secret group."""
        if post.author is None or post.group.visibility == Visibility.SECRET:
            return "-"
        return str(post.author)

    @admin.action(description=_("Hide"), permissions=["view"])
    def hide(self, request: HttpRequest, queryset: Any) -> None:
        """Take posts away from their readers."""
        self.carry_out(request, queryset, lambda me, row: me.posts.hide(row.id), "hidden")

    @admin.action(description=_("Bring back"), permissions=["view"])
    def restore(self, request: HttpRequest, queryset: Any) -> None:
        """Bring hidden posts back."""
        self.carry_out(request, queryset, lambda me, row: me.posts.restore(row.id), "restored")

    @admin.action(description=_("Close for replies"), permissions=["view"])
    def lock(self, request: HttpRequest, queryset: Any) -> None:
        """Close threads for replies."""
        self.carry_out(request, queryset, lambda me, row: me.posts.lock(row.id), "locked")

    @admin.action(description=_("Open for replies"), permissions=["view"])
    def unlock(self, request: HttpRequest, queryset: Any) -> None:
        """Open threads for replies again."""
        self.carry_out(
            request, queryset, lambda me, row: me.posts.lock(row.id, locked=False), "unlocked"
        )


_QUESTION_FACTS: Final = ("question_state", "accepted_at", "closed_at")


class QuestionAdmin(PostAdmin):
    """Show how far questions came."""

    shown = (*PostAdmin.shown, *_QUESTION_FACTS)
    list_display = (
        "called",
        column("question_state", _("question")),
        "state",
        "group_name",
        "author_name",
        column("answer_count", _("answers")),
        MirrorAdmin.created,
    )
    fields = (*PostAdmin.fields, *_QUESTION_FACTS)
    list_filter = (filters.NetworkFilter, filters.QuestionStateFilter, filters.StateFilter)
    actions = ("hide", "restore", "lock", "unlock", "reopen")

    @admin.action(description=_("Open the question again"), permissions=["view"])
    def reopen(self, request: HttpRequest, queryset: Any) -> None:
        """Open closed questions again."""
        self.carry_out(request, queryset, lambda me, row: me.questions.reopen(row.id), "reopened")
