"""Units that run at once do not undo each other's checks, on each database."""

import threading
from collections.abc import Callable

from socialkit.domain.actions import Permission
from socialkit.domain.groups import GroupRole
from socialkit.errors import Unavailable
from socialkit.policy import load_default
from socialkit.ports.storage import Storage
from socialkit.storage.sql import SqlStorage
from socialkit.storage.sql.migrations import migrate
from socialkit.testing.world import World, build_world

ROUNDS = 12


def _at_once(*acts: Callable[[], None]) -> list[BaseException]:
    """Run the acts in threads that start together; return what they raised."""
    barrier, raised = threading.Barrier(len(acts)), list[BaseException]()

    def run(act: Callable[[], None]) -> None:
        barrier.wait()
        try:
            act()
        except BaseException as error:  # noqa: BLE001 - it is what the test looks at
            raised.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


def _prepared(url: str) -> tuple[Storage, World]:
    migrate(url)
    storage = SqlStorage.open(url)
    return storage, build_world(storage)


def test_two_owners_who_leave_at_once_never_leave_a_group_without_owner(database_url: str) -> None:
    storage, world = _prepared(database_url)
    ann, bob = world.people["ann"], world.people["bob"]

    def leave(group_id: object, person_id: object) -> Callable[[], None]:
        def act() -> None:
            with storage.unit() as unit:
                group = unit.groups.lock(group_id)  # type: ignore[arg-type]
                assert group is not None
                if group.owner_count > 1:
                    unit.memberships.remove(group.id, person_id)  # type: ignore[arg-type]
                    unit.groups.save(group.evolve(owner_count=group.owner_count - 1))

        return act

    for _ in range(ROUNDS):
        group = world.make.group(world.network, owner_count=2, member_count=2)
        with storage.unit() as unit:
            unit.groups.add(group)
            for person in (ann, bob):
                unit.memberships.put(world.make.membership(group, person, role=GroupRole.OWNER))
        assert _at_once(leave(group.id, ann.id), leave(group.id, bob.id)) == []
        with storage.unit(read_only=True) as unit:
            owners = unit.memberships.leaders(group.id, world.make.now())
        assert len(owners) == 1
    storage.close()


def test_changes_of_one_post_wait_for_each_other(database_url: str) -> None:
    storage, world = _prepared(database_url)
    with storage.unit(read_only=True) as unit:
        caller = world.caller(unit, "ann")
    plan, post_id = load_default().plan(caller, Permission.POST_READ), world.posts["O-network"].id

    def count() -> None:
        for _ in range(ROUNDS):
            with storage.unit() as unit:
                post = unit.posts.lock(caller, plan, post_id)
                assert post is not None
                unit.posts.save(post.evolve(reply_count=post.reply_count + 1))

    assert _at_once(*[count] * 4) == []
    with storage.unit(read_only=True) as unit:
        found = unit.posts.find(caller, post_id)
    assert found is not None
    before = world.posts["O-network"]
    assert found.post.reply_count == before.reply_count + 4 * ROUNDS
    assert found.post.epoch == before.epoch + 4 * ROUNDS
    storage.close()


def test_locks_in_opposite_order_end_with_a_refusal_and_lose_nothing(database_url: str) -> None:
    storage, world = _prepared(database_url)
    if not storage.capabilities.concurrent_writers:
        return
    one, two = world.groups["O"].id, world.groups["C"].id
    meeting = threading.Barrier(2)

    def lock(first: object, second: object) -> Callable[[], None]:
        def act() -> None:
            with storage.unit() as unit:
                unit.groups.lock(first)  # type: ignore[arg-type]
                meeting.wait(30)
                unit.groups.lock(second)  # type: ignore[arg-type]

        return act

    raised = _at_once(lock(one, two), lock(two, one))
    assert [type(error) for error in raised] == [Unavailable]
    with storage.unit(read_only=True) as unit:
        caller = world.caller(unit, "ann")
        records = [unit.groups.find(caller, group_id) for group_id in (one, two)]
    raises = [
        r.group.epoch - world.groups[n].epoch for r, n in zip(records, "OC", strict=True) if r
    ]
    assert raises == [1, 1]
    storage.close()
