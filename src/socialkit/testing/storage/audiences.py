"""Promise that an audience is exactly the people whom the check allows."""

# ruff: noqa: D102 - a test's name is its sentence
from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from socialkit.domain.actions import Permission
from socialkit.domain.caller import Caller
from socialkit.domain.facts import Thing
from socialkit.domain.people import Person
from socialkit.domain.things import (
    comment_facts,
    group_facts,
    post_facts,
    reply_facts,
)
from socialkit.ports.storage import Storage, UnitOfWork
from socialkit.ports.storage.records import Audience, AudienceCount
from socialkit.testing.plans import default_policy, plan_of
from socialkit.testing.storage.base import Promises
from socialkit.testing.storage.oracle import good_people, members, readable_people
from socialkit.testing.world import MEMBERS, World


def audience_of(
    unit: UnitOfWork,
    caller: Caller,
    thing: Thing,
    permission: Permission = Permission.POST_READ,
) -> Audience:
    """Return who may do something to the thing under the shipped policy."""
    shapes = unit.audiences.shapes(caller)
    return Audience(thing, default_policy().audience(permission, thing, shapes=shapes))


class AudiencePromises(Promises):
    """Promise what `AudienceStore` says."""

    def test_every_shape_of_the_network_is_returned_once(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit(read_only=True) as unit:
            for name in ("ann", "cus"):
                caller = world.caller(unit, name)
                shapes = unit.audiences.shapes(caller)
                people = good_people(unit, world, caller.network_id)
                expected = {(person.member_class, person.network_roles) for person in people}
                assert len(shapes) == len(set(shapes))
                assert expected <= {(s.member_class, s.network_roles) for s in shapes}
                assert all(shape.in_good_standing for shape in shapes)
                assert {shape.network_kind for shape in shapes} == {caller.network_kind}

    def test_the_audience_of_a_post_is_everybody_whom_the_check_allows(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit(read_only=True) as unit:
            for label, post in world.posts.items():
                name = "ann" if post.network_id == world.network.id else "sue"
                facts = post_facts(post, world.place_of(post))
                _assert_exact(unit, world, name, facts, Permission.POST_READ, label)

    def test_the_audience_of_a_group_is_everybody_whom_the_check_allows(
        self, storage: Storage, world: World
    ) -> None:
        permissions = (Permission.GROUP_SEE, Permission.GROUP_POST, Permission.GROUP_JOIN)
        with storage.unit(read_only=True) as unit:
            for label, group in world.groups.items():
                name = "ann" if group.network_id == world.network.id else "sue"
                for permission in permissions:
                    _assert_exact(unit, world, name, group_facts(group), permission, label)

    def test_the_audience_of_a_reply_and_a_comment_is_everybody_whom_the_check_allows(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit(read_only=True) as unit:
            for label, reply in world.replies.items():
                post = world.posts[label.rpartition("-")[0]]
                of_post = post_facts(post, world.place_of(post))
                of_reply = reply_facts(reply, of_post)
                comment = comment_facts(world.comments[label], of_post, reply=of_reply)
                _assert_exact(unit, world, "ann", of_reply, Permission.REPLY_READ, label)
                _assert_exact(unit, world, "ann", comment, Permission.COMMENT_READ, label)

    def test_the_audience_does_not_depend_on_who_asks(self, storage: Storage, world: World) -> None:
        post = world.posts["S-group"]
        facts = post_facts(post, world.place_of(post))
        ids = [person.id for person in world.people.values()]
        with storage.unit(read_only=True) as unit:
            for name in ("ann", "dan", "eve", "anon"):
                caller = world.caller(unit, name)
                found = unit.audiences.among(caller, audience_of(unit, caller, facts), ids)
                assert found == {world.people["ann"].id, world.people["bob"].id}

    def test_those_who_are_not_asked_about_are_left_out(
        self, storage: Storage, world: World
    ) -> None:
        post = world.posts["O-network"]
        with storage.unit(read_only=True) as unit:
            caller = world.caller(unit, "ann")
            audience = audience_of(unit, caller, post_facts(post, world.place_of(post)))
            dan, eve = world.people["dan"].id, world.people["eve"].id
            assert unit.audiences.among(caller, audience, [dan, eve]) == {dan}
            assert unit.audiences.among(caller, audience, []) == frozenset()

    def test_numbers_are_over_the_people_whom_the_asker_may_see(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit(read_only=True) as unit:
            for name in world.viewers:
                network_id = world.network_of(name).id
                seen = readable_people(unit, world, name)
                for label, post in world.posts.items():
                    if post.network_id == network_id:
                        _assert_counted(unit, world, name, label, seen)


def _assert_counted(unit: UnitOfWork, world: World, name: str, label: str, seen: set[UUID]) -> None:
    post, caller = world.posts[label], world.caller(unit, name)
    audience = audience_of(unit, caller, post_facts(post, world.place_of(post)))
    people = {person.id: person for person in world.people.values()}
    reached = unit.audiences.among(caller, audience, list(people)) & seen
    outside = [people[key] for key in reached if is_outside(people[key])]
    named = {person.organisation for person in outside if person.organisation is not None}
    count = unit.audiences.count(caller, audience, plan_of(caller, Permission.PERSON_READ))
    expected = AudienceCount(len(reached), len(outside), tuple(sorted(named)))
    assert count == expected, (name, label)


def is_outside(person: Person) -> bool:
    """Tell whether the person's class is neither employee nor honorary."""
    return person.member_class not in {"employee", "honorary"}


def _callers(unit: UnitOfWork, world: World) -> dict[str, Caller]:
    """Return everybody as a caller with the roles that the lists of members show."""
    inside = members(unit, world)
    callers = {}
    for name, person in world.people.items():
        roles = {
            group.id: MEMBERS[label][name].value
            for label, group in world.groups.items()
            if person.id in inside[group.id]
        }
        callers[name] = replace(world.caller(unit, name), roles=roles)
    return callers


def _assert_exact(
    unit: UnitOfWork, world: World, name: str, thing: Thing, permission: Permission, label: str
) -> None:
    caller = world.caller(unit, name)
    audience = audience_of(unit, caller, thing, permission)
    names = {person.id: key for key, person in world.people.items()}
    good = {person.id for person in good_people(unit, world, caller.network_id)}
    asking = _callers(unit, world)
    expected = {
        key
        for person_id, key in names.items()
        if person_id in good and default_policy().check(asking[key], permission, thing)
    }
    found = unit.audiences.among(caller, audience, list(names))
    assert {names[person_id] for person_id in found} == expected, (label, permission)
