"""Promise what `NoticeStore` says."""

# ruff: noqa: D102 - a test's name is its sentence
from __future__ import annotations

from dataclasses import replace

from socialkit.domain.caller import Caller
from socialkit.domain.notifications import Notice, NoticeGroup, NoticeReason
from socialkit.domain.posts import PostState
from socialkit.ports.storage import Storage, UnitOfWork
from socialkit.testing.plans import notice_plans
from socialkit.testing.storage.base import MICROSECOND, Promises, walk
from socialkit.testing.world import World

CAP = 1000


def _entries(
    unit: UnitOfWork, caller: Caller, *, unread_only: bool = False, limit: int = 100
) -> list[NoticeGroup]:
    plans = notice_plans(caller)
    return walk(
        lambda page: unit.notices.page(caller, plans, page, unread_only=unread_only), limit=limit
    )


def _numbers(unit: UnitOfWork, caller: Caller, *, cap: int = CAP) -> tuple[int, int]:
    """Return the unread and unseen counts; the first must equal its list."""
    plans = notice_plans(caller)
    unread = unit.notices.unread(caller, plans, cap=cap)
    assert unread == min(cap, len(_entries(unit, caller, unread_only=True)))
    return unread, unit.notices.unseen(caller, plans, cap=cap)


def _tell(world: World, name: str, *labels: str, **fields: object) -> list[Notice]:
    """Return a notice for the person about each of these posts."""
    person = world.people[name]
    notices = [world.make.notice(person, post=world.posts[label]) for label in labels]
    return [notice.evolve(**fields) for notice in notices]


class NoticePromises(Promises):
    """Promise that a notice is kept once, grouped, and shown to those who may read its thing."""

    def test_a_request_is_told_to_those_alone_who_may_decide_it(
        self, storage: Storage, world: World
    ) -> None:
        asked = NoticeReason.REQUEST
        with storage.unit() as unit:
            for name in ("ann", "cat"):
                told = world.make.notice(world.people[name], reason=asked).evolve(
                    post_id=None, group_id=world.groups["C"].id
                )
                assert unit.notices.add_many([told]) == 1
            assert len(_entries(unit, world.caller(unit, "ann"))) == 1
            assert _entries(unit, world.caller(unit, "cat")) == []

    def test_a_notice_comes_back_as_it_went_in(self, storage: Storage, world: World) -> None:
        now = world.make.now()
        notice = world.make.notice(
            world.people["bob"],
            post=world.posts["O-question"],
            reason=NoticeReason.MENTIONED,
            reply_id=world.replies["O-question-plain"].id,
            comment_id=world.comments["O-question-plain"].id,
            actor_id=world.people["ann"].id,
            created_at=now + MICROSECOND,
            seen_at=now + 2 * MICROSECOND,
            read_at=now + 3 * MICROSECOND,
        )
        with storage.unit() as unit:
            assert unit.notices.add_many([notice]) == 1
            found = _entries(unit, world.caller(unit, "bob"))
        assert found == [NoticeGroup(latest=notice, actor_ids=(world.people["ann"].id,), total=1)]

    def test_one_notice_is_kept_per_person_and_event(self, storage: Storage, world: World) -> None:
        first = _tell(world, "bob", "O-network")[0]
        again = first.evolve(id=world.make.ids.new(), reason=NoticeReason.MENTIONED)
        other = again.evolve(id=world.make.ids.new(), person_id=world.people["ann"].id)
        with storage.unit() as unit:
            assert unit.notices.add_many([first, again, other]) == 2
            assert unit.notices.add_many([again, first]) == 0
            assert unit.notices.add_many([]) == 0
            assert [e.latest for e in _entries(unit, world.caller(unit, "bob"))] == [first]

    def test_notices_of_one_reason_and_thing_make_one_entry(
        self, storage: Storage, world: World
    ) -> None:
        actors = [world.people[name].id for name in ("ann", "cat", "ann", "ivy")]
        notices = []
        for actor in (*actors, None):
            world.make.later(seconds=1)
            notices += _tell(world, "bob", "O-network", actor_id=actor)
        notices += _tell(world, "bob", "O-network", reason=NoticeReason.MENTIONED)
        with storage.unit() as unit:
            unit.notices.add_many(notices)
            caller = world.caller(unit, "bob")
            found = _entries(unit, caller)
            assert _numbers(unit, caller) == (2, 2)
        assert [entry.total for entry in found] == [1, 5]
        assert found[1].latest == notices[4]
        assert found[1].actor_ids == (actors[3], actors[2], actors[1])

    def test_an_entry_names_ten_people_at_most_the_latest_first(
        self, storage: Storage, world: World
    ) -> None:
        names = [name for name in world.people if name not in {"sue", "cus", "tru"}][:12]
        notices = []
        for name in names:
            world.make.later(microseconds=1)
            notices += _tell(world, "bob", "O-network", actor_id=world.people[name].id)
        with storage.unit() as unit:
            unit.notices.add_many(notices)
            (entry,) = _entries(unit, world.caller(unit, "bob"))
        assert entry.actor_ids == tuple(world.people[name].id for name in names[:1:-1])
        assert entry.total == 12

    def test_read_and_unread_notices_make_two_entries(self, storage: Storage, world: World) -> None:
        notices = _tell(world, "bob", "O-network") + _tell(world, "bob", "O-network")
        read = notices[0].evolve(seen_at=world.make.now(), read_at=world.make.now())
        with storage.unit() as unit:
            unit.notices.add_many([read, notices[1]])
            caller = world.caller(unit, "bob")
            assert [entry.latest for entry in _entries(unit, caller)] == [notices[1], read]
            assert [e.latest for e in _entries(unit, caller, unread_only=True)] == [notices[1]]
            assert _numbers(unit, caller) == (1, 1)

    def test_notices_about_a_group_are_told_apart_by_group(
        self, storage: Storage, world: World
    ) -> None:
        bob = world.people["bob"]
        notices = [world.make.notice(bob, group=world.groups[label]) for label in "OGO"]
        with storage.unit() as unit:
            unit.notices.add_many(notices)
            found = _entries(unit, world.caller(unit, "bob"))
        assert [(entry.latest, entry.total) for entry in found] == [
            (notices[2], 2),
            (notices[1], 1),
        ]

    def test_entries_come_newest_first_in_pages_that_repeat_and_lose_none(
        self, storage: Storage, world: World
    ) -> None:
        labels = ["O-network", "O-group", "O-question", "S-group", "G-group", "O-nobody"]
        now = world.make.now()
        notices = []
        for number in range(30):
            moment = now + (number % 4) * MICROSECOND
            notices += _tell(world, "bob", labels[number % 6], created_at=moment)
        with storage.unit() as unit:
            unit.notices.add_many(notices)
            caller = world.caller(unit, "bob")
            whole = _entries(unit, caller)
            assert all(_entries(unit, caller, limit=limit) == whole for limit in (1, 2, 5))
        keys = [(entry.latest.created_at, entry.latest.id.bytes) for entry in whole]
        assert keys == sorted(keys, reverse=True)
        assert (len(whole), sum(entry.total for entry in whole)) == (6, 30)

    def test_a_notice_vanishes_with_the_access_to_its_thing_and_comes_back_with_it(
        self, storage: Storage, world: World
    ) -> None:
        group, bob = world.groups["S"], world.people["bob"]
        question = world.posts["S-question"]
        notices = [
            *_tell(world, "bob", "S-group"),
            world.make.notice(bob, group=group),
            world.make.notice(bob, post=question, reply_id=world.replies["S-question-plain"].id),
            world.make.notice(
                bob,
                post=question,
                reason=NoticeReason.MENTIONED,
                comment_id=world.comments["S-question"].id,
            ),
        ]
        with storage.unit() as unit:
            unit.notices.add_many(notices)
            caller = world.caller(unit, "bob")
            assert _numbers(unit, caller) == (4, 4)
            membership = unit.memberships.find(group.id, bob.id)
            assert membership is not None
            unit.memberships.remove(group.id, bob.id)
            assert _entries(unit, caller) == []
            assert _numbers(unit, caller) == (0, 0)
            unit.memberships.put(membership)
            assert _numbers(unit, caller) == (4, 4)

    def test_a_notice_follows_its_comment_before_its_reply_before_its_post(
        self, storage: Storage, world: World
    ) -> None:
        post = world.posts["O-question"]
        reply, comment = world.replies["O-question-plain"], world.comments["O-question-plain"]
        with storage.unit() as unit:
            caller = world.caller(unit, "dan")
            dan = world.people["dan"]
            by_post = world.make.notice(dan, post=post)
            by_reply = world.make.notice(
                dan, post=post, reason=NoticeReason.ANSWER, reply_id=reply.id
            )
            by_comment = by_reply.evolve(
                id=world.make.ids.new(),
                event_id=world.make.ids.new(),
                reason=NoticeReason.MENTIONED,
                comment_id=comment.id,
            )
            unit.notices.add_many([by_post, by_reply, by_comment])
            assert _shown(unit, caller) == {by_post.id, by_reply.id, by_comment.id}
            unit.threads.save_comment(comment.evolve(state=PostState.DELETED))
            assert _shown(unit, caller) == {by_post.id, by_reply.id}
            unit.threads.save_reply(reply.evolve(state=PostState.DELETED))
            assert _shown(unit, caller) == {by_post.id}
            unit.posts.save(post.evolve(state=PostState.DELETED))
            assert _shown(unit, caller) == set()

    def test_hidden_notices_are_not_counted_among_those_of_an_entry(
        self, storage: Storage, world: World
    ) -> None:
        post, dan = world.posts["O-question"], world.people["dan"]
        rows = [
            world.make.notice(dan, post=post, reply_id=world.replies[f"O-question-{suffix}"].id)
            for suffix in ("plain", "deleted")
        ]
        with storage.unit() as unit:
            unit.notices.add_many(rows)
            (entry,) = _entries(unit, world.caller(unit, "dan"))
        assert (entry.total, entry.latest) == (1, rows[0])

    def test_counts_stop_at_their_cap(self, storage: Storage, world: World) -> None:
        with storage.unit() as unit:
            unit.notices.add_many(_tell(world, "bob", "O-network", "O-group", "O-nobody"))
            caller = world.caller(unit, "bob")
            assert _numbers(unit, caller, cap=2) == (2, 2)
            assert _numbers(unit, caller, cap=3) == (3, 3)

    def test_seen_differs_from_read(self, storage: Storage, world: World) -> None:
        now, bob = world.make.later(seconds=1), world.people["bob"]
        with storage.unit() as unit:
            unit.notices.add_many(_tell(world, "bob", "O-network", "O-network", "O-group"))
            unit.notices.add_many(_tell(world, "ann", "O-network"))
            caller = world.caller(unit, "bob")
            assert _numbers(unit, caller) == (2, 2)
            assert unit.notices.mark_seen(bob.id, now) == 3
            assert unit.notices.mark_seen(bob.id, now) == 0
            assert _numbers(unit, caller) == (2, 0)
            assert all(entry.latest.seen_at == now for entry in _entries(unit, caller))
            unit.notices.add_many(_tell(world, "bob", "O-network"))
            assert _numbers(unit, caller) == (2, 1)
            assert _numbers(unit, world.caller(unit, "ann")) == (1, 1)

    def test_everything_can_be_marked_as_read(self, storage: Storage, world: World) -> None:
        now, bob = world.make.later(seconds=1), world.people["bob"]
        with storage.unit() as unit:
            unit.notices.add_many(_tell(world, "bob", "O-network", "O-group", "O-group"))
            unit.notices.add_many(_tell(world, "ann", "O-group"))
            assert unit.notices.mark_read(bob.id, now) == 3
            assert unit.notices.mark_read(bob.id, now) == 0
            caller = world.caller(unit, "bob")
            assert _numbers(unit, caller) == (0, 0)
            for entry in _entries(unit, caller):
                assert (entry.latest.read_at, entry.latest.seen_at) == (now, now)
            assert _numbers(unit, world.caller(unit, "ann")) == (1, 1)

    def test_one_entry_can_be_marked_as_read_up_to_what_was_shown(
        self, storage: Storage, world: World
    ) -> None:
        now, bob = world.make.now(), world.people["bob"]
        same = [_tell(world, "bob", "O-network", created_at=now)[0] for _ in range(3)]
        same.sort(key=lambda notice: notice.id.bytes)
        older = _tell(world, "bob", "O-network", created_at=now - MICROSECOND)[0]
        newer = _tell(world, "bob", "O-network", created_at=now + MICROSECOND)[0]
        others = [
            *_tell(world, "bob", "O-group", created_at=now - MICROSECOND),
            *_tell(world, "bob", "O-network", reason=NoticeReason.MENTIONED),
        ]
        with storage.unit() as unit:
            unit.notices.add_many([newer, older, *same, *others])
            assert unit.notices.mark_read(bob.id, now, through=same[1].id) == 3
            caller = world.caller(unit, "bob")
            found = {(e.latest.id, e.total) for e in _entries(unit, caller, unread_only=True)}
            assert found == {(newer.id, 2), *((other.id, 1) for other in others)}
            assert unit.notices.mark_read(world.people["ann"].id, now, through=newer.id) == 0
            assert unit.notices.mark_read(bob.id, now, through=world.network.id) == 0

    def test_a_thread_that_was_opened_is_read(self, storage: Storage, world: World) -> None:
        now, bob = world.make.later(seconds=1), world.people["bob"]
        post = world.posts["O-network"]
        with storage.unit() as unit:
            unit.notices.add_many(
                [
                    *_tell(world, "bob", "O-network", "O-group"),
                    *_tell(world, "bob", "O-network", reason=NoticeReason.MENTIONED),
                    *_tell(world, "ann", "O-network"),
                ]
            )
            assert unit.notices.mark_thread_read(bob.id, post.id, now) == 2
            assert unit.notices.mark_thread_read(bob.id, post.id, now) == 0
            assert _numbers(unit, world.caller(unit, "bob")) == (1, 1)
            assert _numbers(unit, world.caller(unit, "ann")) == (1, 1)

    def test_a_stranger_and_another_person_have_no_notices_of_mine(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit() as unit:
            unit.notices.add_many(_tell(world, "bob", "O-network"))
            for name in ("anon", "dan", "cus"):
                caller = world.caller(unit, name)
                assert _entries(unit, caller) == []
                assert _numbers(unit, caller) == (0, 0)
            elsewhere = replace(world.caller(unit, "bob"), network_id=world.club.id)
            assert _entries(unit, elsewhere) == []


def _shown(unit: UnitOfWork, caller: Caller) -> set[object]:
    return {entry.latest.id for entry in _entries(unit, caller)}
