from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, cast
from uuid import UUID

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

if TYPE_CHECKING:
    from examples.django_app.accounts.models import User


COLLEAGUES: Final = {"kind": "staff", "is_active": True}
FIRST: Final = ("-urgency", "-changed_at")
"""What is urgent, and within that what moved last."""


class Team(models.Model):
    """A team that takes tickets, with the group in which it talks."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=60)
    about = models.CharField(max_length=200)
    room = models.ForeignKey(
        "socialkit.Group", models.PROTECT, null=True, blank=True, related_name="+"
    )
    """A foreign key to a table of socialkit, as to any other model."""
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", limit_choices_to=COLLEAGUES
    )
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="teams", blank=True, limit_choices_to=COLLEAGUES
    )

    objects: ClassVar[models.Manager[Team]] = models.Manager()
    room_id: UUID | None
    tickets: TicketQuerySet

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("helpdesk:team", args=[self.slug])


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, user: User) -> TicketQuerySet:
        """Keep what a user may see: everything for staff, else one's own."""
        if user.kind == user.Kind.STAFF:
            return self
        return self.filter(requester=user)

    def unfinished(self) -> TicketQuerySet:
        """Keep what somebody still has to do."""
        return self.exclude(state=Ticket.State.DONE)


class Ticket(models.Model):
    """One request to a team; its key is its number."""

    class State(models.TextChoices):
        NEW = "new", "New"
        WORKING = "working", "In work"
        WAITING = "waiting", "Waiting"
        DONE = "done", "Done"

    class Urgency(models.IntegerChoices):
        NORMAL = 1, "Normal"
        HIGH = 2, "High"
        URGENT = 3, "Urgent"

    title = models.CharField(max_length=120)
    body = models.TextField("what is needed")
    team = models.ForeignKey(Team, models.PROTECT, related_name="tickets")
    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="requested"
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="on the desk of",
        null=True,
        blank=True,
        related_name="assigned",
    )
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    urgency = models.IntegerField(choices=Urgency, default=Urgency.NORMAL)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    discussion = models.ForeignKey(
        "socialkit.Post",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="tickets",
        db_constraint=False,
    )
    """The thread in which the team talks about it. A thread may be erased, so the database does
    not hold on to it."""

    objects = cast("TicketQuerySet", TicketQuerySet.as_manager())
    discussion_id: UUID | None
    notes: models.QuerySet[Note]

    class Meta:
        ordering = FIRST
        indexes = (models.Index(fields=["state", "-changed_at"], name="ticket_state"),)

    def __str__(self) -> str:
        return f"{self.pk} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("helpdesk:ticket", args=[self.pk])


class Note(models.Model):
    """Something that is written on a ticket."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = models.TextField()
    inside = models.BooleanField("for colleagues alone", default=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("written_at", "pk")

    def __str__(self) -> str:
        return f"{self.author} on {self.ticket}"
