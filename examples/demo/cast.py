"""The people whom one can become in the demo, by class, with what is special about each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from examples.story import load
from examples.story.script import Role


@dataclass(frozen=True)
class Entry:
    """One person on the page."""

    username: str
    name: str
    title: str
    note: str


@dataclass(frozen=True)
class Section:
    """One class of member."""

    name: str
    about: str
    entries: list[Entry]


ABOUT = {
    "anonymous": "Not signed in: reads what a community marks public, and nothing of a workplace.",
    "employee": "Sees the whole workplace, and the inside of closed groups only as a member.",
    "honorary": "A trusted contractor, treated as an employee, with a sponsor. Never administers.",
    "external": "A partner, invited into named groups. Nothing and nobody else exists for them.",
    "customer": "Signed up to the support community. The workplace does not exist for them.",
    "former": "Left the company: nothing, at once.",
    "suspended": "An employee whose account is suspended: nothing until somebody lifts that.",
    "service": "A program with an account. Nothing until a rule grants it.",
}


def classes(users: Collection[str]) -> list[Section]:
    """Return the sections of the page, each with those of its people who have an account."""
    sections: dict[str, list[Entry]] = {name: [] for name in ABOUT if name != "anonymous"}
    seen: set[str] = set()
    for slug in ("default", "customers"):
        for name, role in load(slug).people.items():
            if name in users and name not in seen:
                seen.add(name)
                title = role.title or role.member_class
                entry = Entry(name, role.name, title, note(name, role))
                sections[standing(role)].append(entry)
    return [Section(name, ABOUT[name], entries) for name, entries in sections.items()]


def standing(role: Role) -> str:
    """Return what somebody is today."""
    if role.suspended is not None:
        return "suspended"
    return "former" if role.leaves is not None else role.member_class


def note(name: str, role: Role) -> str:
    """Say in a few words what is special about somebody."""
    special = {"admin": "administrator", "community_manager": "community manager"}
    words = [special.get(word, word) for word in role.roles]
    if role.member_class in {"external", "customer", "honorary"} and role.organisation:
        words.append(role.organisation)
    if role.stay is not None and role.stay.days < 0:
        words.append("the stay has ended")
    owned = [
        room.name
        for room in load("default").groups.values()
        if name in owners(room.founder, room.owners)
    ]
    return ", ".join(words + [f"owns {group}" for group in owned[:2]])


def owners(founder: str, named: tuple[str, ...]) -> tuple[str, ...]:
    """Return who owns a group: whom it was handed to, or its founder."""
    return named or (founder,)
