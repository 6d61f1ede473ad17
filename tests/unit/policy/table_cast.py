"""Everybody who is tried on every cell, and the places that cells speak of."""

from dataclasses import dataclass, replace
from typing import Any, Final

from socialkit.domain.actions import Permission
from socialkit.domain.caller import Caller
from socialkit.domain.facts import GroupFacts, wall
from tests.unit.policy.cast import (
    COMMUNITY,
    ME,
    caller,
    group,
    holding,
    in_community,
    post,
)

EMPLOYEE, HONORARY = caller("employee"), caller("honorary")
MEMBER, GUEST = caller("employee", role="member"), caller("employee", role="guest")
OWNER, MODERATOR = caller("employee", role="owner"), caller("employee", role="moderator")
EXTERNAL, EXTERNAL_GUEST = caller("external"), caller("external", role="guest")
CUSTOMER, CUSTOMER_GUEST = caller("customer"), caller("customer", role="guest")
SERVICE, SERVICE_GUEST = caller("service"), caller("service", role="guest")
FORMER, STRANGER = caller("former", role="member"), caller("auditor", role="member")
ANONYMOUS = caller("anonymous")
ADMIN = holding(EMPLOYEE, "admin")
MANAGER = holding(EMPLOYEE, "community_manager")
HONORARY_ADMIN = holding(HONORARY, "admin")
EVERYBODY: Final = {
    "employee": EMPLOYEE,
    "honorary": HONORARY,
    "member": MEMBER,
    "guest": GUEST,
    "owner": OWNER,
    "moderator": MODERATOR,
    "external": EXTERNAL,
    "external guest": EXTERNAL_GUEST,
    "customer": CUSTOMER,
    "customer guest": CUSTOMER_GUEST,
    "service": SERVICE,
    "service guest": SERVICE_GUEST,
    "former": FORMER,
    "undeclared": STRANGER,
    "anonymous": ANONYMOUS,
    "admin": ADMIN,
    "manager": MANAGER,
    "honorary admin": HONORARY_ADMIN,
    "trusted": holding(EMPLOYEE, "trusted"),
}
INSIDERS: Final = (
    "employee honorary member guest owner moderator admin manager honorary_admin trusted"
)
GROUP_PEOPLE: Final = "member guest owner moderator"
RUNNERS: Final = "owner moderator"


def names(text: str) -> frozenset[str]:
    """Return the names in a text, `_` standing for a space."""
    return frozenset(word.replace("_", " ") for word in text.split())


@dataclass(frozen=True)
class Cell:
    """One cell: exactly these of everybody may."""

    name: str
    permission: Permission
    thing: Any
    who: str
    community: bool = False

    def cast(self) -> dict[str, Caller]:
        if not self.community:
            return EVERYBODY
        return {name: in_community(someone) for name, someone in EVERYBODY.items()}


def mine(thing: Any) -> Any:
    return replace(thing, author_id=ME)


OPEN, LISTED, SECRET = group("open"), group("listed"), group("secret")
EXTERNALS = group("listed", externals_allowed=True)
ARCHIVED = group("open", archived=True)
C_WALL = wall(COMMUNITY)
C_OPEN = group("open", network_id=COMMUNITY)
C_PUBLIC = replace(C_OPEN, reach="public")
C_LISTED = group("listed", network_id=COMMUNITY)
C_TRUSTED = group("listed", network_id=COMMUNITY, trusted_area=True)
SIGNED_IN: Final = (
    "employee honorary member guest owner moderator external external_guest customer "
    "customer_guest admin manager honorary_admin trusted"
)
C_GROUP: Final = "member guest owner moderator external_guest customer_guest"
EVERYONE: Final = f"{SIGNED_IN} anonymous"


def question(place: GroupFacts, **changes: Any) -> Any:
    return post(place, kind="question", **changes)
