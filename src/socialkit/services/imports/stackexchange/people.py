"""Make people of the users of a dump."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from socialkit.domain.handles import fold
from socialkit.domain.people import Account, MemberClass, Person
from socialkit.errors import Invalid
from socialkit.ids import derived_id
from socialkit.ports.text import TextRenderer
from socialkit.services.imports.stackexchange.parts import moment
from socialkit.services.imports.stackexchange.texts import line, plain_words
from socialkit.services.profiles import ProfileChanges

COMMUNITY_USER: Final = -1
"""The site's own background process, which owns what nobody else does."""


@dataclass(frozen=True, slots=True)
class User:
    """Be a user as a dump tells of them, with a name that can be shown."""

    id: int
    created: str
    name: str
    location: str | None
    about: str | None
    avatar: str | None


def shown_name(name: str | None, user: int) -> str:
    """Return the name that is shown; users without one are numbered."""
    return line(name or "", 100) or f"user {user}"


@dataclass(frozen=True, slots=True)
class Keys:
    """Derive the ids of a dump's things: the same in every run, and sorted by time."""

    network_id: UUID
    source: str

    def subject(self, user: int) -> str:
        """Return the subject of a user's account."""
        return f"{self.source}:{user}"

    def account(self, user: User) -> UUID:
        """Return the id of a user's account, which is the same in every network."""
        return derived_id(moment(user.created), self.source, f"account:{user.id}")

    def of(self, kind: str, number: int, created: str) -> UUID:
        """Return the id of a person, post, reply, comment or transition."""
        return derived_id(moment(created), str(self.network_id), self.source, f"{kind}:{number}")


def account_of(user: User, keys: Keys) -> Account:
    """Return the account of a user."""
    return Account(
        id=keys.account(user), subject=keys.subject(user.id), created_at=moment(user.created)
    )


def person_of(
    user: User,
    *,
    person_id: UUID,
    handle: str,
    account_id: UUID,
    network_id: UUID,
    text: TextRenderer,
) -> Person:
    """Return the person of a user: a customer, or a service where it is the site itself."""
    created = moment(user.created)
    service = user.id == COMMUNITY_USER
    return Person(
        id=person_id,
        network_id=network_id,
        account_id=account_id,
        handle=handle,
        handle_key=fold(handle),
        display_name=user.name,
        name_key=fold(user.name),
        member_class=MemberClass.SERVICE if service else MemberClass.CUSTOMER,
        bio=None if user.about is None else plain_words(text, user.about),
        location=line(user.location or "", 100) or None,
        avatar_url=_avatar(user.avatar),
        created_at=created,
        updated_at=created,
    )


def _avatar(address: str | None) -> str | None:
    """Return the address of a picture where a profile may hold it; initials are shown otherwise."""
    changes: Mapping[str, object] = {}
    try:
        changes = ProfileChanges({"avatar_url": address}).checked()
    except Invalid:
        return None
    found = changes["avatar_url"]
    return found if isinstance(found, str) else None
