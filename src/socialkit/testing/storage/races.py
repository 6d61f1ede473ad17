"""Promise that what two people do at once ends as if one had been first."""

# ruff: noqa: D102 - a test's name is its sentence
from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar
from uuid import UUID

import pytest

from socialkit.domain.actions import Permission
from socialkit.domain.follows import Visit
from socialkit.domain.groups import GroupRole
from socialkit.domain.people import PersonStatus
from socialkit.domain.posts import ReactionKind
from socialkit.errors import Conflict, Unavailable
from socialkit.ports.storage import Storage
from socialkit.testing.factories import target_of
from socialkit.testing.plans import plan_of
from socialkit.testing.storage.base import Promises
from socialkit.testing.world import World

T = TypeVar("T")
PATIENCE = 60.0
"""Seconds after which threads that still wait are taken for a deadlock."""


def at_once(*acts: Callable[[], T]) -> list[T | Exception]:
    """Call all acts at one moment, each in its thread; return what each gave or raised.

    An act that is `Unavailable` (a deadlock that the database ended, say) is called again.
    """
    answers: list[T | Exception | None] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(number: int) -> None:
        start.wait(PATIENCE)
        answers[number] = _patiently(acts[number])

    threads = [threading.Thread(target=run, args=(n,), daemon=True) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "Threads wait for one another."
    return [answer for answer in answers if answer is not None]


def _patiently(act: Callable[[], T]) -> T | Exception:
    for _ in range(50):
        try:
            return act()
        except Unavailable:
            continue
        except Exception as error:  # noqa: BLE001 - the test says which one it expects
            return error
    return RuntimeError("The storage stayed unavailable.")


def _codes(answers: Sequence[object]) -> list[str]:
    """Return the codes of refusals; raise what is no `Conflict`."""
    errors = [answer for answer in answers if isinstance(answer, Exception)]
    for error in errors:
        if not isinstance(error, Conflict):
            raise error
    return [error.code for error in errors if isinstance(error, Conflict)]


class RacePromises(Promises):
    """Promise that locks, unique keys and claims hold between threads."""

    @pytest.mark.parametrize("attempt", range(3))
    def test_two_owners_who_leave_at_once_never_leave_a_group_without_owner(
        self, storage: Storage, world: World, attempt: int
    ) -> None:
        group = world.groups["O"].evolve(owner_count=2, epoch=attempt)
        people = [world.people["ann"], world.people["bob"]]
        with storage.unit() as unit:
            unit.groups.save(group)
            for person in people:
                owner = world.make.membership(group, person, role=GroupRole.OWNER)
                unit.memberships.put(owner)

        def leave(person_id: UUID) -> bool:
            with storage.unit() as unit:
                locked = unit.groups.lock(group.id)
                assert locked is not None
                if locked.owner_count < 2:
                    return False
                unit.memberships.remove(group.id, person_id)
                unit.groups.save(locked.evolve(owner_count=locked.owner_count - 1))
                return True

        answers = at_once(*(lambda key=person.id: leave(key) for person in people))
        assert not _codes(answers)
        assert sorted(map(bool, answers)) == [False, True]
        with storage.unit(read_only=True) as unit:
            left = [unit.memberships.find(group.id, person.id) for person in people]
            found = unit.groups.find(world.caller(unit, "ann"), group.id)
        assert sum(membership is not None for membership in left) == 1
        assert found is not None
        assert (found.group.owner_count, found.group.epoch) == (1, attempt + 2)

    def test_a_lock_waits_until_the_unit_that_holds_it_ends(
        self, storage: Storage, world: World
    ) -> None:
        group = world.groups["O"]

        def raise_twice() -> None:
            for _ in range(5):
                with storage.unit() as unit:
                    locked = unit.groups.lock(group.id)
                    assert locked is not None
                    count = locked.member_count + 1
                    unit.groups.save(locked.evolve(member_count=count))

        assert not _codes(at_once(*[raise_twice] * 6))
        with storage.unit(read_only=True) as unit:
            found = unit.groups.find(world.caller(unit, "ann"), group.id)
        assert found is not None
        assert found.group.epoch == 30
        assert found.group.member_count == group.member_count + 30

    @pytest.mark.parametrize("attempt", range(3))
    def test_nobody_comes_into_a_group_while_their_account_ends(
        self, storage: Storage, world: World, attempt: int
    ) -> None:
        group, dan = world.groups["O"], world.people["dan"].evolve(bio=f"Attempt {attempt}")

        def come() -> bool:
            with storage.unit() as unit:
                unit.groups.lock(group.id)
                person = unit.memberships.lock_person(dan.id)
                active = person is not None and person.status is PersonStatus.ACTIVE
                if active:
                    unit.memberships.put(world.make.membership(group, dan))
                return active

        def end() -> bool:
            with storage.unit() as unit:
                unit.people.save(dan.evolve(status=PersonStatus.DEACTIVATED))
                for held in unit.memberships.of_person(dan.id):
                    unit.memberships.remove(held.group_id, dan.id)
                return True

        assert not _codes(at_once(come, end))
        with storage.unit(read_only=True) as unit:
            assert unit.memberships.find(group.id, dan.id) is None

    def test_reactions_of_many_people_at_once_are_all_counted(
        self, storage: Storage, world: World
    ) -> None:
        post = world.posts["O-network"]
        names = ["ann", "bob", "cat", "dan", "ivy", "kim", "lea", "max"]

        def react(name: str) -> bool:
            with storage.unit() as unit:
                caller = world.caller(unit, name)
                plan = plan_of(caller, Permission.POST_READ)
                locked = unit.posts.lock(caller, plan, post.id)
                assert locked is not None
                reaction = world.make.reaction(target_of(post), world.people[name])
                is_new = unit.reactions.add(reaction)
                unit.posts.save(locked.evolve(reaction_count=locked.reaction_count + is_new))
                return is_new

        acts = [lambda name=name: react(name) for name in names for _ in range(2)]
        answers = at_once(*acts)
        assert not _codes(answers)
        assert answers.count(True) == len(names)
        with storage.unit(read_only=True) as unit:
            found = unit.posts.find(world.caller(unit, "ann"), post.id)
            counts = unit.reactions.counts([target_of(post)])
        assert found is not None
        assert found.post.reaction_count == len(names)
        assert counts == {post.id: {ReactionKind.LIKE: len(names)}}

    def test_one_pending_request_comes_out_of_many_at_once(
        self, storage: Storage, world: World
    ) -> None:
        requests = [world.make.request(world.groups["C"], world.people["dan"]) for _ in range(8)]

        def ask(number: int) -> bool:
            with storage.unit() as unit:
                unit.requests.add(requests[number])
            return True

        answers = at_once(*(lambda n=n: ask(n) for n in range(8)))
        assert _codes(answers) == ["request.pending"] * 7
        with storage.unit(read_only=True) as unit:
            found = unit.requests.find_pending(world.groups["C"].id, world.people["dan"].id)
        assert found in requests

    def test_one_handle_goes_to_one_person(self, storage: Storage, world: World) -> None:
        accounts = [world.make.account() for _ in range(6)]
        people = [
            world.make.person(world.network, account, handle="wanted") for account in accounts
        ]

        def join(number: int) -> bool:
            with storage.unit() as unit:
                unit.people.add_many([accounts[number]], [people[number]])
            return True

        answers = at_once(*(lambda n=n: join(n) for n in range(6)))
        assert _codes(answers) == ["person.handle_taken"] * 5
        with storage.unit(read_only=True) as unit:
            kept = unit.people.find_accounts([account.subject for account in accounts])
        assert len(kept) == 1

    def test_a_key_is_claimed_by_one_of_many_at_once(self, storage: Storage, world: World) -> None:
        ann, now = world.people["ann"].id, world.make.now()

        def claim() -> bool:
            with storage.unit() as unit:
                return unit.idempotency.claim(ann, "key", "print", now)

        answers = at_once(*[claim] * 8)
        assert not _codes(answers)
        assert answers.count(True) == 1

    def test_a_key_passes_on_when_the_unit_that_claimed_it_is_undone(
        self, storage: Storage, world: World
    ) -> None:
        ann, now = world.people["ann"].id, world.make.now()
        claimed, go_on = threading.Event(), threading.Event()

        def fail() -> bool:
            with storage.unit() as unit:
                unit.idempotency.claim(ann, "key", "first", now)
                claimed.set()
                go_on.wait(0.3)
                raise Conflict("test.failed", "This unit fails on purpose.")

        def follow() -> bool:
            claimed.wait(PATIENCE)
            with storage.unit() as unit:
                return unit.idempotency.claim(ann, "key", "second", now)

        answers = at_once(fail, follow)
        assert _codes(answers) == ["test.failed"]
        assert answers[1] is True

    def test_a_person_is_told_once_of_one_event(self, storage: Storage, world: World) -> None:
        event_id = world.make.ids.new()
        notices = [
            world.make.notice(world.people["bob"], post=world.posts["O-network"], event_id=event_id)
            for _ in range(6)
        ]

        def tell(number: int) -> int:
            with storage.unit() as unit:
                return unit.notices.add_many([notices[number]])

        answers = at_once(*(lambda n=n: tell(n) for n in range(6)))
        assert not _codes(answers)
        assert sorted(answers, key=repr) == [0] * 5 + [1]

    def test_follows_and_visits_are_new_for_one_of_many(
        self, storage: Storage, world: World
    ) -> None:
        follow = world.make.follow(world.people["bob"], world.people["ann"])
        visit = Visit(
            network_id=world.network.id,
            person_id=world.people["bob"].id,
            day=world.make.now().date(),
        )

        def act() -> tuple[bool, bool]:
            with storage.unit() as unit:
                return unit.follows.add(follow), unit.visits.record(visit)

        answers = at_once(*[act] * 6)
        assert not _codes(answers)
        assert sorted(answers, key=repr) == [(False, False)] * 5 + [(True, True)]

    def test_of_two_edits_of_one_version_one_is_stale(self, storage: Storage, world: World) -> None:
        ann = world.people["ann"]

        def edit(number: int) -> bool:
            with storage.unit() as unit:
                unit.people.save(ann.evolve(bio=f"Bio {number}"))
            return True

        answers = at_once(*(lambda n=n: edit(n) for n in range(4)))
        assert _codes(answers) == ["stale"] * 3
