"""Say what a viewer must get, by asking the policy about each single thing in Python."""

from __future__ import annotations

from uuid import UUID

from socialkit.domain import things
from socialkit.domain.actions import Permission
from socialkit.domain.caller import Caller
from socialkit.domain.groups import Audience as Reach
from socialkit.domain.people import Person, in_good_standing
from socialkit.domain.posts import Post, PostState
from socialkit.paging import PageRequest
from socialkit.ports.storage import UnitOfWork
from socialkit.testing.plans import default_policy
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
    found: dict[UUID, set[UUID]] = {}
    for group in world.groups.values():
        name = "ann" if group.network_id == world.network.id else "sue"
        page = unit.memberships.page(world.caller(unit, name), group.id, PageRequest(100))
        found[group.id] = {record.membership.person_id for record in page.items}
    return found


def _public_authors(world: World) -> set[UUID | None]:
    return {
        post.author_id
        for post in world.posts.values()
        if post.state is PostState.PUBLISHED
        and post.audience is Reach.PUBLIC
        and world.place_of(post).reach is Reach.PUBLIC
    }


def readable_people(
    unit: UnitOfWork, world: World, name: str, *, standing: bool = True
) -> set[UUID]:
    """Return the ids of the world's people whom the viewer may read."""
    caller = world.caller_with_roles(unit, name)
    shared = {
        key for ids in members(unit, world).values() if caller.person_id in ids for key in ids
    }
    authors = _public_authors(world)
    if standing:
        people = good_people(unit, world, caller.network_id)
    else:
        people = list(world.people.values())
    return {
        person.id
        for person in people
        if default_policy().check(
            caller,
            Permission.PERSON_READ,
            things.person_facts(
                person, shares_group=person.id in shared, public_author=person.id in authors
            ),
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
