"""Promise what the ports say of groups, memberships and requests to join."""

# ruff: noqa: D102 - a test's name is its sentence; units of work are opened where they must fail
from __future__ import annotations

from datetime import timedelta

import pytest

from socialkit.domain.actions import Permission
from socialkit.domain.groups import GroupRole, RequestState, Visibility
from socialkit.domain.handles import fold
from socialkit.domain.people import PersonStatus
from socialkit.domain.things import group_facts
from socialkit.errors import Conflict
from socialkit.paging import PageRequest
from socialkit.ports.storage import Storage, UnitOfWork
from socialkit.ports.storage.records import GroupFilter, GroupRecord
from socialkit.testing.plans import default_policy, plan_of
from socialkit.testing.storage.base import MICROSECOND, TEXTS, Promises, walk
from socialkit.testing.world import MEMBERS, World


def _listed(
    unit: UnitOfWork, world: World, name: str, wanted: GroupFilter, *, limit: int = 100
) -> list[GroupRecord]:
    caller = world.caller(unit, name)
    plan = plan_of(caller, Permission.GROUP_SEE)
    found = walk(lambda page: unit.groups.page(caller, plan, wanted, page), limit=limit)
    assert unit.groups.count(caller, plan, wanted) == len(found)
    return found


class GroupPromises(Promises):
    """Promise what `GroupStore` says."""

    def test_a_group_comes_back_as_it_went_in(self, storage: Storage, world: World) -> None:
        group = world.make.group(
            world.network,
            "Ünï",
            visibility=Visibility.SECRET,
            about="Text 🙂\nmore",
            archived_at=world.make.now(),
            created_by=world.people["ann"].id,
            epoch=7,
        )
        with storage.unit() as unit:
            unit.groups.add(group)
            caller = world.caller(unit, "dan")
            found = unit.groups.find(caller, group.id)
            assert found is not None
            assert found.group == group
            assert unit.groups.find_by_key(caller, group.slug_key) == found

    def test_groups_of_another_network_are_not_found(self, storage: Storage, world: World) -> None:
        with storage.unit(read_only=True) as unit:
            caller = world.caller(unit, "cus")
            assert unit.groups.find(caller, world.groups["O"].id) is None
            assert unit.groups.find_by_key(caller, "group-o") is None
            assert unit.groups.find(caller, world.wall.id) is None
            assert unit.groups.find(caller, world.club_wall.id) is not None

    def test_a_record_tells_role_request_and_live_members(
        self, storage: Storage, world: World
    ) -> None:
        now = world.make.now()
        with storage.unit() as unit:
            for name, end in (("dan", now), ("lea", now + MICROSECOND)):
                ended = world.make.membership(world.groups["C"], world.people[name], expires_at=end)
                unit.memberships.put(ended)
            group = world.groups["C"].evolve(member_count=world.groups["C"].member_count + 2)
            unit.groups.save(group)
            roles = {"ann": GroupRole.OWNER, "lea": GroupRole.MEMBER, "dan": None, "kim": None}
            for name, role in roles.items():
                found = unit.groups.find(world.caller(unit, name), group.id)
                assert found is not None
                assert (found.my_role, found.requested) == (role, name == "kim"), name
                assert found.member_count == 3
                assert found.group == group

    def test_a_slug_key_in_use_is_refused(self, storage: Storage, world: World) -> None:
        with pytest.raises(Conflict) as refusal, storage.unit() as unit:
            unit.groups.add(world.make.group(world.network, "Group-O"))
        assert refusal.value.code == "group.slug_taken"
        with pytest.raises(Conflict) as refusal, storage.unit() as unit:
            unit.groups.save(world.groups["C"].evolve(slug_key="group-o"))
        assert refusal.value.code == "group.slug_taken"

    def test_slug_keys_are_compared_code_point_for_code_point_in_each_network(
        self, storage: Storage, world: World
    ) -> None:
        groups = [
            world.make.group(network, f"g-{number}", slug_key=text)
            for network in (world.network, world.club)
            for number, text in enumerate(TEXTS)
        ]
        with storage.unit() as unit:
            for group in groups:
                unit.groups.add(group)
            for group in groups:
                name = "ann" if group.network_id == world.network.id else "sue"
                found = unit.groups.find_by_key(world.caller(unit, name), group.slug_key)
                assert found is not None
                assert found.group == group

    def test_a_freed_slug_key_can_be_taken(self, storage: Storage, world: World) -> None:
        with storage.unit() as unit:
            unit.groups.save(world.groups["O"].evolve(slug="moved", slug_key="moved"))
            unit.groups.add(world.make.group(world.network, "group-o"))

    def test_locking_raises_the_epoch_and_returns_the_group_as_it_is_now(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit() as unit:
            unit.groups.save(world.groups["O"].evolve(name="Renamed"))
            locked = unit.groups.lock(world.groups["O"].id)
            assert locked == world.groups["O"].evolve(name="Renamed", epoch=1)
            again = unit.groups.lock(world.groups["O"].id)
            assert again is not None
            assert again.epoch == 2
            assert unit.groups.lock(world.network.id) is None

    def test_each_viewer_gets_exactly_the_groups_that_the_policy_lets_them_see(
        self, storage: Storage, world: World
    ) -> None:
        ids = [group.id for group in world.groups.values()]
        with storage.unit(read_only=True) as unit:
            for name in world.viewers:
                caller = world.caller_with_roles(unit, name)
                expected = {
                    label
                    for label, group in world.groups.items()
                    if default_policy().check(caller, Permission.GROUP_SEE, group_facts(group))
                }
                plan = plan_of(caller, Permission.GROUP_SEE)
                seen = unit.groups.visible(world.caller(unit, name), plan, ids)
                assert set(seen) == {world.groups[label].id for label in expected}, name
                living = _listed(unit, world, name, GroupFilter())
                archived = _listed(unit, world, name, GroupFilter(archived=True))
                found = {record.group.id for record in (*living, *archived)}
                assert found == set(seen), name

    def test_groups_are_listed_newest_first_in_pages(self, storage: Storage, world: World) -> None:
        with storage.unit() as unit:
            for number in range(5):
                unit.groups.add(world.make.group(world.network, f"same-{number}"))
            whole = _listed(unit, world, "ann", GroupFilter())
            assert _listed(unit, world, "ann", GroupFilter(), limit=2) == whole
        keys = [(record.group.created_at, record.group.id.bytes) for record in whole]
        assert keys == sorted(keys, reverse=True)

    def test_the_heir_is_the_strongest_member_who_may_own_then_an_administrator(
        self, storage: Storage, world: World
    ) -> None:
        group, people = world.groups["O"], world.people
        with storage.unit() as unit:
            caller = world.caller(unit, "sue")
            for name, role in (("eve", GroupRole.OWNER), ("lea", GroupRole.GUEST)):
                unit.memberships.put(world.make.membership(group, people[name], role=role))
            ended = world.make.membership(
                group, people["dan"], role=GroupRole.OWNER, expires_at=caller.now
            )
            unit.memberships.put(ended)
            caller, order = world.caller(unit, "cat"), []
            leaving = people["ann"].id
            while (heir := unit.groups.heir(caller, group.id, leaving)) is not None:
                order.append(heir)
                if len(order) > len(people) or heir == people["hal"].id:
                    break
                unit.memberships.remove(group.id, leaving)
                leaving = heir
            assert order == [people[name].id for name in ("ivy", "bob", "lea", "hal")]
            assert unit.groups.heir(caller, group.id, people["hal"].id) == people["lea"].id
            unit.memberships.remove(group.id, people["lea"].id)
            assert unit.groups.heir(caller, group.id, people["hal"].id) is None

    def test_of_equal_members_the_first_inherits(self, storage: Storage, world: World) -> None:
        group, people, now = world.groups["C"], world.people, world.make.now()
        with storage.unit() as unit:
            for name, day in (("dan", 2), ("kim", 3), ("lea", 3)):
                joined = world.make.membership(
                    group, people[name], joined_at=now - timedelta(days=day)
                )
                unit.memberships.put(joined)
            caller, ann = world.caller(unit, "hal"), people["ann"].id
            first = min((people["kim"], people["lea"]), key=lambda person: person.id.bytes)
            assert unit.groups.heir(caller, group.id, ann) == first.id
            unit.people.save(first.evolve(status=PersonStatus.SUSPENDED))
            heir = unit.groups.heir(caller, group.id, ann)
            assert heir in {people["kim"].id, people["lea"].id} - {first.id}

    def test_the_wall_is_in_no_list(self, storage: Storage, world: World) -> None:
        with storage.unit(read_only=True) as unit:
            found = {r.group.id for r in _listed(unit, world, "hal", GroupFilter())}
        assert world.wall.id not in found

    def test_my_groups_are_those_with_a_live_membership(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit() as unit:
            ended = world.make.membership(
                world.groups["C"], world.people["ivy"], expires_at=world.make.now()
            )
            unit.memberships.put(ended)
            found = {
                name: {r.group.slug for r in _listed(unit, world, name, GroupFilter(mine=True))}
                for name in ("bob", "ivy", "dan", "anon")
            }
        assert found["bob"] == {"group-o", "group-s", "group-g"}
        assert found["ivy"] == {"group-o"}
        assert found["dan"] == found["anon"] == set()

    def test_text_is_found_folded_and_literally_in_names(
        self, storage: Storage, world: World
    ) -> None:
        names = {f"g-{number}": f"x{other}y" for number, other in enumerate(TEXTS)}
        with storage.unit() as unit:
            for slug, name in names.items():
                unit.groups.add(world.make.group(world.network, slug, name=name))
            for text in TEXTS:
                found = _listed(unit, world, "ann", GroupFilter(text=f"X{text}"))
                expected = {slug for slug, name in names.items() if fold(f"X{text}") in fold(name)}
                assert {record.group.slug for record in found} == expected, text


class MembershipPromises(Promises):
    """Promise what `MembershipStore` says."""

    def test_a_membership_comes_back_as_it_went_in(self, storage: Storage, world: World) -> None:
        membership = world.make.membership(
            world.groups["O"],
            world.people["dan"],
            role=GroupRole.MODERATOR,
            expires_at=world.make.now() + MICROSECOND,
            added_by=world.people["ann"].id,
        )
        with storage.unit() as unit:
            unit.memberships.put(membership)
        with storage.unit(read_only=True) as unit:
            found = unit.memberships.find(membership.group_id, membership.person_id)
        assert found == membership

    def test_a_membership_replaces_the_former_one(self, storage: Storage, world: World) -> None:
        group, bob = world.groups["O"], world.people["bob"]
        changed = world.make.membership(group, bob, role=GroupRole.OWNER)
        with storage.unit() as unit:
            unit.memberships.put(changed)
            assert unit.memberships.find(group.id, bob.id) == changed
            page = walk(
                lambda page: unit.memberships.page(world.caller(unit, "ann"), group.id, page)
            )
        assert [record.person.handle for record in page].count("bob") == 1

    def test_what_a_person_holds_is_found_whatever_its_end(
        self, storage: Storage, world: World
    ) -> None:
        bob, dan = world.people["bob"], world.people["dan"]
        ended = world.make.membership(world.groups["O"], dan, expires_at=world.make.now())
        with storage.unit() as unit:
            unit.memberships.put(ended)
            assert unit.memberships.of_person(dan.id) == (ended,)
            held = unit.memberships.of_person(bob.id)
            assert unit.memberships.of_person(world.network.id) == ()
        groups = sorted((world.groups[name].id for name in "OSGX"), key=lambda key: key.bytes)
        assert [membership.group_id for membership in held] == groups

    def test_a_person_is_locked_as_they_are_now(self, storage: Storage, world: World) -> None:
        with storage.unit() as unit:
            changed = unit.people.save(world.people["bob"].evolve(bio="New"))
            assert unit.memberships.lock_person(changed.id) == changed
            assert unit.people.find(changed.id) == changed
            assert unit.memberships.lock_person(world.network.id) is None

    def test_removing_tells_whether_there_was_a_membership(
        self, storage: Storage, world: World
    ) -> None:
        group, bob = world.groups["O"], world.people["bob"]
        with storage.unit() as unit:
            assert unit.memberships.remove(group.id, bob.id)
            assert not unit.memberships.remove(group.id, bob.id)
            assert unit.memberships.find(group.id, bob.id) is None

    def test_live_members_are_listed_newest_first_with_their_people(
        self, storage: Storage, world: World
    ) -> None:
        group, now = world.groups["O"], world.make.now()
        ends = {"dan": now, "cat": now + MICROSECOND, "kim": None, "lea": now - timedelta(days=1)}
        with storage.unit() as unit:
            for name, end in ends.items():
                one = world.make.membership(group, world.people[name], expires_at=end)
                unit.memberships.put(one)
            caller = world.caller(unit, "ann")
            found = walk(lambda page: unit.memberships.page(caller, group.id, page), limit=2)
        assert {record.person.handle for record in found} == {*MEMBERS["O"], "cat", "kim"}
        assert all(r.person == world.people[r.person.handle] for r in found)
        keys = [(r.membership.joined_at, r.membership.person_id.bytes) for r in found]
        assert keys == sorted(keys, reverse=True)

    def test_expired_members_are_found_though_not_listed(
        self, storage: Storage, world: World
    ) -> None:
        group, dan = world.groups["O"], world.people["dan"]
        ended = world.make.membership(group, dan, expires_at=world.make.now())
        with storage.unit() as unit:
            unit.memberships.put(ended)
            assert unit.memberships.find(group.id, dan.id) == ended

    def test_leaders_are_the_live_owners_and_moderators(
        self, storage: Storage, world: World
    ) -> None:
        group, now = world.groups["O"], world.make.now()
        with storage.unit() as unit:
            ended = world.make.membership(
                group, world.people["dan"], role=GroupRole.OWNER, expires_at=now
            )
            unit.memberships.put(ended)
            people = world.people
            assert unit.memberships.leaders(group.id, now) == {people["ann"].id, people["ivy"].id}
            earlier = unit.memberships.leaders(group.id, now - MICROSECOND)
            assert earlier == {people["ann"].id, people["ivy"].id, people["dan"].id}

    def test_outsiders_are_returned_live_or_not(self, storage: Storage, world: World) -> None:
        group = world.groups["G"]
        ended = world.make.membership(
            group, world.people["bot"], role=GroupRole.GUEST, expires_at=world.make.now()
        )
        with storage.unit() as unit:
            unit.memberships.put(ended)
            found = unit.memberships.outsiders(group.id)
            assert unit.memberships.outsiders(world.groups["O"].id) == ()
        assert {row.person_id for row in found} == {world.people["eve"].id, world.people["bot"].id}
        assert ended in found
        assert len(found) == 2

    def test_externals_are_counted_by_organisation(self, storage: Storage, world: World) -> None:
        group, now = world.groups["G"], world.make.now()
        with storage.unit() as unit:
            live = world.make.membership(group, world.people["bot"], role=GroupRole.GUEST)
            unit.memberships.put(live)
            caller = world.caller(unit, "bob")
            found = dict(unit.memberships.externals(caller, [group.id]).get(group.id, ()))
            assert found == {"Umbra": 1, "": 1}
            unit.memberships.put(live.evolve(expires_at=now))
            assert unit.memberships.externals(caller, [group.id]) == {group.id: (("Umbra", 1),)}

    def test_members_of_another_network_are_not_shown(self, storage: Storage, world: World) -> None:
        group = world.groups["open"]
        with storage.unit(read_only=True) as unit:
            caller = world.caller(unit, "ann")
            assert unit.memberships.page(caller, group.id, PageRequest()).items == ()
            assert unit.memberships.externals(caller, [group.id]) == {}


class RequestPromises(Promises):
    """Promise what `RequestStore` says."""

    def test_a_request_comes_back_as_it_went_in(self, storage: Storage, world: World) -> None:
        asked = world.make.request(world.groups["C"], world.people["dan"], message="Please 🙂\n%")
        with storage.unit() as unit:
            unit.requests.add(asked)
        with storage.unit(read_only=True) as unit:
            assert unit.requests.find(asked.id) == asked
            assert unit.requests.find_pending(asked.group_id, asked.person_id) == asked
            assert unit.requests.find(world.network.id) is None

    def test_the_pending_requests_of_a_person_are_found_in_all_groups(
        self, storage: Storage, world: World
    ) -> None:
        dan = world.people["dan"]
        asked = [world.make.request(world.groups[name], dan) for name in "COG"]
        with storage.unit() as unit:
            for request in asked:
                unit.requests.add(request)
            unit.requests.save(asked[1].evolve(state=RequestState.WITHDRAWN))
            found = unit.requests.pending_of(dan.id)
            assert unit.requests.pending_of(world.people["ann"].id) == ()
        assert found == tuple(sorted((asked[0], asked[2]), key=lambda one: one.id.bytes))

    def test_a_second_pending_request_is_refused(self, storage: Storage, world: World) -> None:
        with pytest.raises(Conflict) as refusal, storage.unit() as unit:
            unit.requests.add(world.make.request(world.groups["C"], world.people["kim"]))
        assert refusal.value.code == "request.pending"

    @pytest.mark.parametrize(
        "state", [RequestState.ACCEPTED, RequestState.REFUSED, RequestState.WITHDRAWN]
    )
    def test_a_decided_request_makes_room_for_another(
        self, storage: Storage, world: World, state: RequestState
    ) -> None:
        decided = world.requests["kim"].evolve(
            state=state,
            reason="Because",
            decided_by=world.people["ann"].id,
            decided_at=world.make.now(),
        )
        again = world.make.request(world.groups["C"], world.people["kim"])
        with storage.unit() as unit:
            unit.requests.save(decided)
            assert unit.requests.find_pending(decided.group_id, decided.person_id) is None
            unit.requests.add(again)
            unit.requests.save(again.evolve(state=state))
            assert unit.requests.find(decided.id) == decided

    def test_pending_requests_are_listed_newest_first(self, storage: Storage, world: World) -> None:
        group = world.groups["C"]
        names = ["dan", "ivy", "max", "hal"]
        with storage.unit() as unit:
            for name in names:
                unit.requests.add(world.make.request(group, world.people[name]))
            refused = world.requests["kim"].evolve(state=RequestState.REFUSED)
            unit.requests.save(refused)
            found = walk(lambda page: unit.requests.page_pending(group.id, page), limit=2)
        assert {row.person_id for row in found} == {world.people[name].id for name in names}
        keys = [(row.created_at, row.id.bytes) for row in found]
        assert keys == sorted(keys, reverse=True)
