"""Say who a user of the host becomes at first sight."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Be what `SOCIALKIT["PROFILE"]` returns for a user who has no person in the network yet."""

    name: str
    member_class: str = "employee"
    handle: str | None = None
    """Without it one is made of the name; one that is taken gets a number."""
    sponsor: str | None = None
    """The host's key of the employee who answers for somebody from outside."""
    organisation: str | None = None
    purpose: str | None = None
    ends_at: datetime | None = None
    roles: Collection[str] = ()
    """Roles in the network, such as `admin`."""
    networks: Collection[str] | None = None
    """Slugs of the networks for which this is so; None for that of the settings alone."""
    fields: Mapping[str, object] = field(default_factory=dict)
    """Further fields of the profile: `title`, `department`, `location` ..."""
