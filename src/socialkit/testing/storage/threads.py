"""Promise what the ports say of replies, comments, revisions and reactions."""

# ruff: noqa: D102 - a test's name is its sentence
from __future__ import annotations

from uuid import UUID

import pytest

from socialkit.domain.actions import Permission
from socialkit.domain.bodies import BodyFormat
from socialkit.domain.facts import ReplyFacts
from socialkit.domain.posts import Comment, Post, PostState, ReactionKind, Reply, TargetKind
from socialkit.domain.things import comment_facts, post_facts, reply_facts
from socialkit.ports.storage import Batch, Storage, UnitOfWork
from socialkit.ports.storage.records import CommentRecord, ReplyRecord
from socialkit.testing.factories import target_of
from socialkit.testing.plans import default_policy, plan_of
from socialkit.testing.storage.base import MICROSECOND, TEXTS, Promises, walk
from socialkit.testing.world import World

THREADS = ("O-question", "S-question", "G-group")


def _replies(
    unit: UnitOfWork, world: World, name: str, post: Post, *, limit: int = 100
) -> list[ReplyRecord]:
    caller = world.caller(unit, name)
    plan = plan_of(caller, Permission.REPLY_READ)
    return walk(lambda page: unit.threads.replies(caller, plan, post.id, page), limit=limit)


def _comments(
    unit: UnitOfWork, world: World, name: str, post: Post, *labels: str
) -> tuple[CommentRecord, ...]:
    caller = world.caller(unit, name)
    plan = plan_of(caller, Permission.COMMENT_READ)
    ids = [world.replies[label].id for label in labels]
    return unit.threads.comments(caller, plan, post.id, ids)


class ThreadPromises(Promises):
    """Promise what `ThreadStore` and `RevisionStore` say."""

    def test_replies_and_comments_come_back_as_they_went_in(
        self, storage: Storage, world: World
    ) -> None:
        now, post = world.make.now(), world.posts["S-group"]
        fields: dict[str, object] = {
            "body_format": BodyFormat.HTML,
            "edited_at": now + MICROSECOND,
            "reaction_count": 3,
            "baseline_score": -2,
            "version": 4,
        }
        with storage.unit() as unit:
            caller = world.caller(unit, "dan")
            for text in TEXTS:
                reply = world.make.reply(
                    post, None, body=text, insiders_only=True, comment_count=2, **fields
                )
                bob = world.people["bob"]
                comment = world.make.comment(post, bob, reply=reply, body=text, **fields)
                unit.threads.add_reply(reply)
                unit.threads.add_comment(comment)
                assert unit.threads.find_reply(caller, reply.id) == ReplyRecord(reply)
                assert unit.threads.find_comment(caller, comment.id) == CommentRecord(comment)

    def test_the_last_voice_is_that_of_the_latest_published_text(
        self, storage: Storage, world: World
    ) -> None:
        make, people, post = world.make, world.people, world.posts["S-group"]

        def voice(unit: UnitOfWork) -> str | None:
            last = unit.threads.last_voice(post.id)
            return next((name for name, person in people.items() if person.id == last), None)

        with storage.unit() as unit:
            assert voice(unit) is None
            reply = make.reply(post, people["bob"])
            unit.threads.add_reply(reply)
            assert voice(unit) == "bob"
            unit.threads.add_comment(make.comment(post, people["ann"], reply=reply))
            make.later(seconds=1)
            unit.threads.add_reply(make.reply(post, people["dan"]))
            assert voice(unit) == "dan"
            make.later(seconds=1)
            comment = make.comment(post, people["cat"], reply=reply)
            unit.threads.add_comment(comment)
            assert voice(unit) == "cat"
            unit.threads.save_reply(reply.evolve(state=PostState.HIDDEN))
            assert voice(unit) == "dan"
            unit.threads.save_reply(reply)
            unit.threads.save_comment(comment.evolve(state=PostState.DELETED))
            assert voice(unit) == "dan"
            make.later(seconds=1)
            unit.threads.add_reply(make.reply(post, None))
            assert voice(unit) is None

    def test_saved_replies_and_comments_replace_the_former_ones(
        self, storage: Storage, world: World
    ) -> None:
        reply = world.replies["O-question-plain"].evolve(body="New", state=PostState.HIDDEN)
        comment = world.comments["O-question"].evolve(body="New", version=2)
        with storage.unit() as unit:
            unit.threads.save_reply(reply)
            unit.threads.save_comment(comment)
            caller = world.caller(unit, "dan")
            assert unit.threads.find_reply(caller, reply.id) == ReplyRecord(reply)
            assert unit.threads.find_comment(caller, comment.id) == CommentRecord(comment)

    def test_replies_and_comments_of_another_network_are_not_found(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit(read_only=True) as unit:
            caller = world.caller(unit, "cus")
            reply, comment = world.replies["O-question-plain"], world.comments["O-question"]
            assert unit.threads.find_reply(caller, reply.id) is None
            assert unit.threads.find_comment(caller, comment.id) is None
            assert unit.threads.find_reply(world.caller(unit, "ann"), world.network.id) is None
            assert unit.threads.find_comment(world.caller(unit, "ann"), reply.id) is None

    @pytest.mark.parametrize("label", THREADS)
    def test_each_viewer_gets_exactly_the_replies_that_the_policy_lets_them_read(
        self, storage: Storage, world: World, label: str
    ) -> None:
        post = world.posts[label]
        facts = post_facts(post, world.place_of(post))
        replies = [row for row in world.replies.values() if row.post_id == post.id]
        with storage.unit(read_only=True) as unit:
            for name in world.viewers:
                caller = world.caller_with_roles(unit, name)
                expected = [
                    row
                    for row in sorted(replies, key=lambda row: (row.created_at, row.id.bytes))
                    if default_policy().check(
                        caller, Permission.REPLY_READ, reply_facts(row, facts)
                    )
                ]
                found = _replies(unit, world, name, post, limit=1)
                assert [record.reply for record in found] == expected, name

    @pytest.mark.parametrize("label", THREADS)
    def test_each_viewer_gets_exactly_the_comments_that_the_policy_lets_them_read(
        self, storage: Storage, world: World, label: str
    ) -> None:
        post = world.posts[label]
        facts = post_facts(post, world.place_of(post))
        replies: dict[UUID | None, ReplyFacts] = {
            row.id: reply_facts(row, facts) for row in world.replies.values()
        }
        labels = [key for key, row in world.replies.items() if row.post_id == post.id]
        comments = [row for row in world.comments.values() if row.post_id == post.id]
        with storage.unit(read_only=True) as unit:
            for name in world.viewers:
                caller = world.caller_with_roles(unit, name)
                expected = [
                    row
                    for row in sorted(comments, key=lambda row: (row.created_at, row.id.bytes))
                    if default_policy().check(
                        caller,
                        Permission.COMMENT_READ,
                        comment_facts(row, facts, reply=replies.get(row.reply_id)),
                    )
                ]
                found = _comments(unit, world, name, post, *labels)
                assert [record.comment for record in found] == expected, name

    def test_comments_come_for_the_post_and_the_replies_that_were_asked_for(
        self, storage: Storage, world: World
    ) -> None:
        post = world.posts["O-question"]
        with storage.unit(read_only=True) as unit:
            on_post = _comments(unit, world, "ann", post)
            both = _comments(unit, world, "ann", post, "O-question-plain", "S-question-plain")
        assert [record.comment for record in on_post] == [world.comments["O-question"]]
        assert {record.comment.id for record in both} == {
            world.comments["O-question"].id,
            world.comments["O-question-plain"].id,
        }

    def test_replies_come_oldest_first_in_pages_that_repeat_and_lose_none(
        self, storage: Storage, world: World
    ) -> None:
        post, now = world.posts["O-network"], world.make.now()
        replies = [
            world.make.reply(post, None, created_at=now + (number % 5) * MICROSECOND)
            for number in range(60)
        ]
        with storage.unit() as unit:
            unit.bulk.load(Batch(replies=replies))
            for limit in (1, 7, 60):
                found = _replies(unit, world, "dan", post, limit=limit)
                assert [record.reply for record in found] == sorted(
                    replies, key=lambda row: (row.created_at, row.id.bytes)
                )

    def test_at_most_five_hundred_comments_are_returned_the_oldest(
        self, storage: Storage, world: World
    ) -> None:
        post, now = world.posts["O-network"], world.make.now()
        comments = [
            world.make.comment(post, None, created_at=now + number * MICROSECOND)
            for number in range(510)
        ]
        with storage.unit() as unit:
            unit.bulk.load(Batch(comments=comments))
            found = _comments(unit, world, "dan", post)
        assert [record.comment for record in found] == comments[:500]

    def test_revisions_come_back_by_number(self, storage: Storage, world: World) -> None:
        post = world.posts["O-network"]
        revisions = [
            world.make.revision(post, number=n, title="T 🙂", tags=("b", "a"), editor_id=None)
            for n in (2, 10, 1)
        ]
        other = world.make.revision(post, target_kind=TargetKind.REPLY)
        with storage.unit() as unit:
            for revision in (*revisions, other):
                unit.revisions.add(revision)
            found = unit.revisions.of(target_of(post))
            assert unit.revisions.of(target_of(world.posts["O-group"])) == ()
        assert [revision.number for revision in found] == [1, 2, 10]
        assert set(found) == set(revisions)


class ReactionPromises(Promises):
    """Promise what `ReactionStore` says."""

    def test_a_reaction_is_new_once(self, storage: Storage, world: World) -> None:
        target, bob = target_of(world.posts["O-network"]), world.people["bob"]
        with storage.unit() as unit:
            assert unit.reactions.add(world.make.reaction(target, bob))
        world.make.later(seconds=1)
        with storage.unit() as unit:
            assert not unit.reactions.add(world.make.reaction(target, bob))
            assert unit.reactions.counts([target]) == {target.id: {ReactionKind.LIKE: 1}}

    def test_removing_tells_whether_there_was_a_reaction(
        self, storage: Storage, world: World
    ) -> None:
        target, bob = target_of(world.posts["O-network"]), world.people["bob"]
        with storage.unit() as unit:
            unit.reactions.add(world.make.reaction(target, bob))
            assert not unit.reactions.remove(target, bob.id, ReactionKind.THANKS)
            assert unit.reactions.remove(target, bob.id, ReactionKind.LIKE)
            assert not unit.reactions.remove(target, bob.id, ReactionKind.LIKE)
            assert unit.reactions.counts([target]) == {}

    def test_reactions_are_counted_by_kind_and_target(self, storage: Storage, world: World) -> None:
        post, reply = world.posts["O-question"], world.replies["O-question-plain"]
        comment, people = world.comments["O-question"], world.people
        rows: list[tuple[Post | Reply | Comment, str, ReactionKind]] = [
            (post, "ann", ReactionKind.LIKE),
            (post, "bob", ReactionKind.LIKE),
            (post, "bob", ReactionKind.INSIGHT),
            (reply, "ann", ReactionKind.THANKS),
            (comment, "dan", ReactionKind.CELEBRATE),
        ]
        with storage.unit() as unit:
            for thing, name, kind in rows:
                reaction = world.make.reaction(target_of(thing), people[name], kind=kind)
                assert unit.reactions.add(reaction)
            targets = [target_of(thing) for thing in (post, reply, comment)]
            found = unit.reactions.counts([*targets, target_of(world.posts["O-group"])])
            assert unit.reactions.counts([]) == {}
        assert found == {
            post.id: {ReactionKind.LIKE: 2, ReactionKind.INSIGHT: 1},
            reply.id: {ReactionKind.THANKS: 1},
            comment.id: {ReactionKind.CELEBRATE: 1},
        }

    def test_replies_and_comments_carry_the_viewers_reactions(
        self, storage: Storage, world: World
    ) -> None:
        post, bob = world.posts["O-question"], world.people["bob"]
        reply, comment = world.replies["O-question-plain"], world.comments["O-question"]
        with storage.unit() as unit:
            for target in (target_of(reply), target_of(comment)):
                unit.reactions.add(world.make.reaction(target, bob))
            for name, expected in (("bob", (ReactionKind.LIKE,)), ("dan", ()), ("anon", ())):
                caller = world.caller(unit, name)
                one = unit.threads.find_reply(caller, reply.id)
                other = unit.threads.find_comment(caller, comment.id)
                assert one == ReplyRecord(reply, expected)
                assert other == CommentRecord(comment, expected)
            mine = {r.reply.id: r.my_reactions for r in _replies(unit, world, "bob", post)}
            under = {c.comment.id: c.my_reactions for c in _comments(unit, world, "bob", post)}
        assert mine[reply.id] == under[comment.id] == (ReactionKind.LIKE,)
