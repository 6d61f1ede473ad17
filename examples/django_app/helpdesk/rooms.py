"""Give a team its room: a group of the social network, made in the same transaction."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from examples.django_app.accounts.models import User
from examples.django_app.helpdesk.models import Team, Ticket
from examples.django_app.helpdesk.requests import SignedIn
from socialkit.contrib.django.models import Account
from socialkit.errors import SocialKitError


def teams_for(request: SignedIn) -> QuerySet[Team]:
    """Return the teams that a user may ask: all for staff, else those whose room exists for them.

    The policy is asked, not the table of members: it knows of stays that ended and of doors that
    were shut.
    """
    if request.user.kind == User.Kind.STAFF:
        return Team.objects.all()
    try:
        with request.social.acting_as_current(read_only=True) as me:
            rooms = [group.id for group in me.groups.list(limit=50).items]
    except SocialKitError:
        return Team.objects.none()
    return Team.objects.filter(room__in=rooms)


@transaction.atomic
def open_room(team: Team, request: SignedIn) -> None:
    """Found a group for a team and take its members in: all of it is kept, or nothing.

    Whoever was never seen in the social network has no person in it yet, and joins later.
    """
    others = team.members.exclude(pk=request.user.pk).values_list("username", flat=True)
    known = Account.objects.filter(subject__in=list(others)).values_list("subject", flat=True)
    with request.social.acting_as_current() as me:
        group = me.groups.found(team.name, slug=team.slug, about=team.about, purpose="department")
        for name in known:
            me.memberships.add(group.slug, name, role="member")
    team.room_id = group.id
    team.save(update_fields=["room"])


@transaction.atomic
def open_discussion(ticket: Ticket, request: SignedIn) -> None:
    """Ask the team's group about a ticket; the ticket remembers the thread."""
    address = request.build_absolute_uri(ticket.get_absolute_url())
    with request.social.acting_as_current() as me:
        asked = me.questions.ask(
            ticket.title, body=f"From ticket [{ticket.pk}]({address}).", group=ticket.team.room_id
        )
    ticket.discussion_id = asked.id
    ticket.save(update_fields=["discussion"])
