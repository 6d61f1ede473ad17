"""Promise what the ports say of mentions, follows, visits, events, kept answers and imports."""

# ruff: noqa: D102, PT012 - a test's name is its sentence; units of work are opened where they must fail
from __future__ import annotations

from datetime import timedelta

import pytest

from socialkit.domain.follows import FollowKind, Visit
from socialkit.domain.mentions import Mention
from socialkit.domain.posts import TargetKind
from socialkit.errors import Conflict
from socialkit.ports.storage import Batch, Storage
from socialkit.ports.storage.records import StoredResponse
from socialkit.testing.factories import target_of
from socialkit.testing.storage.base import MICROSECOND, TEXTS, Promises
from socialkit.testing.world import World


class ActivityPromises(Promises):
    """Promise what the small stores say."""

    def test_mentions_of_a_text_are_replaced_and_returned_by_person(
        self, storage: Storage, world: World
    ) -> None:
        post, reply = world.posts["O-network"], world.replies["O-question-plain"]
        ids = sorted(world.people[name].id for name in ("dan", "ann", "eve"))
        with storage.unit() as unit:
            unit.mentions.replace(target_of(post), post.id, ids)
            unit.mentions.replace(target_of(reply), reply.post_id, ids[:1])
            assert [mention.person_id for mention in unit.mentions.of(target_of(post))] == ids
            unit.mentions.replace(target_of(post), post.id, [ids[2], ids[0]])
            found = unit.mentions.of(target_of(post))
            assert [mention.person_id for mention in found] == [ids[0], ids[2]]
            unit.mentions.replace(target_of(post), post.id, [])
            assert unit.mentions.of(target_of(post)) == ()
            (kept,) = unit.mentions.of(target_of(reply))
        assert kept == Mention(
            source_kind=TargetKind.REPLY,
            source_id=reply.id,
            post_id=reply.post_id,
            person_id=ids[0],
        )

    def test_a_follow_is_new_once_and_forgotten_once(self, storage: Storage, world: World) -> None:
        bob, ann, post = world.people["bob"], world.people["ann"], world.posts["O-network"]
        with storage.unit() as unit:
            for thing, kind in ((ann, FollowKind.PERSON), (post, FollowKind.POST)):
                assert unit.follows.add(world.make.follow(bob, thing))
                assert not unit.follows.add(world.make.follow(bob, thing))
                assert unit.follows.followers(kind, thing.id) == {bob.id}
            assert unit.follows.followers(FollowKind.POST, ann.id) == frozenset()
            assert unit.follows.remove(bob.id, FollowKind.PERSON, ann.id)
            assert not unit.follows.remove(bob.id, FollowKind.PERSON, ann.id)
            assert unit.follows.followers(FollowKind.PERSON, ann.id) == frozenset()
            assert unit.follows.followers(FollowKind.POST, post.id) == {bob.id}

    def test_a_visit_is_new_once_a_day(self, storage: Storage, world: World) -> None:
        day = world.make.now().date()
        visit = Visit(network_id=world.network.id, person_id=world.people["ann"].id, day=day)
        with storage.unit() as unit:
            assert unit.visits.record(visit)
            assert not unit.visits.record(visit)
            assert unit.visits.record(visit.evolve(day=day + timedelta(days=1)))
            assert unit.visits.record(visit.evolve(person_id=world.people["bob"].id))
        with storage.unit() as unit:
            assert not unit.visits.record(visit)

    def test_events_wait_in_order_until_they_were_delivered(
        self, storage: Storage, world: World
    ) -> None:
        now = world.make.now()
        data = {"post": str(world.posts["O-network"].id), "note": "ß 🙂 % \\ '"}
        events = [
            world.make.event(world.network, at=now + step * MICROSECOND, data=data)
            for step in (3, 1, 2, 1)
        ]
        ordered = sorted(events, key=lambda event: (event.at, event.id.bytes))
        with storage.unit() as unit:
            unit.outbox.add(events)
            unit.outbox.add([])
        with storage.unit() as unit:
            assert unit.outbox.pending(limit=10) == tuple(ordered)
            assert unit.outbox.pending(limit=2) == tuple(ordered[:2])
            unit.outbox.delivered([ordered[0].id, ordered[2].id], now)
            assert unit.outbox.pending(limit=10) == (ordered[1], ordered[3])

    def test_a_key_is_claimed_once_per_person(self, storage: Storage, world: World) -> None:
        ann, bob, now = world.people["ann"].id, world.people["bob"].id, world.make.now()
        with storage.unit() as unit:
            assert unit.idempotency.find(ann, "key") is None
            assert unit.idempotency.claim(ann, "key", "print", now)
            assert unit.idempotency.find(ann, "key") == StoredResponse("print", 0, "")
        with storage.unit() as unit:
            assert not unit.idempotency.claim(ann, "key", "print", now)
            assert unit.idempotency.claim(bob, "key", "print", now)
            answer = StoredResponse("print", 201, '{"body": "ß 🙂"}')
            unit.idempotency.store(ann, "key", answer)
            assert unit.idempotency.find(ann, "key") == answer

    def test_keys_are_compared_code_point_for_code_point(
        self, storage: Storage, world: World
    ) -> None:
        ann, now = world.people["ann"].id, world.make.now()
        with storage.unit() as unit:
            for text in TEXTS:
                assert unit.idempotency.claim(ann, text, text, now), text
            for text in TEXTS:
                assert unit.idempotency.find(ann, text) == StoredResponse(text, 0, "")

    def test_a_unit_that_is_undone_frees_its_key(self, storage: Storage, world: World) -> None:
        ann, now = world.people["ann"].id, world.make.now()
        with pytest.raises(ZeroDivisionError), storage.unit() as unit:
            assert unit.idempotency.claim(ann, "key", "print", now)
            raise ZeroDivisionError
        with storage.unit() as unit:
            assert unit.idempotency.find(ann, "key") is None
            assert unit.idempotency.claim(ann, "key", "other", now)


class ImportPromises(Promises):
    """Promise what `ImportStore` and `BulkStore` say."""

    def test_marks_replace_those_of_the_same_names(self, storage: Storage, world: World) -> None:
        network_id = world.network.id
        with storage.unit() as unit:
            assert unit.imports.progress(network_id, "dump") == {}
            unit.imports.mark(network_id, "dump", {"posts": "7", "ß": "🙂", "SS": ""})
            unit.imports.mark(network_id, "dump", {"posts": "8"})
            unit.imports.mark(network_id, "Dump", {"posts": "1"})
            unit.imports.mark(world.club.id, "dump", {"posts": "2"})
            found = unit.imports.progress(network_id, "dump")
        assert found == {"posts": "8", "ß": "🙂", "SS": ""}

    def test_rows_left_out_are_remembered_once_and_sorted(
        self, storage: Storage, world: World
    ) -> None:
        network_id = world.network.id
        with storage.unit() as unit:
            unit.imports.skip(network_id, "dump", dict.fromkeys(TEXTS, "odd"))
            unit.imports.skip(network_id, "dump", {"a": "another reason", "new": "odd"})
            unit.imports.skip(world.club.id, "dump", {"b": "odd"})
            found = unit.imports.skipped(network_id, "dump")
            assert unit.imports.skipped(network_id, "other") == ()
        assert found == tuple(sorted((text, "odd") for text in (*TEXTS, "new")))

    def test_a_batch_is_loaded_once(self, storage: Storage, world: World) -> None:
        batch = _batch(world)
        with storage.unit() as unit:
            assert unit.bulk.load(batch) == 14
            assert unit.bulk.load(batch) == 0
            assert unit.bulk.load(Batch()) == 0
        with storage.unit() as unit:
            assert unit.bulk.load(batch) == 0
            caller = world.caller(unit, "ann")
            post, reply = batch.posts[0], batch.replies[0]
            record = unit.posts.find(caller, post.id)
            assert record is not None
            assert (record.post, record.group) == (post, batch.groups[0])
            answer = unit.threads.find_reply(caller, reply.id)
            assert answer is not None
            assert answer.reply == reply
            assert unit.people.find(batch.people[0].id) == batch.people[0]
            assert unit.posts.transitions(post.id) == tuple(batch.transitions)
            assert unit.mentions.of(target_of(post)) == tuple(batch.mentions)
            member = batch.memberships[0]
            assert unit.memberships.find(member.group_id, member.person_id) == member

    def test_values_that_are_kept_stay_as_they_are(self, storage: Storage, world: World) -> None:
        post = world.posts["O-network"]
        fresh = world.make.post(world.groups["O"], None)
        with storage.unit() as unit:
            changed = post.evolve(body="From the import", tags=("new",))
            assert unit.bulk.load(Batch(posts=[changed, fresh, fresh])) == 1
            found = unit.posts.find(world.caller(unit, "ann"), post.id)
        assert found is not None
        assert found.post == post

    def test_a_refused_batch_keeps_nothing(self, storage: Storage, world: World) -> None:
        account = world.make.account()
        twin = world.make.person(world.network, account, handle="Ann")
        post = world.make.post(world.groups["O"], None)
        with storage.unit() as unit:
            with pytest.raises(Conflict) as refusal, unit.atomic():
                unit.bulk.load(Batch(accounts=[account], people=[twin], posts=[post]))
            assert unit.people.find_accounts([account.subject]) == {}
            assert unit.posts.find(world.caller(unit, "ann"), post.id) is None
        assert refusal.value.code == "person.handle_taken"

    def test_a_large_batch_is_loaded_whole(self, storage: Storage, world: World) -> None:
        posts = [
            world.make.post(world.groups["O"], None, tags=("a", f"t{number % 7}"))
            for number in range(1200)
        ]
        with storage.unit() as unit:
            assert unit.bulk.load(Batch(posts=posts)) == 1200
            assert unit.networks.counts(world.network.id).posts >= 1200
            found = unit.posts.find(world.caller(unit, "ann"), posts[777].id)
        assert found is not None
        assert found.post == posts[777]


def _batch(world: World) -> Batch:
    """Return one new value of each sort, each naming the others."""
    make = world.make
    accounts = [make.account(), make.account()]
    people = [make.person(world.network, account) for account in accounts]
    group = make.group(world.network)
    post = make.question(group, people[0], tags=("x",))
    reply = make.reply(post, people[1])
    return Batch(
        accounts=accounts,
        people=people,
        groups=[group],
        memberships=[make.membership(group, people[0])],
        posts=[post],
        replies=[reply],
        comments=[make.comment(post, people[0], reply=reply)],
        mentions=[
            Mention(
                source_kind=TargetKind.POST,
                source_id=post.id,
                post_id=post.id,
                person_id=people[1].id,
            )
        ],
        transitions=[make.transition(post)],
        reactions=[make.reaction(target_of(reply), people[0])],
        follows=[make.follow(people[1], post)],
        notices=[make.notice(people[0], post=post, reply_id=reply.id)],
    )
