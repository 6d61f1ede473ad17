"""Promise that an audience is exactly the people whom the check allows."""

from __future__ import annotations

from socialkit.domain.actions import Permission
from socialkit.domain.caller import Caller
from socialkit.domain.facts import Thing
from socialkit.domain.things import (
    comment_facts,
    group_facts,
    post_facts,
    reply_facts,
)
from socialkit.ports.storage import Storage, UnitOfWork
from socialkit.ports.storage.records import Audience
from socialkit.testing.storage.base import Promises, default_policy, plan_of
from socialkit.testing.storage.oracle import good_people, readable_people
from socialkit.testing.world import World


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
                for label, post in world.posts.items():
                    if post.network_id == network_id:
                        self._assert_counted(unit, world, name, label)

    def _assert_counted(self, unit: UnitOfWork, world: World, name: str, label: str) -> None:
        post, caller = world.posts[label], world.caller(unit, name)
        audience = audience_of(unit, caller, post_facts(post, world.place_of(post)))
        people = {person.id: person for person in world.people.values()}
        reached = unit.audiences.among(caller, audience, list(people))
        seen = [people[key] for key in reached & readable_people(unit, world, name)]
        outside = [p for p in seen if p.member_class not in {"employee", "honorary"}]
        count = unit.audiences.count(caller, audience, plan_of(caller, Permission.PERSON_READ))
        assert count.people == len(seen), (name, label)
        assert count.outsiders == len(outside), (name, label)
        named = {p.organisation for p in outside if p.organisation is not None}
        assert count.organisations == tuple(sorted(named)), (name, label)


def _assert_exact(
    unit: UnitOfWork, world: World, name: str, thing: Thing, permission: Permission, label: str
) -> None:
    caller = world.caller(unit, name)
    audience = audience_of(unit, caller, thing, permission)
    names = {person.id: key for key, person in world.people.items()}
    good = {person.id for person in good_people(unit, world, caller.network_id)}
    expected = {
        key
        for person_id, key in names.items()
        if person_id in good
        and default_policy().check(world.caller_with_roles(unit, key), permission, thing)
    }
    found = unit.audiences.among(caller, audience, list(names))
    assert {names[person_id] for person_id in found} == expected, (label, permission)
