"""Build a small world in which every class of member, every kind of place and its twin occur."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from uuid import UUID

from socialkit.domain.caller import Caller, anonymous
from socialkit.domain.groups import Audience, Group, GroupRole, JoinMethod, JoinRequest, Visibility
from socialkit.domain.networks import Network, NetworkKind
from socialkit.domain.people import Person, PersonStatus, in_good_standing
from socialkit.domain.posts import Comment, Post, PostKind, PostState, Reply
from socialkit.ports.storage import Batch, Storage, UnitOfWork
from socialkit.testing.factories import Factory

ANON: Final = "anon"
"""The viewer of the workplace who is not signed in; `club-anon` is the one of the community."""
CLUB_ANON: Final = "club-anon"

_OWNER, _MODERATOR = GroupRole.OWNER, GroupRole.MODERATOR
_MEMBER, _GUEST = GroupRole.MEMBER, GroupRole.GUEST

MEMBERS: Final[Mapping[str, Mapping[str, GroupRole]]] = {
    "O": {"ann": _OWNER, "ivy": _MODERATOR, "gus": _MEMBER, "bob": _MEMBER},
    "C": {"ann": _OWNER, "cat": _MEMBER},
    "S": {"ann": _OWNER, "bob": _MEMBER},
    "G": {"bob": _OWNER, "lea": _MEMBER, "eve": _GUEST},
    "X": {"cat": _OWNER, "bob": _MEMBER},
    "open": {"sue": _OWNER, "cus": _MEMBER},
    "public": {"sue": _OWNER, "tru": _MEMBER},
    "trusted": {"sue": _OWNER},
}
"""Who is what in which group of a new world."""

_PEOPLE: Final[Mapping[str, Mapping[str, object]]] = {
    "ann": {"department": "Engineering", "skills": ("Python", "SQL"), "title": "Lead"},
    "bob": {"department": "Engineering", "skills": ("python",)},
    "cat": {"department": "Sales"},
    "dan": {},
    "eve": {"member_class": "external", "organisation": "Umbra", "purpose": "Pumps"},
    "fay": {"department": "Sales"},
    "gus": {"status": PersonStatus.DEACTIVATED},
    "hal": {"network_roles": frozenset({"admin"})},
    "ivy": {},
    "kim": {},
    "lea": {"member_class": "honorary", "organisation": "Freelance"},
    "max": {"network_roles": frozenset({"community_manager"})},
    "bot": {"member_class": "service"},
}
_CLUB_PEOPLE: Final[Mapping[str, Mapping[str, object]]] = {
    "sue": {"network_roles": frozenset({"community_manager"})},
    "cus": {"member_class": "customer", "organisation": "Acme"},
    "tru": {"member_class": "customer", "network_roles": frozenset({"trusted"})},
}
_SPONSORS: Final = {"eve": "bob", "lea": "ann", "bot": "hal"}


@dataclass(slots=True)
class World:
    """Hold what was put into a storage, by name, and make callers of its people.

    Viewers: `ann` owns O, C and S; `bob` is in S and owns G; `cat` is in C; `dan` is in no group;
    `eve` is external and a guest of G; `fay` left S; `gus` is deactivated; `hal` is admin; `ivy`
    moderates O; `kim` asked to join C; `lea` is honorary; `max` is community manager; `bot` is a
    service; `sue`, `cus` and `tru` (trusted) belong to the community.
    Groups: O open, C listed and by request, S secret, G listed with externals, X archived;
    open, public and trusted in the community.
    """

    make: Factory
    network: Network
    wall: Group
    club: Network
    club_wall: Group
    people: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    replies: dict[str, Reply] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    requests: dict[str, JoinRequest] = field(default_factory=dict)
    """Requests to join C, by who asked."""

    @property
    def viewers(self) -> tuple[str, ...]:
        """Return the names of everybody who may ask, those who are not signed in included."""
        return (*self.people, ANON, CLUB_ANON)

    def network_of(self, name: str) -> Network:
        """Return the network of a viewer."""
        if name in {ANON, CLUB_ANON}:
            return self.network if name == ANON else self.club
        return self.network if name in _PEOPLE else self.club

    def place_of(self, post: Post) -> Group:
        """Return the group or wall that a post lives in, as it was put in."""
        places = (self.wall, self.club_wall, *self.groups.values())
        return next(group for group in places if group.id == post.group_id)

    def caller(self, unit: UnitOfWork, name: str) -> Caller:
        """Return the viewer as a caller at the moment of the clock, as the storage knows them.

        Its `roles` are empty: a storage answers with the memberships that it holds.
        """
        network = unit.networks.find(self.network_of(name).id) or self.network_of(name)
        modules = frozenset(module.value for module in network.modules)
        kind, now = network.kind.value, self.make.now()
        if name in {ANON, CLUB_ANON}:
            return anonymous(network.id, network_kind=kind, now=now, modules=modules)
        person = unit.people.find(self.people[name].id) or self.people[name]
        sponsor = None if person.sponsor_id is None else unit.people.find(person.sponsor_id)
        return Caller(
            person_id=person.id,
            network_id=network.id,
            network_kind=kind,
            member_class=person.member_class,
            now=now,
            network_roles=person.network_roles,
            in_good_standing=in_good_standing(person, sponsor=sponsor, now=now),
            sponsor_id=person.sponsor_id,
            modules=modules,
        )

    def caller_with_roles(self, unit: UnitOfWork, name: str) -> Caller:
        """Return the viewer with the live roles that the storage holds, for checks in Python."""
        caller = self.caller(unit, name)
        roles = {} if caller.person_id is None else self._roles(unit, caller.person_id)
        return Caller(
            person_id=caller.person_id,
            network_id=caller.network_id,
            network_kind=caller.network_kind,
            member_class=caller.member_class,
            now=caller.now,
            network_roles=caller.network_roles,
            in_good_standing=caller.in_good_standing,
            sponsor_id=caller.sponsor_id,
            modules=caller.modules,
            roles=roles,
        )

    def _roles(self, unit: UnitOfWork, person_id: UUID) -> dict[UUID, str]:
        found = (unit.memberships.find(group.id, person_id) for group in self.groups.values())
        now = self.make.now()
        return {m.group_id: m.role.value for m in found if m is not None and m.live(now)}


def build_world(storage: Storage, *, seed: int = 0) -> World:
    """Put a new world into an empty storage and return it."""
    make = Factory(seed=seed)
    network, wall = make.network("works")
    club, club_wall = make.network("club", kind=NetworkKind.COMMUNITY)
    world = World(make, network, wall, club, club_wall)
    accounts = [make.account(f"host-{name}") for name in (*_PEOPLE, *_CLUB_PEOPLE)]
    with storage.unit() as unit:
        unit.networks.add(network)
        unit.networks.add(club)
        unit.groups.add(wall)
        unit.groups.add(club_wall)
        for account in accounts:
            unit.people.add_account(account)
        for name, account in zip((*_PEOPLE, *_CLUB_PEOPLE), accounts, strict=True):
            make.later(seconds=1)
            world.people[name] = make.person(
                world.network_of(name), account, handle=name, **_fields(world, name)
            )
        unit.bulk.load(Batch(people=list(world.people.values())))
        _found_groups(world, unit)
        _write(world, unit)
    make.later(hours=1)
    return world


def _fields(world: World, name: str) -> dict[str, object]:
    fields = dict({**_PEOPLE, **_CLUB_PEOPLE}[name])
    if name in _SPONSORS and _SPONSORS[name] in world.people:
        fields["sponsor_id"] = world.people[_SPONSORS[name]].id
    if fields.get("member_class") == "external":
        fields["ends_at"] = world.make.now() + timedelta(days=90)
    return fields


def _found_groups(world: World, unit: UnitOfWork) -> None:
    listed, by_request = Visibility.LISTED, JoinMethod.REQUEST
    shapes: dict[str, dict[str, object]] = {
        "O": {},
        "C": {"visibility": listed, "join_method": by_request},
        "S": {"visibility": Visibility.SECRET, "join_method": JoinMethod.INVITATION},
        "G": {
            "visibility": listed,
            "join_method": JoinMethod.INVITATION,
            "externals_allowed": True,
        },
        "X": {"archived_at": world.make.now()},
        "open": {},
        "public": {"reach": Audience.PUBLIC},
        "trusted": {"visibility": listed, "join_method": by_request, "trusted_area": True},
    }
    for name, fields in shapes.items():
        world.make.later(seconds=1)
        roles = MEMBERS[name]
        group = world.make.group(
            world.network if name.isupper() else world.club,
            f"group-{name.lower()}",
            member_count=len(roles),
            owner_count=sum(role is _OWNER for role in roles.values()),
            **fields,
        )
        unit.groups.add(group)
        world.groups[name] = group
        for member, role in roles.items():
            unit.memberships.put(world.make.membership(group, world.people[member], role=role))
    world.requests["kim"] = world.make.request(world.groups["C"], world.people["kim"])
    unit.requests.add(world.requests["kim"])


def _write(world: World, unit: UnitOfWork) -> None:
    """Post in every place: as the audience allows, in every state, with and without an author."""
    places = {**world.groups, "wall": world.wall, "club-wall": world.club_wall}
    for name, group in places.items():
        author = world.people["ann" if group.network_id == world.network.id else "sue"]
        for audience in Audience:
            if group.offers(audience):
                _post(world, unit, f"{name}-{audience}", group, author, audience=audience)
    open_group, ann, bob = world.groups["O"], world.people["ann"], world.people["bob"]
    for state in PostState:
        _post(world, unit, f"O-{state}", open_group, ann, state=state)
    _post(world, unit, "O-nobody", open_group, None)
    _post(world, unit, "S-question", world.groups["S"], bob, kind=PostKind.QUESTION)
    _post(
        world,
        unit,
        "O-question",
        open_group,
        bob,
        kind=PostKind.QUESTION,
        directed_to_id=ann.id,
        tags=("pumps", "Ünïcode"),
    )
    _answer(world, unit)


def _post(
    world: World, unit: UnitOfWork, name: str, group: Group, author: Person | None, **fields: object
) -> None:
    world.make.later(seconds=1)
    world.posts[name] = world.make.post(group, author, **fields)
    unit.posts.add(world.posts[name])


def _answer(world: World, unit: UnitOfWork) -> None:
    make, people = world.make, world.people
    for name in ("O-question", "G-group", "S-question"):
        post = world.posts[name]
        for suffix, fields in (
            ("plain", {}),
            ("insiders", {"insiders_only": True}),
            ("deleted", {"state": PostState.DELETED}),
        ):
            make.later(seconds=1)
            reply = make.reply(post, people["bob"], **fields)
            unit.threads.add_reply(reply)
            world.replies[f"{name}-{suffix}"] = reply
            comment = make.comment(post, people["ann"], reply=reply)
            unit.threads.add_comment(comment)
            world.comments[f"{name}-{suffix}"] = comment
        on_post = make.comment(post, people["ann"])
        unit.threads.add_comment(on_post)
        world.comments[name] = on_post
