"""Make people and groups; let some leave, and some be suspended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Final

from examples.story.script import COMPANY, Role, Room, Story
from examples.story.stage import Act, Stage

if TYPE_CHECKING:
    from socialkit.services.system import SystemDesk

NETWORK_NAMES: Final = {
    "default": COMPANY,
    "customers": "Brightwater Community",
}


def enrol_all(stage: Stage, story: Story) -> None:
    """Make the network and everybody in it; sponsors come before those whom they sponsor."""
    with stage.kit.system("the story begins", network=stage.network) as desk:
        workplace = stage.network == "default"
        desk.create_network(
            NETWORK_NAMES[stage.network],
            kind="workplace" if workplace else "community",
            public=not workplace,
        )
        for name, role in story.people.items():
            enrol(desk, name, role, stage.today)
    for name, role in story.people.items():
        follow(stage, name, role)


def enrol(desk: SystemDesk, name: str, role: Role, today: datetime) -> None:
    """Make one person."""
    desk.enrol(
        name,
        role.name,
        handle=name,
        member_class=role.member_class,
        sponsor=role.sponsor,
        organisation=role.organisation,
        purpose=role.purpose,
        ends_at=None if role.stay is None else today + role.stay,
        roles=role.roles,
        fields=role.profile() | portrait(name, role),
    )


def portrait(name: str, role: Role) -> dict[str, object]:
    """Give everybody a picture but those from outside, who show their initials."""
    if role.member_class in {"employee", "honorary"}:
        return {"avatar_url": f"/portraits/{name}.svg"}
    return {}


def follow(stage: Stage, name: str, role: Role) -> None:
    """Let somebody follow the colleagues whom they named."""
    if not role.follows or role.member_class == "external":
        return
    with stage.acting_as(name) as me:
        for other in role.follows:
            me.follows.person(other)


def opening(slug: str, room: Room) -> Callable[[Stage], None]:
    """Found a group and take its people in."""

    def do(stage: Stage) -> None:
        with stage.acting_as(room.founder) as me:
            me.groups.found(
                room.name,
                slug=slug,
                about=room.about.strip(),
                visibility=room.visibility,
                purpose=room.purpose,
                reach=room.reach,
                externals_allowed=room.externals_allowed,
                trusted_area=room.trusted_area,
            )
            for name, role in room.people():
                me.memberships.add(slug, name, role=role)
            if room.handover:
                me.memberships.leave(slug)

    return do


def archiving(slug: str, room: Room) -> Callable[[Stage], None]:
    """Make a group read-only."""

    def do(stage: Stage) -> None:
        with stage.acting_as(room.founder) as me:
            me.groups.archive(slug)

    return do


def endings(name: str, role: Role, today: datetime) -> Iterator[Act]:
    """Let people leave, and suspend whom the story suspends."""
    if role.suspended is not None:
        yield Act(today - role.suspended, lambda stage: set_status(stage, name, "suspended"))
    if role.leaves is not None:
        yield Act(today - role.leaves, lambda stage: let_go(stage, name))


def set_status(stage: Stage, name: str, status: str) -> None:
    """Change whether an account may be used, as the administrator."""
    with stage.acting_as("tomas") as me:
        me.people.set_status(name, status)


def let_go(stage: Stage, name: str) -> None:
    """Make somebody a former employee."""
    with stage.kit.system("left the company", network=stage.network) as desk:
        desk.set_class(name, "former")


def tidy(stage: Stage, story: Story) -> None:
    """Let everybody have read what is older, so that badges show the last days alone."""
    for name, role in story.people.items():
        if role.member_class != "service" and role.leaves is None and role.suspended is None:
            with stage.acting_as(name) as me:
                if me.standing == "good":
                    me.notifications.mark_read()
