"""Hold the cast of a policy test: people, places and things by the names that tests use.

They are values of the domain, so the same cast can be looked at in Python and put into a database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from socialkit.domain.actions import Permission
from socialkit.domain.groups import Group, JoinRequest, Membership
from socialkit.domain.networks import Network
from socialkit.domain.people import Account, FieldVisibility, Person
from socialkit.domain.posts import Comment, Post, Reply

ANONYMOUS: Final = "anonymous"
"""Whoever is not signed in; always in the cast."""
NETWORK: Final = "network"
"""The network itself, as a thing."""
BETWEEN: Final = " in "
"""A membership is named by the person, this, and the group: `bob in welders`."""

READING: Final = {
    "people": Permission.PERSON_READ,
    "groups": Permission.GROUP_SEE,
    "posts": Permission.POST_READ,
    "replies": Permission.REPLY_READ,
    "comments": Permission.COMMENT_READ,
    "memberships": Permission.MEMBERSHIP_READ,
    "requests": Permission.REQUEST_READ,
    "fields": Permission.FIELD_READ,
}
"""What `sees` speaks of, and the permission that seeing one is."""


@dataclass(frozen=True, slots=True)
class ShownField:
    """Be one field of somebody's profile, shown to some."""

    person: Person
    visibility: FieldVisibility


@dataclass(slots=True)
class Cast:
    """Hold everything that one file declares, by name."""

    network: Network
    wall: Group
    elsewhere: Network
    """Another network of the same kind, for people and things that are `elsewhere`."""
    far_wall: Group
    accounts: list[Account] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    memberships: dict[str, Membership] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    replies: dict[str, Reply] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    requests: dict[str, JoinRequest] = field(default_factory=dict)
    fields: dict[str, ShownField] = field(default_factory=dict)

    def kind_of(self, name: str) -> str | None:
        """Return the kind of the thing of this name (`post`, ...), or None."""
        if name == NETWORK:
            return NETWORK
        plural = next((plural for plural in READING if name in getattr(self, plural)), None)
        return None if plural is None else READING[plural].kind

    def names_of(self, kind: str) -> tuple[str, ...]:
        """Return the names of all things of a kind, in the order of the file."""
        if kind == NETWORK:
            return (NETWORK,)
        plural = next(plural for plural, reading in READING.items() if reading.kind == kind)
        return tuple(getattr(self, plural))

    def names(self) -> Iterator[str]:
        """Yield every name, `network` included."""
        yield NETWORK
        for plural in READING:
            yield from getattr(self, plural)

    def key_of(self, name: str) -> tuple[object, ...]:
        """Return what names a thing in a database: of most the id alone."""
        kind = self.kind_of(name)
        if kind == NETWORK:
            return (self.network.id,)
        if kind == "membership":
            membership = self.memberships[name]
            return (membership.group_id, membership.person_id)
        if kind == "field":
            shown = self.fields[name]
            return (shown.person.id, shown.visibility.value)
        plural = next(plural for plural, reading in READING.items() if reading.kind == kind)
        return (getattr(self, plural)[name].id,)

    @property
    def askers(self) -> tuple[str, ...]:
        """Return everybody who can ask: the people, and whoever is not signed in."""
        return (*self.people, ANONYMOUS)

    def place_of(self, post: Post) -> Group:
        """Return the place in which a post lives."""
        places = (self.wall, self.far_wall, *self.groups.values())
        return next(group for group in places if group.id == post.group_id)

    def post_of(self, thing: Reply | Comment) -> Post:
        """Return the post to which a reply or a comment belongs."""
        return next(post for post in self.posts.values() if post.id == thing.post_id)
