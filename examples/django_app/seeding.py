"""Fill the help desk's own tables: users, teams, and the tickets of the story."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import yaml
from django.core.management.color import no_style
from django.db import connection, transaction

from examples.django_app.accounts.models import User
from examples.django_app.helpdesk.models import Note, Team, Ticket
from examples.story import NETWORKS, load
from examples.story.script import FOLDER, span, when
from socialkit.contrib.django.models import Group, Post

KINDS: Final = {"external": User.Kind.PARTNER, "customer": User.Kind.CUSTOMER}
URGENCY: Final = {choice.name.lower(): choice for choice in Ticket.Urgency}


@transaction.atomic
def add_own_rows(today: datetime) -> None:
    """Add users, teams and tickets; the story has been told, so groups and threads are there."""
    users = make_users()
    told = yaml.safe_load((FOLDER / "tickets.yaml").read_text(encoding="utf-8"))
    teams = {slug: make_team(slug, entry, users) for slug, entry in told["teams"].items()}
    for number, entry in told["tickets"].items():
        make_ticket(number, entry, users, teams[entry["team"]], today)
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


def make_team(slug: str, entry: dict[str, Any], users: dict[str, User]) -> Team:
    """Make a team whose room is a group of the story."""
    room = Group.objects.get(slug=entry["group"], network__slug="default")
    lead = users[entry["lead"]]
    team = Team.objects.create(
        slug=slug, name=entry["name"], about=entry["about"], room=room, lead=lead
    )
    team.members.set([users[name] for name in entry["members"]])
    return team


def make_ticket(
    number: int, entry: dict[str, Any], users: dict[str, User], team: Team, today: datetime
) -> None:
    """Make a ticket with its notes."""
    opened = when(entry["opened"]).on(today)
    said = [(line, opened + span(line["after"])) for line in entry.get("notes", ())]
    ticket = Ticket.objects.create(
        pk=number,
        title=entry["title"],
        body=entry["body"],
        team=team,
        requester=users[entry["by"]],
        assignee=users[entry["to"]] if "to" in entry else None,
        state=entry["state"],
        urgency=URGENCY[entry.get("urgency", "normal")],
        opened_at=opened,
        changed_at=said[-1][1] if said else opened,
        discussion=talk(team, entry.get("talk")),
    )
    Note.objects.bulk_create(
        Note(
            ticket=ticket,
            author=users[line["by"]],
            body=line["body"],
            inside=line.get("inside", False),
            written_at=at,
        )
        for line, at in said
    )


def talk(team: Team, title: str | None) -> Post | None:
    """Return the thread of the team's group in which a ticket is talked about."""
    return None if title is None else Post.objects.get(group=team.room, title=title)
