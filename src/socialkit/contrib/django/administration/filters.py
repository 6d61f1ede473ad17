"""Filter lists by words that are known beforehand: no statement asks which ones occur."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from socialkit.contrib.django.kits import kit
from socialkit.contrib.django.mirrors.people import Network
from socialkit.domain.groups import Visibility
from socialkit.domain.people import MemberClass, PersonStatus
from socialkit.domain.posts import PostKind, PostState
from socialkit.domain.questions import QuestionState

_NETWORKS: Final = 50
Choices = list[tuple[str, str]]


class NetworkFilter(admin.SimpleListFilter):
    """Show the rows of one network."""

    title = _("network")
    parameter_name = "network"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:  # noqa: ARG002 - Django's words
        """Return the networks."""
        found = Network.objects.order_by("slug").only("id", "slug")[:_NETWORKS]
        return [(str(network.id), network.slug) for network in found]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:  # noqa: ARG002 - Django's words
        """Return the rows of the chosen network."""
        chosen = {key for key, _name in self.lookup_choices} & {self.value()}
        return queryset.filter(network_id=chosen.pop()) if chosen else queryset


class WordFilter(admin.SimpleListFilter):
    """Show the rows whose column holds one word of an enumeration."""

    column: ClassVar[str]
    words: ClassVar[Iterable[str]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:  # noqa: ARG002 - Django's words
        """Return the words."""
        return [(str(word), str(word).replace("_", " ")) for word in self.words]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:  # noqa: ARG002 - Django's words
        """Return the rows with the chosen word."""
        chosen = {str(word) for word in self.words} & {self.value()}
        return queryset.filter(**{self.column: chosen.pop()}) if chosen else queryset


def known_classes() -> Choices:
    """Return the classes of people that the policy in force declares."""
    names = sorted(kit().policy.classes - {MemberClass.ANONYMOUS})
    return [(name, name.replace("_", " ")) for name in names]


class ClassFilter(admin.SimpleListFilter):
    """Show people of one class."""

    title = _("class")
    parameter_name = "member_class"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:  # noqa: ARG002 - Django's words
        """Return the classes."""
        return known_classes()

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:  # noqa: ARG002 - Django's words
        """Return the people of the chosen class."""
        chosen = {key for key, _name in self.lookup_choices} & {self.value()}
        return queryset.filter(member_class=chosen.pop()) if chosen else queryset


class StatusFilter(WordFilter):
    """Show people by whether their account may be used."""

    title = _("status")
    parameter_name = column = "status"
    words = tuple(PersonStatus)


class VisibilityFilter(WordFilter):
    """Show groups by who finds them."""

    title = _("visibility")
    parameter_name = column = "visibility"
    words = tuple(Visibility)


class KindFilter(WordFilter):
    """Show posts of one kind."""

    title = _("kind")
    parameter_name = column = "kind"
    words = tuple(PostKind)


class StateFilter(WordFilter):
    """Show posts by what became of them."""

    title = _("state")
    parameter_name = column = "state"
    words = tuple(PostState)


class QuestionStateFilter(WordFilter):
    """Show questions by how far they came."""

    title = _("question")
    parameter_name = column = "question_state"
    words = tuple(QuestionState)


class ArchivedFilter(admin.SimpleListFilter):
    """Show groups that are archived, or those that are not."""

    title = _("archived")
    parameter_name = "archived"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ARG002 - Django's words
        """Return yes and no."""
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:  # noqa: ARG002 - Django's words
        """Return the groups of the chosen kind."""
        wanted = {"yes": False, "no": True}.get(str(self.value()))
        return queryset if wanted is None else queryset.filter(archived_at__isnull=wanted)
