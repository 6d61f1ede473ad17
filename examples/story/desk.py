"""What the help desk itself holds in the story: teams, tickets, and what is noted on them."""

from __future__ import annotations

import yaml
from pydantic import Field

from examples.story.script import FOLDER, Line, Moment, Names, Span


class TeamLine(Line):
    """A team, and the group in which it talks."""

    name: str
    about: str
    group: str
    lead: str
    members: Names


class NoteLine(Line):
    """A note on a ticket; `after` counts from its opening."""

    by: str
    after: Span
    body: str
    inside: bool = False
    """Among colleagues alone."""


class TicketLine(Line):
    """One ticket."""

    title: str
    body: str
    by: str
    team: str
    to: str | None = None
    state: str
    urgency: str = "normal"
    opened: Moment
    talk: str | None = None
    """The title of the thread, in the group of the team, that is about this ticket."""
    notes: tuple[NoteLine, ...] = ()


class Desk(Line):
    """Everything that the help desk holds."""

    teams: dict[str, TeamLine]
    tickets: dict[int, TicketLine] = Field(min_length=1)


def load_desk() -> Desk:
    """Read the file."""
    return Desk.model_validate(yaml.safe_load((FOLDER / "tickets.yaml").read_text("utf-8")))
