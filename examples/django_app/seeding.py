"""Fill the help desk's own tables: users, teams, and the tickets of the story."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.core.management.color import no_style
from django.db import connection, transaction

from examples.django_app.accounts.models import User
from examples.django_app.helpdesk.models import Note, Team, Ticket
from examples.story import NETWORKS, load
from examples.story.desk import TeamLine, TicketLine, load_desk
from socialkit.contrib.django.models import Group, Post

KINDS: Final = {"external": User.Kind.PARTNER, "customer": User.Kind.CUSTOMER}
URGENCY: Final = {choice.name.lower(): choice for choice in Ticket.Urgency}


@transaction.atomic
def add_own_rows(today: datetime) -> None:
    """Add users, teams and tickets; the story has been told, so groups and threads are there."""
    users, desk = make_users(), load_desk()
    teams = {slug: make_team(slug, line, users) for slug, line in desk.teams.items()}
    for number, line in desk.tickets.items():
        make_ticket(number, line, users, teams[line.team], today)
    # The tickets brought their numbers with them; the next one follows the last.
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Ticket]):
            cursor.execute(statement)


def make_users() -> dict[str, User]:
    """Make a user for everybody of the story who signs in; none has a password."""
    users: dict[str, User] = {}
    for network in NETWORKS:
        for name, role in load(network).people.items():
            if name in users:
                continue
            first, _, last = role.name.partition(" ")
            kind = KINDS.get(role.member_class, User.Kind.STAFF)
            user = User(username=name, first_name=first, last_name=last, kind=kind)
            user.is_staff = user.is_superuser = "admin" in role.roles
            user.set_unusable_password()
            users[name] = user
    User.objects.bulk_create(users.values())
    return {user.username: user for user in User.objects.all()}


def make_team(slug: str, line: TeamLine, users: dict[str, User]) -> Team:
    """Make a team whose room is a group of the story."""
    room = Group.objects.get(slug=line.group, network__slug="default")
    team = Team.objects.create(
        slug=slug, name=line.name, about=line.about, room=room, lead=users[line.lead]
    )
    team.members.set([users[name] for name in line.members])
    return team


def make_ticket(
    number: int, line: TicketLine, users: dict[str, User], team: Team, today: datetime
) -> None:
    """Make a ticket with its notes."""
    opened = line.opened.on(today)
    ticket = Ticket.objects.create(
        pk=number,
        title=line.title,
        body=line.body,
        team=team,
        requester=users[line.by],
        assignee=None if line.to is None else users[line.to],
        state=line.state,
        urgency=URGENCY[line.urgency],
        opened_at=opened,
        changed_at=opened + line.notes[-1].after if line.notes else opened,
        discussion=talk(team, line.talk),
    )
    Note.objects.bulk_create(
        Note(
            ticket=ticket,
            author=users[said.by],
            body=said.body,
            inside=said.inside,
            written_at=opened + said.after,
        )
        for said in line.notes
    )


def talk(team: Team, title: str | None) -> Post | None:
    """Return the thread of the team's group in which a ticket is talked about."""
    return None if title is None else Post.objects.get(group=team.room, title=title)
