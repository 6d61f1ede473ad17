"""Count what exists for somebody in each network, by the same calls that the pages make."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from examples.demo.cast import ABOUT
from socialkit.errors import Forbidden, NotFound, SocialKitError
from socialkit.services.session import Session
from socialkit.services.views import GroupView, QueueCounts


@dataclass(frozen=True)
class Mount:
    """One network of a host: title, prefix, and how whoever is signed in acts in it."""

    name: str
    address: str
    acting: Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True)
class Sight:
    """What one network is for one person."""

    name: str
    address: str
    reason: str = ""
    """Why there is nothing; empty where there is something."""
    about: str = ""
    """What this class of member reaches."""
    facts: dict[str, str] = field(default_factory=dict)
    groups: tuple[GroupView, ...] = ()
    people: int = 0
    posts: int = 0
    queue: QueueCounts | None = None


def sights(mounts: Iterable[Mount]) -> list[Sight]:
    """Return what each mounted network is for whoever is signed in, or for a stranger."""
    return [look(mount) for mount in mounts]


def look(mount: Mount) -> Sight:
    """Return what one network is for whoever is signed in."""
    try:
        with mount.acting() as me:
            return seen(me, mount.name, mount.address)
    except Forbidden:
        return Sight(mount.name, mount.address, reason="You have no account in this network.")
    except SocialKitError as error:
        return Sight(mount.name, mount.address, reason=error.message)


def seen(me: Session, name: str, address: str) -> Sight:
    """Count what the acting person sees."""
    groups = me.groups.list(limit=50).items
    return Sight(
        name,
        address,
        about=ABOUT.get(me.context.caller.member_class, ""),
        facts=facts(me),
        groups=groups,
        people=me.people.count(),
        posts=len(me.feeds.explore(limit=100).items),
        queue=me.questions.counts(),
    )


def facts(me: Session) -> dict[str, str]:
    """Return the facts of one's own account, which everybody may know of themselves."""
    person = me.person
    if person is None:
        return {"You are": "not signed in", "Class": "anonymous"}
    caller = me.context.caller
    told = {
        "You are": f"{person.display_name} (@{person.handle})",
        "Class": person.member_class,
        "Roles": ", ".join(sorted(person.network_roles)),
        "Organisation": person.organisation or "",
        "Purpose": person.purpose or "",
        "Sponsor": sponsor(me),
        "Stay ends": "" if person.ends_at is None else f"{person.ends_at:%d %B %Y}",
        "Account": "in good standing" if caller.in_good_standing else why_not(me),
    }
    if person.member_class == "former":
        told["Account"] = "closed, since you left"
    return {name: value for name, value in told.items() if value}


def sponsor(me: Session) -> str:
    """Return the name of whoever answers for somebody from outside."""
    person = me.person
    if person is None or person.sponsor_id is None:
        return ""
    try:
        return me.people.get(person.sponsor_id).name
    except NotFound:
        return "somebody whom you do not see"


def why_not(me: Session) -> str:
    """Say why an account may not be used."""
    person = me.person
    if person is not None and person.status.value != "active":
        return person.status.value
    if person is not None and person.ends_at is not None and person.ends_at <= me.context.now:
        return "the stay has ended"
    return "the sponsor is not active"
