"""Give a team its room: a group of the social network, made in the same transaction."""

from __future__ import annotations

from django.db import transaction

from examples.django_app.accounts.models import User
from examples.django_app.helpdesk.models import Team, Ticket
from socialkit.contrib.django import kit


@transaction.atomic
def open_room(team: Team, *, by: User) -> None:
    """Found a group for a team and take its members in: all of it is kept, or nothing."""
    with kit().acting_as(by.username) as me:
        group = me.groups.found(team.name, slug=team.slug, about=team.about, purpose="department")
        for member in team.members.exclude(pk=by.pk):
            me.memberships.add(group.slug, member.username, role="member")
    team.room_id = group.id
    team.save(update_fields=["room"])


@transaction.atomic
def open_discussion(ticket: Ticket, *, by: User, address: str) -> None:
    """Ask the team's group about a ticket; the ticket remembers the thread."""
    with kit().acting_as(by.username) as me:
        asked = me.questions.ask(
            ticket.title, body=f"From ticket [{ticket.pk}]({address}).", group=ticket.team.room_id
        )
    ticket.discussion_id = asked.id
    ticket.save(update_fields=["discussion"])
