"""Say who asks: the one value that every decision is made for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final, NamedTuple
from uuid import UUID

NO_ROLE: Final = "none"
"""What `Caller.role_in` answers where the caller has no live membership."""

ANONYMOUS_CLASS: Final = "anonymous"


def _no_roles() -> Mapping[UUID, str]:
    return MappingProxyType({})


class Shape(NamedTuple):
    """What a plan may fold about its caller: shared by many people, and never an id.

    A tuple, so it is hashable; two callers of one shape get the same plans.
    """

    network_kind: str
    member_class: str
    network_roles: frozenset[str] = frozenset()
    in_good_standing: bool = True


@dataclass(frozen=True, slots=True)
class Caller:
    """Be the person, service or stranger that acts in one network at one moment."""

    person_id: UUID | None
    """None for somebody who is not signed in."""
    network_id: UUID
    network_kind: str
    """`workplace` or `community`."""
    member_class: str
    """The class that the store holds; one that the policy does not declare reaches nothing."""
    now: datetime
    """Aware; the moment for which `roles` and `in_good_standing` are true."""
    network_roles: frozenset[str] = frozenset()
    in_good_standing: bool = True
    """Active, inside its dates, and with an active sponsor where one is needed."""
    sponsor_id: UUID | None = None
    modules: frozenset[str] = frozenset()
    """The modules that are on in the network."""
    roles: Mapping[UUID, str] = field(default_factory=_no_roles, hash=False)
    """Live (active, unexpired) group roles by group id."""

    def role_in(self, group_id: UUID | None) -> str:
        """Return the live role in a group, or `none`; the network's wall has no roles."""
        return self.roles.get(group_id, NO_ROLE) if group_id is not None else NO_ROLE

    def shape(self) -> Shape:
        """Return what a plan may fold about this caller."""
        return Shape(
            self.network_kind, self.member_class, self.network_roles, self.in_good_standing
        )

    @property
    def is_signed_in(self) -> bool:
        """Say whether there is a person (or a service) behind the call."""
        return self.person_id is not None


def anonymous(
    network_id: UUID, *, network_kind: str, now: datetime, modules: Iterable[str] = ()
) -> Caller:
    """Return the caller who is not signed in."""
    return Caller(
        person_id=None,
        network_id=network_id,
        network_kind=network_kind,
        member_class=ANONYMOUS_CLASS,
        now=now,
        modules=frozenset(modules),
    )
