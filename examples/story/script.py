"""What the files of the story may hold, checked when they are read."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Final

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

FOLDER: Final = Path(__file__).parent
NETWORKS: Final = {"default": "workplace", "customers": "community"}
"""The slug of each network, and the folder that tells its story."""

COMPANY: Final = "Brightwater Engineering"

_UNITS: Final = {"d": "days", "h": "hours", "m": "minutes"}
_SPAN: Final = re.compile(r"(-?)((?:\d+[dhm] ?)+)")
_MOMENT: Final = re.compile(r"(\d+)d (\d\d):(\d\d)")


def span(text: object) -> object:
    """Read a length of time such as `1d 2h 30m` or `-6d`."""
    if isinstance(text, timedelta):
        return text
    found = _SPAN.fullmatch(str(text))
    if found is None:
        message = f"{text!r} is no length of time; write one such as 3d, 2h or 1d 20m."
        raise ValueError(message)
    parts = {_UNITS[part[-1]]: int(part[:-1]) for part in found.group(2).split()}
    return timedelta(**parts) * (-1 if found.group(1) else 1)


Span = Annotated[timedelta, BeforeValidator(span)]


class When(BaseModel):
    """A moment of the past: so many days before the story's day, at a time of the day (UTC)."""

    days: int
    clock: time

    def on(self, today: datetime) -> datetime:
        """Return the moment, where `today` is the day on which the story is told."""
        return datetime.combine(today.date() - timedelta(days=self.days), self.clock, today.tzinfo)


def when(text: object) -> object:
    """Read a moment such as `12d 09:30`."""
    if isinstance(text, When):
        return text
    found = _MOMENT.fullmatch(str(text))
    if found is None:
        message = f"{text!r} is no moment; write days ago and the time, such as 12d 09:30."
        raise ValueError(message)
    days, hour, minute = map(int, found.groups())
    return When(days=days, clock=time(hour, minute))


Moment = Annotated[When, BeforeValidator(when)]
Names = tuple[str, ...]


class Line(BaseModel):
    """One entry of a file; a word that means nothing here is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Role(Line):
    """Somebody of the story."""

    name: str
    member_class: str = Field(default="employee", alias="class")
    sponsor: str | None = None
    organisation: str | None = None
    purpose: str | None = None
    stay: Span | None = None
    """When the stay of somebody from outside ends, counted from today."""
    roles: Names = ()
    title: str | None = None
    department: str | None = None
    manager: str | None = None
    location: str | None = None
    skills: Names = ()
    interests: Names = ()
    ask_about: Names = ()
    bio: str | None = None
    follows: Names = ()
    leaves: Span | None = None
    """How long ago this person left the company."""
    suspended: Span | None = None
    """How long ago the account was suspended."""

    def profile(self) -> dict[str, object]:
        """Return what the profile tells beside the name."""
        lines = {name: getattr(self, name) for name in ("title", "department", "location", "bio")}
        lists = {name: getattr(self, name) for name in ("skills", "interests", "ask_about")}
        return {name: value for name, value in (lines | lists).items() if value}


class Room(Line):
    """A group of the story."""

    name: str
    about: str = ""
    visibility: str = "open"
    purpose: str = "interest"
    reach: str | None = None
    externals_allowed: bool = False
    trusted_area: bool = False
    founder: str
    handover: bool = False
    """The founder makes the owners owners, and leaves."""
    owners: Names = ()
    moderators: Names = ()
    members: Names = ()
    guests: Names = ()
    archived: Span | None = None

    def people(self) -> list[tuple[str, str]]:
        """Return whom the founder takes in, each with a role."""
        named = {
            "owner": self.owners,
            "moderator": self.moderators,
            "member": self.members,
            "guest": self.guests,
        }
        return [(name, role) for role, names in named.items() for name in names]


class Text(Line):
    """What somebody writes, and who likes it."""

    by: str
    body: str = ""
    likes: Names = ()
    thanks: Names = ()
    insight: Names = ()
    celebrate: Names = ()

    def reactions(self) -> list[tuple[str, str]]:
        """Return who reacts, and how."""
        named = {
            "like": self.likes,
            "thanks": self.thanks,
            "insight": self.insight,
            "celebrate": self.celebrate,
        }
        return [(name, kind) for kind, names in named.items() for name in names]


class Remark(Text):
    """A comment; `after` counts from the beginning of the thread."""

    after: Span


class Reply(Remark):
    """A reply or an answer."""

    comments: tuple[Remark, ...] = ()
    accepted: Span | None = None


class Turn(Line):
    """Something that happens to a question."""

    by: str
    after: Span
    because: str = ""
    of: str = ""
    """The key of the question that this one repeats."""


class Thread(Text):
    """A post or a question, with all that followed."""

    post: str | None = None
    ask: str | None = None
    key: str | None = None
    when: Moment
    to: str | None = None
    tags: Names = ()
    comments: tuple[Remark, ...] = ()
    replies: tuple[Reply, ...] = ()
    closed: Turn | None = None
    reopened: Turn | None = None
    duplicate: Turn | None = None


class Shelf(Line):
    """One file of threads, all in one group."""

    group: str
    audience: str | None = None
    threads: tuple[Thread, ...]


class Story(Line):
    """All that happened in one network."""

    slug: str
    people: dict[str, Role]
    groups: dict[str, Room]
    shelves: tuple[Shelf, ...]


@cache
def load(slug: str) -> Story:
    """Read the story of a network."""
    folder = FOLDER / NETWORKS[slug]
    files = sorted(path for path in folder.glob("*.yaml") if path.stem not in {"people", "groups"})
    people = _read(folder / "people.yaml")
    if slug != "default":
        people |= colleagues(without=set(people))
    return Story.model_validate(
        {
            "slug": slug,
            "people": people,
            "groups": _read(folder / "groups.yaml"),
            "shelves": [_read(path) for path in files],
        }
    )


def colleagues(*, without: set[str]) -> dict[str, object]:
    """Return the employees of today, who have an account in the community too."""
    return {
        name: Role(name=role.name, title=role.title, organisation=COMPANY)
        for name, role in load("default").people.items()
        if name not in without
        and role.member_class == "employee"
        and role.leaves is None
        and role.suspended is None
    }


def _read(path: Path) -> dict[str, object]:
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(found, dict):
        message = f"{path} must hold a mapping."
        raise TypeError(message)
    return found
