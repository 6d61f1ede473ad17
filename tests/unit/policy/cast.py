"""The people and things that the tests of the default policy speak of."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from socialkit.domain.caller import Caller, anonymous
from socialkit.domain.facts import (
    CommentFacts,
    FieldFacts,
    GroupFacts,
    MembershipFacts,
    NetworkFacts,
    PersonFacts,
    PostFacts,
    ReplyFacts,
    RequestFacts,
    wall,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WORK, COMMUNITY, ELSEWHERE = (UUID(int=n) for n in (1, 2, 3))
GROUP, POST, REPLY, COMMENT, REQUEST = (UUID(int=n) for n in (10, 11, 12, 13, 14))
ME, SOMEBODY, SPONSOR = (UUID(int=n) for n in (20, 21, 22))
MODULES = frozenset({"questions"})


def caller(member_class: str, *, role: str = "none", **changes: Any) -> Caller:
    """Somebody of a class in the workplace, with a role in the one group there is."""
    if member_class == "anonymous":
        return replace(
            anonymous(WORK, network_kind="workplace", now=NOW, modules=MODULES), **changes
        )
    roles = {} if role == "none" else {GROUP: role}
    some = Caller(
        person_id=ME,
        network_id=WORK,
        network_kind="workplace",
        member_class=member_class,
        now=NOW,
        modules=MODULES,
        roles=roles,
        sponsor_id=SPONSOR if member_class in ("external", "honorary") else None,
    )
    return replace(some, **changes)


def in_community(someone: Caller) -> Caller:
    return replace(someone, network_id=COMMUNITY, network_kind="community")


def holding(someone: Caller, *network_roles: str) -> Caller:
    return replace(someone, network_roles=frozenset(network_roles))


def group(visibility: str = "open", *, network_id: UUID = WORK, **changes: Any) -> GroupFacts:
    reach = "network" if visibility == "open" else "group"
    made = GroupFacts(id=GROUP, network_id=network_id, visibility=visibility, reach=reach)
    return replace(made, **changes)


def post(place: GroupFacts | None = None, **changes: Any) -> PostFacts:
    """A published update of somebody else, addressed as its place addresses by itself."""
    where = place or wall(WORK)
    made = PostFacts(
        id=POST,
        network_id=where.network_id,
        group=where,
        kind="update",
        state="published",
        audience=where.reach,
        author_id=SOMEBODY,
    )
    return replace(made, **changes)


def reply(to: PostFacts, **changes: Any) -> ReplyFacts:
    return replace(ReplyFacts(REPLY, to, "published", SOMEBODY), **changes)


def comment(on: PostFacts, **changes: Any) -> CommentFacts:
    return replace(CommentFacts(COMMENT, on, "published", SOMEBODY), **changes)


def person(**changes: Any) -> PersonFacts:
    return replace(PersonFacts(SOMEBODY, WORK, "employee"), **changes)


def profile_field(visibility: str, **changes: Any) -> FieldFacts:
    return FieldFacts(person(**changes), visibility)


def membership(place: GroupFacts, **changes: Any) -> MembershipFacts:
    return replace(MembershipFacts(place, SOMEBODY, "member"), **changes)


def request(place: GroupFacts, **changes: Any) -> RequestFacts:
    return replace(RequestFacts(REQUEST, place, SOMEBODY, "pending"), **changes)


def network(network_id: UUID = WORK) -> NetworkFacts:
    return NetworkFacts(network_id)
