"""Say what a viewer must get, by asking the policy about each single thing in Python."""

from __future__ import annotations

from uuid import UUID

from socialkit.domain import things
from socialkit.domain.actions import Permission
from socialkit.domain.caller import Caller
from socialkit.domain.facts import PersonFacts
from socialkit.domain.groups import Audience as Reach
from socialkit.domain.groups import Membership
from socialkit.domain.people import Person, in_good_standing
from socialkit.domain.posts import Post, PostState
from socialkit.ports.storage import UnitOfWork
from socialkit.testing.storage.base import default_policy
from socialkit.testing.world import World


def good_people(unit: UnitOfWork, world: World, network_id: UUID) -> list[Person]:
    """Return the world's people of a network who are in good standing."""
    kept = [unit.people.find(person.id) for person in world.people.values()]
    by_id = {person.id: person for person in kept if person is not None}
    return [
        person
        for person in by_id.values()
        if person.network_id == network_id
        and in_good_standing(
            person,
            sponsor=None if person.sponsor_id is None else by_id.get(person.sponsor_id),
            now=world.make.now(),
        )
    ]


def members(unit: UnitOfWork, world: World) -> dict[UUID, set[UUID]]:
    """Return the live members of each group of the world."""
    return {
        group.id: {m.person_id for m in _memberships(unit, world, group.id)}
        for group in world.groups.values()
    }


def _memberships(unit: UnitOfWork, world: World, group_id: UUID) -> list[Membership]:
    found = (unit.memberships.find(group_id, person.id) for person in world.people.values())
    return [m for m in found if m is not None and m.live(world.make.now())]


def facts_about(unit: UnitOfWork, world: World, caller: Caller, person: Person) -> PersonFacts:
    """Return the facts of a person as the caller meets them."""
    shared = any({caller.person_id, person.id} <= ids for ids in members(unit, world).values())
    public = any(
        post.author_id == person.id
        and post.state is PostState.PUBLISHED
        and post.audience is Reach.PUBLIC
        and world.place_of(post).reach is Reach.PUBLIC
        for post in world.posts.values()
    )
    return things.person_facts(person, shares_group=shared, public_author=public)


def readable_people(
    unit: UnitOfWork, world: World, name: str, *, standing: bool = True
) -> set[UUID]:
    """Return the ids of the world's people whom the viewer may read."""
    caller = world.caller_with_roles(unit, name)
    if standing:
        people = good_people(unit, world, caller.network_id)
    else:
        people = list(world.people.values())
    return {
        person.id
        for person in people
        if default_policy().check(
            caller, Permission.PERSON_READ, facts_about(unit, world, caller, person)
        )
    }


def may_read(caller: Caller, world: World, post: Post) -> bool:
    """Tell whether the caller, who brings roles, may read the post."""
    facts = things.post_facts(post, world.place_of(post))
    return default_policy().check(caller, Permission.POST_READ, facts)


def readable_posts(unit: UnitOfWork, world: World, name: str) -> set[str]:
    """Return the names of the world's published posts that the viewer may read."""
    caller = world.caller_with_roles(unit, name)
    return {
        label
        for label, post in world.posts.items()
        if post.state is PostState.PUBLISHED and may_read(caller, world, post)
    }
