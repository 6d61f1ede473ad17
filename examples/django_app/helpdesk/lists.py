"""The lists of tickets that one can choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.db.models import Q

from examples.django_app.accounts.models import User
from examples.django_app.helpdesk.models import Ticket, TicketQuerySet

LISTS: Final = {
    "open": "Open",
    "mine": "On my desk",
    "asked": "Asked by me",
    "new": "Nobody's yet",
    "done": "Done",
}


@dataclass(frozen=True)
class Choice:
    """What somebody wants to see."""

    show: str = "open"
    team: str = ""
    words: str = ""

    def of(self, tickets: TicketQuerySet, user: User) -> TicketQuerySet:
        """Keep the chosen tickets."""
        if self.team:
            tickets = tickets.filter(team__slug=self.team)
        if self.words:
            told = Q(title__icontains=self.words) | Q(body__icontains=self.words)
            tickets = tickets.filter(told)
        return self._listed(tickets, user)

    def _listed(self, tickets: TicketQuerySet, user: User) -> TicketQuerySet:
        if self.show == "done":
            return tickets.filter(state=Ticket.State.DONE)
        kept = tickets.unfinished()
        if self.show == "mine":
            return kept.filter(assignee=user)
        if self.show == "asked":
            return kept.filter(requester=user)
        return kept.filter(assignee=None) if self.show == "new" else kept

    @property
    def query(self) -> str:
        """Return the choice as it stands behind the question mark."""
        named = {"show": self.show, "team": self.team, "q": self.words}
        return urlencode({name: value for name, value in named.items() if value})


@dataclass(frozen=True)
class Listed:
    """One list above the tickets, with how many are in it."""

    name: str
    query: str
    count: int
    current: bool


def chosen(given: Mapping[str, object]) -> Choice:
    """Read what stands behind the question mark; an unknown list is the first one."""
    show = str(given.get("show", ""))
    words = str(given.get("q", "")).strip()
    return Choice(show if show in LISTS else "open", str(given.get("team", "")), words)


def lists_of(user: User, choice: Choice) -> list[Listed]:
    """Return the lists with their numbers; partners have no desk, so they get fewer."""
    visible = Ticket.objects.visible_to(user)
    names = LISTS if user.kind == User.Kind.STAFF else ("open", "done")
    found = []
    for name in names:
        other = replace(choice, show=name)
        count = other.of(visible, user).count()
        found.append(Listed(LISTS[name], other.query, count, name == choice.show))
    return found
