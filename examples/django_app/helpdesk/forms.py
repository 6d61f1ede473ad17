from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from examples.django_app.accounts.models import User
from examples.django_app.helpdesk.models import Note, Team, Ticket


class TicketForm(forms.ModelForm):  # type: ignore[type-arg]  # it is not generic when it runs
    """A new ticket."""

    class Meta:
        model = Ticket
        fields = ("team", "title", "body", "urgency")
        widgets = {"body": forms.Textarea({"rows": 6})}

    def __init__(self, *args: Any, teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.fields["team"].empty_label = "Choose a team"  # type: ignore[attr-defined]


class WorkForm(forms.ModelForm):  # type: ignore[type-arg]  # the same
    """Who works on a ticket, and how far it is."""

    class Meta:
        model = Ticket
        fields = ("state", "assignee", "urgency")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        own = User.objects.filter(teams=self.instance.team).order_by("first_name")
        self.fields["assignee"].queryset = own  # type: ignore[attr-defined]
        self.fields["assignee"].empty_label = "Nobody yet"  # type: ignore[attr-defined]


class NoteForm(forms.ModelForm):  # type: ignore[type-arg]  # the same
    """A note; only staff can keep one among colleagues."""

    class Meta:
        model = Note
        fields = ("body", "inside")
        widgets = {
            "body": forms.Textarea(
                {"rows": 3, "aria-label": "Note", "placeholder": "Write a note…"}
            )
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user.kind != user.Kind.STAFF:
            del self.fields["inside"]
