"""Describe accounts and people: an account is the host's user, a person its face in one network."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from pydantic import Field

from socialkit.domain.networks import NetworkKind
from socialkit.domain.values import Value


class MemberClass(StrEnum):
    """Name the classes that ship; policy authors may add their own."""

    EMPLOYEE = "employee"
    HONORARY = "honorary"
    EXTERNAL = "external"
    CUSTOMER = "customer"
    FORMER = "former"
    SERVICE = "service"
    ANONYMOUS = "anonymous"


_MISFITS: Final = {
    NetworkKind.WORKPLACE: frozenset({MemberClass.CUSTOMER, MemberClass.ANONYMOUS}),
    NetworkKind.COMMUNITY: frozenset({MemberClass.EXTERNAL, MemberClass.ANONYMOUS}),
}


def fitting(classes: Collection[str], kind: NetworkKind) -> frozenset[str]:
    """Return those of the classes in which somebody can be enrolled in a network of this kind.

    Customers belong to communities, externals to workplaces; nobody is enrolled as anonymous.
    Whoever left is `former` anywhere.
    """
    return (frozenset(classes) | {MemberClass.FORMER.value}) - _MISFITS[kind]


class PersonStatus(StrEnum):
    """Say whether the account may be used at all."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    DEACTIVATED = "deactivated"


class NetworkRole(StrEnum):
    """Name the roles that a person can hold in a whole network."""

    ADMIN = "admin"
    COMMUNITY_MANAGER = "community_manager"
    TRUSTED = "trusted"


class FieldVisibility(StrEnum):
    """Say who may read a field of a profile, for showing, filtering and sorting alike."""

    EVERYONE = "everyone"
    INSIDERS = "insiders"
    CO_MEMBERS = "co-members"
    ONLY_ME = "only-me"


class Account(Value):
    """Tie a user of the host to the people that stand for them, one in each network."""

    id: UUID
    subject: str = Field(min_length=1, max_length=255)
    """The host's own key of the user as text: made from an int, a UUID or a slug; never shown."""
    created_at: datetime


class Person(Value):
    """Be one member of one network: who they are there, and what they tell of themselves."""

    id: UUID
    network_id: UUID
    account_id: UUID
    handle: str = Field(min_length=1, max_length=50)
    handle_key: str = Field(max_length=200)
    """The handle after folding; unique in the network, so that look-alikes can not be taken."""
    display_name: str = Field(min_length=1, max_length=100)
    name_key: str = Field(max_length=400)
    """The folded display name, for sorting and for finding people by what they are called."""
    member_class: str = Field(min_length=1, max_length=40)
    status: PersonStatus = PersonStatus.ACTIVE
    network_roles: frozenset[str] = frozenset()
    sponsor_id: UUID | None = None
    """The active employee who answers for a person from outside."""
    organisation: str | None = Field(default=None, max_length=100)
    purpose: str | None = Field(default=None, max_length=300)
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    title: str | None = Field(default=None, max_length=100)
    department: str | None = Field(default=None, max_length=100)
    manager_id: UUID | None = None
    skills: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    ask_about: tuple[str, ...] = ()
    bio: str | None = Field(default=None, max_length=4000)
    location: str | None = Field(default=None, max_length=100)
    time_zone: str | None = Field(default=None, max_length=64)
    locale: str | None = Field(default=None, max_length=16)
    avatar_url: str | None = Field(default=None, max_length=500)
    created_at: datetime
    updated_at: datetime
    version: int = 1


PROFILE_FIELDS: Final = {
    "title": FieldVisibility.EVERYONE,
    "organisation": FieldVisibility.EVERYONE,
    "bio": FieldVisibility.EVERYONE,
    "location": FieldVisibility.EVERYONE,
    "time_zone": FieldVisibility.EVERYONE,
    "department": FieldVisibility.INSIDERS,
    "manager_id": FieldVisibility.INSIDERS,
    "skills": FieldVisibility.INSIDERS,
    "interests": FieldVisibility.INSIDERS,
    "ask_about": FieldVisibility.INSIDERS,
}
"""Each optional field of a profile with its visibility; whoever may not read it gets None."""


class Standing(StrEnum):
    """Say whether an account may act, and if not, why: told to its owner alone."""

    GOOD = "good"
    SUSPENDED = "suspended"
    DEACTIVATED = "deactivated"
    LEFT = "left"
    """The person is of class `former`."""
    NOT_BEGUN = "not-begun"
    ENDED = "ended"
    NO_SPONSOR = "no-sponsor"
    """The sponsor left, was suspended, or there is none."""


_OF_STATUS: Final = {
    PersonStatus.SUSPENDED: Standing.SUSPENDED,
    PersonStatus.DEACTIVATED: Standing.DEACTIVATED,
}


def standing(person: Person, *, sponsor: Person | None, now: datetime) -> Standing:
    """Return whether the account may act: active, inside its dates, its sponsor (if any) active.

    A sponsor must be an active employee inside their own dates (the second of the four gates).
    A person of class external without a sponsor is never in good standing.
    """
    own = _own_standing(person, now)
    if own is not Standing.GOOD:
        return own
    if not _has_sponsor(person, sponsor, now):
        return Standing.NO_SPONSOR
    return Standing.LEFT if person.member_class == MemberClass.FORMER else Standing.GOOD


def has_left(person: Person, now: datetime) -> bool:
    """Tell whether the account is over: deactivated, of class `former`, or past its end.

    What it held does not come back with it; a suspension is no end.
    """
    ended = person.ends_at is not None and person.ends_at <= now
    gone = person.status is PersonStatus.DEACTIVATED or person.member_class == MemberClass.FORMER
    return gone or ended


def in_good_standing(person: Person, *, sponsor: Person | None, now: datetime) -> bool:
    """Tell whether the account passes the gate; somebody who left passes it and has no class.

    Whatever else is true of them, `former` is declared by no policy and reaches nothing.
    """
    return standing(person, sponsor=sponsor, now=now) in {Standing.GOOD, Standing.LEFT}


def _own_standing(person: Person, now: datetime) -> Standing:
    if person.status is not PersonStatus.ACTIVE:
        return _OF_STATUS[person.status]
    if person.starts_at is not None and person.starts_at > now:
        return Standing.NOT_BEGUN
    ended = person.ends_at is not None and person.ends_at <= now
    return Standing.ENDED if ended else Standing.GOOD


def _has_sponsor(person: Person, sponsor: Person | None, now: datetime) -> bool:
    if person.sponsor_id is None:
        return person.member_class != MemberClass.EXTERNAL
    return (
        sponsor is not None
        and sponsor.member_class == MemberClass.EMPLOYEE
        and sponsor.network_id == person.network_id
        and _own_standing(sponsor, now) is Standing.GOOD
    )
