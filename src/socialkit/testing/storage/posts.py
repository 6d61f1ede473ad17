"""Promise what the ports say of posts and lists of posts."""

# ruff: noqa: D102, RUF001 - a test's name is its sentence
from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

import pytest

from socialkit.domain.actions import Permission
from socialkit.domain.bodies import BodyFormat
from socialkit.domain.feeds import Feed, PostQuery, QuestionList
from socialkit.domain.groups import Audience, GroupRole, Visibility
from socialkit.domain.posts import Post, PostKind, ReactionKind
from socialkit.domain.questions import QuestionState
from socialkit.paging import PageRequest
from socialkit.ports.storage import Batch, Storage, UnitOfWork
from socialkit.ports.storage.records import PostRecord
from socialkit.testing.factories import target_of
from socialkit.testing.plans import plan_of
from socialkit.testing.storage.base import MICROSECOND, TEXTS, Promises, walk
from socialkit.testing.storage.oracle import readable_posts
from socialkit.testing.world import World


def _listed(
    unit: UnitOfWork, world: World, name: str, query: PostQuery, *, limit: int = 100
) -> list[PostRecord]:
    caller = world.caller(unit, name)
    plan = plan_of(caller, Permission.POST_READ)
    found = walk(lambda page: unit.post_lists.page(caller, plan, query, page), limit=limit)
    assert unit.post_lists.counts(caller, plan, [query], cap=10_000) == (len(found),)
    return found


def _names(world: World, records: list[PostRecord]) -> set[str]:
    names = {post.id: name for name, post in world.posts.items()}
    return {names[record.post.id] for record in records}


EXPLORE = PostQuery(feed=Feed.EXPLORE)


class PostPromises(Promises):
    """Promise what `PostStore` says."""

    def test_a_post_comes_back_as_it_went_in(self, storage: Storage, world: World) -> None:
        now, ann = world.make.now(), world.people["ann"]
        post = world.make.question(
            world.groups["O"],
            ann,
            title="Title 🙂",
            body="<p>Body</p>",
            body_format=BodyFormat.HTML,
            tags=("b", "a", "Ü"),
            audience=Audience.GROUP,
            locked=True,
            arrived_at=now + MICROSECOND,
            edited_at=now + 2 * MICROSECOND,
            last_activity_at=now + 3 * MICROSECOND,
            last_voice_id=ann.id,
            reply_count=5,
            answer_count=4,
            comment_count=3,
            reaction_count=2,
            baseline_score=-7,
            question_state=QuestionState.DUPLICATE,
            accepted_by=ann.id,
            accepted_at=now,
            closed_at=now,
            closed_by=ann.id,
            close_reason="Because",
            duplicate_of_id=world.posts["O-question"].id,
            directed_to_id=world.people["bob"].id,
            version=9,
            epoch=4,
        )
        with storage.unit() as unit:
            unit.posts.add(post)
        with storage.unit(read_only=True) as unit:
            found = unit.posts.find(world.caller(unit, "dan"), post.id)
        assert found is not None
        assert found.post == post
        assert found.group == world.groups["O"]

    def test_title_body_and_tags_come_back_code_point_for_code_point(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit() as unit:
            for text in TEXTS:
                post = world.make.post(world.groups["O"], None, title=text, body=text, tags=(text,))
                unit.posts.add(post)
                found = unit.posts.find(world.caller(unit, "dan"), post.id)
                assert found is not None
                assert found.post == post, text

    def test_the_longest_body_is_kept_whole(self, storage: Storage, world: World) -> None:
        post = world.make.post(world.groups["O"], None, body="🙂" * 65_536)
        with storage.unit() as unit:
            unit.posts.add(post)
        with storage.unit(read_only=True) as unit:
            found = unit.posts.find(world.caller(unit, "dan"), post.id)
        assert found is not None
        assert found.post.body == post.body

    def test_a_post_is_found_in_any_state_and_without_asking_the_policy(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit(read_only=True) as unit:
            caller = world.caller(unit, "eve")
            for post in world.posts.values():
                found = unit.posts.find(caller, post.id)
                assert (found is None) is (post.network_id != world.network.id)

    def test_many_posts_are_found_as_each_one_is(self, storage: Storage, world: World) -> None:
        ids = [*(post.id for post in world.posts.values()), world.network.id]
        with storage.unit(read_only=True) as unit:
            for name in ("bob", "eve", "cus", "anon"):
                caller = world.caller(unit, name)
                each = {key: unit.posts.find(caller, key) for key in ids}
                expected = {key: record for key, record in each.items() if record is not None}
                assert unit.posts.find_all(caller, ids) == expected, name
                assert unit.posts.find_all(caller, []) == {}

    def test_a_record_tells_what_the_viewer_has_to_do_with_the_post(
        self, storage: Storage, world: World
    ) -> None:
        post, bob = world.posts["O-network"], world.people["bob"]
        with storage.unit() as unit:
            for kind in (ReactionKind.THANKS, ReactionKind.LIKE):
                unit.reactions.add(world.make.reaction(target_of(post), bob, kind=kind))
            unit.follows.add(world.make.follow(bob, post))
            mine = unit.posts.find(world.caller(unit, "bob"), post.id)
            other = unit.posts.find(world.caller(unit, "dan"), post.id)
            stranger = unit.posts.find(world.caller(unit, "anon"), post.id)
            listed = _listed(unit, world, "bob", PostQuery(feed=Feed.HOME))
        assert mine is not None
        assert (mine.my_role, mine.followed) == (GroupRole.MEMBER, True)
        assert set(mine.my_reactions) == {ReactionKind.LIKE, ReactionKind.THANKS}
        assert len(mine.my_reactions) == 2
        for record in (other, stranger):
            assert record is not None
            assert (record.my_role, record.my_reactions, record.followed) == (None, (), False)
        again = next(record for record in listed if record.post.id == post.id)
        assert set(again.my_reactions) == set(mine.my_reactions)
        assert (again.group, again.my_role, again.followed) == (mine.group, mine.my_role, True)

    def test_a_saved_post_replaces_the_former_one_with_its_tags(
        self, storage: Storage, world: World
    ) -> None:
        changed = world.posts["O-question"].evolve(body="New", tags=("x", "y"), version=2)
        with storage.unit() as unit:
            unit.posts.save(changed)
            found = unit.posts.find(world.caller(unit, "ann"), changed.id)
            assert found is not None
            assert found.post == changed
            assert not _listed(unit, world, "ann", PostQuery(feed=Feed.TAG, tag="pumps"))
            unit.posts.save(changed.evolve(tags=()))
            assert not _listed(unit, world, "ann", PostQuery(feed=Feed.TAG, tag="x"))

    def test_locking_raises_the_epoch_where_the_plan_holds(
        self, storage: Storage, world: World
    ) -> None:
        post = world.posts["O-network"]
        with storage.unit() as unit:
            caller = world.caller(unit, "ann")
            plan = plan_of(caller, Permission.POST_EDIT)
            assert unit.posts.lock(caller, plan, post.id) == post.evolve(epoch=1)
            assert unit.posts.lock(caller, plan, post.id) == post.evolve(epoch=2)
            assert unit.posts.lock(caller, plan, world.network.id) is None

    def test_locking_changes_nothing_where_the_plan_does_not_hold(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit() as unit:
            for name, label in (("eve", "O-network"), ("bob", "O-network"), ("dan", "S-group")):
                caller = world.caller(unit, name)
                plan = plan_of(caller, Permission.POST_EDIT)
                assert unit.posts.lock(caller, plan, world.posts[label].id) is None
            found = unit.posts.find(world.caller(unit, "ann"), world.posts["O-network"].id)
            assert found is not None
            assert found.post.epoch == 0

    def test_the_guard_of_a_lock_knows_the_memberships_of_this_moment(
        self, storage: Storage, world: World
    ) -> None:
        post = world.posts["S-group"]
        with storage.unit() as unit:
            caller = world.caller_with_roles(unit, "bob")
            plan = plan_of(caller, Permission.POST_READ)
            assert unit.posts.lock(caller, plan, post.id) is not None
            unit.memberships.remove(post.group_id, world.people["bob"].id)
            assert unit.posts.lock(caller, plan, post.id) is None

    def test_moves_of_a_question_are_kept_in_order(self, storage: Storage, world: World) -> None:
        post, now = world.posts["O-question"], world.make.now()
        moves = [
            world.make.transition(post, at=now, reason="Because 🙂"),
            world.make.transition(post, at=now - MICROSECOND, actor_id=None),
            world.make.transition(post, at=now),
        ]
        with storage.unit() as unit:
            for move in moves:
                unit.posts.add_transition(move)
            found = unit.posts.transitions(post.id)
            assert unit.posts.transitions(world.posts["S-question"].id) == ()
        assert found == tuple(sorted(moves, key=lambda move: (move.at, move.id.bytes)))


class ListPromises(Promises):
    """Promise what `PostLists` says."""

    def test_each_viewer_explores_exactly_the_posts_that_the_policy_lets_them_read(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit(read_only=True) as unit:
            for name in world.viewers:
                found = _names(world, _listed(unit, world, name, EXPLORE))
                assert found == readable_posts(unit, world, name), name

    def test_a_removed_member_loses_the_posts_at_once(self, storage: Storage, world: World) -> None:
        with storage.unit() as unit:
            unit.memberships.remove(world.groups["S"].id, world.people["bob"].id)
            found = _names(world, _listed(unit, world, "bob", EXPLORE))
        assert not any(name.startswith("S-") for name in found)

    def test_an_expired_member_loses_the_posts_to_the_microsecond(
        self, storage: Storage, world: World
    ) -> None:
        end = world.make.now() + MICROSECOND
        guest = world.make.membership(
            world.groups["G"], world.people["eve"], role=GroupRole.GUEST, expires_at=end
        )
        with storage.unit() as unit:
            unit.memberships.put(guest)
            assert _names(world, _listed(unit, world, "eve", EXPLORE)) == {"G-group"}
            world.make.later(microseconds=1)
            assert not _listed(unit, world, "eve", EXPLORE)

    def test_narrowing_a_group_narrows_its_old_posts(self, storage: Storage, world: World) -> None:
        narrow = world.groups["O"].evolve(visibility=Visibility.LISTED, reach=Audience.GROUP)
        with storage.unit() as unit:
            unit.groups.save(narrow)
            world.groups["O"] = narrow
            found = _names(world, _listed(unit, world, "dan", EXPLORE))
            assert found == readable_posts(unit, world, "dan")
        assert not any(name.startswith("O-") for name in found)

    def test_home_holds_my_live_places_and_the_wall(self, storage: Storage, world: World) -> None:
        places = {"bob": {"O", "S", "G", "X", "wall"}, "dan": {"wall"}, "eve": {"G"}}
        with storage.unit(read_only=True) as unit:
            for name, wanted in places.items():
                found = _names(world, _listed(unit, world, name, PostQuery(feed=Feed.HOME)))
                readable = readable_posts(unit, world, name)
                expected = {label for label in readable if label.partition("-")[0] in wanted}
                assert found == expected, name

    def test_the_home_of_a_stranger_is_empty(self, storage: Storage, world: World) -> None:
        with storage.unit(read_only=True) as unit:
            assert not _listed(unit, world, "anon", PostQuery(feed=Feed.HOME))

    def test_a_group_feed_holds_the_posts_of_the_place(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit(read_only=True) as unit:
            for label, group in {**world.groups, "wall": world.wall}.items():
                query = PostQuery(feed=Feed.GROUP, group_id=group.id)
                name = "bob" if group.network_id == world.network.id else "sue"
                found = _names(world, _listed(unit, world, name, query))
                readable = readable_posts(unit, world, name)
                assert found == {n for n in readable if n.partition("-")[0] == label}

    def test_a_profile_holds_what_the_person_wrote(self, storage: Storage, world: World) -> None:
        ann = world.people["ann"]
        with storage.unit(read_only=True) as unit:
            for name in ("bob", "dan", "eve"):
                query = PostQuery(feed=Feed.PROFILE, author_id=ann.id)
                found = _names(world, _listed(unit, world, name, query))
                readable = readable_posts(unit, world, name)
                assert found == {n for n in readable if world.posts[n].author_id == ann.id}

    def test_following_holds_the_posts_of_people_whom_one_follows(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit() as unit:
            query = PostQuery(feed=Feed.FOLLOWING)
            assert not _listed(unit, world, "dan", query)
            unit.follows.add(world.make.follow(world.people["dan"], world.people["bob"]))
            assert _names(world, _listed(unit, world, "dan", query)) == {"O-question"}

    def test_tags_are_compared_code_point_for_code_point(
        self, storage: Storage, world: World
    ) -> None:
        posts = {t: world.make.post(world.groups["O"], None, tags=(t, "all")) for t in TEXTS}
        with storage.unit() as unit:
            unit.bulk.load(Batch(posts=list(posts.values())))
            for text, post in posts.items():
                found = _listed(unit, world, "dan", PostQuery(feed=Feed.TAG, tag=text))
                assert [record.post for record in found] == [post], text

    def test_group_tag_and_kind_narrow_every_other_feed(
        self, storage: Storage, world: World
    ) -> None:
        group = world.groups["O"]
        with storage.unit() as unit:
            unit.follows.add(world.make.follow(world.people["dan"], world.people["bob"]))
            for feed in (Feed.EXPLORE, Feed.FOLLOWING):
                query = PostQuery(feed=feed, group_id=group.id, tag="pumps", kind=PostKind.QUESTION)
                assert _names(world, _listed(unit, world, "dan", query)) == {"O-question"}
                for other in (
                    query.evolve(group_id=world.groups["S"].id),
                    query.evolve(tag="Pumps"),
                    query.evolve(kind=PostKind.UPDATE),
                ):
                    assert not _listed(unit, world, "dan", other)

    def test_question_lists_follow_the_stored_state(self, storage: Storage, world: World) -> None:
        bob, group = world.people["bob"], world.groups["O"]
        states = {
            state: world.make.question(
                group, bob, question_state=state, directed_to_id=world.people["dan"].id
            )
            for state in QuestionState
        }
        lists = {
            QuestionList.ALL: set(QuestionState),
            QuestionList.UNANSWERED: {QuestionState.OPEN},
            QuestionList.UNSOLVED: {QuestionState.OPEN, QuestionState.ANSWERED},
            QuestionList.SOLVED: {QuestionState.SOLVED},
            QuestionList.DIRECTED_TO_ME: {QuestionState.OPEN, QuestionState.ANSWERED},
        }
        known = {post.id for post in states.values()}
        with storage.unit() as unit:
            unit.bulk.load(Batch(posts=list(states.values())))
            for wanted, members in lists.items():
                query = PostQuery(feed=Feed.EXPLORE, questions=wanted)
                found = {record.post.id for record in _listed(unit, world, "dan", query)}
                assert found & known == {states[state].id for state in members}, wanted
            directed = PostQuery(feed=Feed.EXPLORE, questions=QuestionList.DIRECTED_TO_ME)
            others = {r.post.id for r in _listed(unit, world, "bob", directed)}
            assert not others & known
            assert not _listed(unit, world, "anon", directed)

    def test_a_count_stops_at_its_cap(self, storage: Storage, world: World) -> None:
        with storage.unit(read_only=True) as unit:
            caller = world.caller(unit, "ann")
            plan = plan_of(caller, Permission.POST_READ)
            assert unit.post_lists.counts(caller, plan, [EXPLORE], cap=3) == (3,)
            everything = len(_listed(unit, world, "ann", EXPLORE))
            found = unit.post_lists.counts(caller, plan, [EXPLORE], cap=everything)
            assert found == (everything,)

    def test_several_lists_are_counted_at_once(self, storage: Storage, world: World) -> None:
        queries = [PostQuery(feed=Feed.EXPLORE, questions=which) for which in QuestionList]
        with storage.unit(read_only=True) as unit:
            caller = world.caller(unit, "ann")
            plan = plan_of(caller, Permission.POST_READ)
            alone = tuple(len(_listed(unit, world, "ann", query)) for query in queries)
            assert unit.post_lists.counts(caller, plan, queries, cap=10_000) == alone

    def test_the_most_used_tags_come_first_and_then_by_name(
        self, storage: Storage, world: World
    ) -> None:
        rows = [("b", "a"), ("b", "c"), ("b", "Ü"), ("u", "a"), ("u",), ("𝔘",)]
        with storage.unit() as unit:
            group, secret = world.groups["O"], world.groups["S"]
            posts = [world.make.post(group, None, tags=tags) for tags in rows]
            posts.append(world.make.post(secret, None, tags=("hidden", "b")))
            unit.bulk.load(Batch(posts=posts))
            for name in ("bob", "dan", "eve"):
                caller = world.caller(unit, name)
                plan = plan_of(caller, Permission.POST_READ)
                readable = _listed(unit, world, name, EXPLORE)
                counted = Counter(tag for record in readable for tag in record.post.tags)
                expected = sorted(counted.items(), key=lambda entry: (-entry[1], entry[0]))
                for limit in (2, 50):
                    found = unit.post_lists.tags(caller, plan, EXPLORE, limit=limit)
                    assert list(found) == expected[:limit], name


class PagingPromises(Promises):
    """Promise that pages neither repeat nor lose a post."""

    def test_posts_come_newest_first_to_the_microsecond(
        self, storage: Storage, world: World
    ) -> None:
        now = world.make.now()
        steps = list(range(-20, 20))
        random.Random(7).shuffle(steps)  # noqa: S311 - a test's order, no secret
        posts = [_at(world, now + step * MICROSECOND) for step in steps]
        with storage.unit() as unit:
            unit.bulk.load(Batch(posts=posts))
            query = PostQuery(feed=Feed.GROUP, group_id=world.groups["C"].id)
            found = [record.post for record in _listed(unit, world, "ann", query, limit=7)]
        assert found[:40] == sorted(posts, key=lambda post: post.created_at, reverse=True)

    def test_posts_of_one_moment_are_ordered_by_the_bytes_of_their_ids(
        self, storage: Storage, world: World
    ) -> None:
        ids = [UUID(int=1 << bit) for bit in range(0, 128, 5)] + [UUID(int=(1 << 128) - 1)]
        posts = [_at(world, world.make.now(), id=key) for key in ids]
        random.Random(8).shuffle(posts)  # noqa: S311 - a test's order, no secret
        with storage.unit() as unit:
            unit.bulk.load(Batch(posts=posts))
            query = PostQuery(feed=Feed.GROUP, group_id=world.groups["C"].id)
            found = [record.post.id for record in _listed(unit, world, "ann", query, limit=3)]
        assert found[: len(ids)] == sorted(ids, key=lambda key: key.bytes, reverse=True)

    @pytest.mark.parametrize("limit", [1, 2, 3, 7, 20, 33, 49, 50])
    def test_five_hundred_posts_of_one_moment_come_exactly_once_with_inserts_between(
        self, storage: Storage, world: World, limit: int
    ) -> None:
        now = world.make.now()
        posts = [_at(world, now, id=_scattered(number)) for number in range(500)]
        query = PostQuery(feed=Feed.GROUP, group_id=world.groups["C"].id)
        with storage.unit() as unit:
            unit.bulk.load(Batch(posts=posts))
        seen: list[UUID] = []
        request = PageRequest(limit)
        every = max(1, 500 // limit // 20)
        for number in count():
            with storage.unit() as unit:
                if number % every == 0:
                    unit.bulk.load(Batch(posts=_around(world, now, number)))
                caller = world.caller(unit, "ann")
                plan = plan_of(caller, Permission.POST_READ)
                page = unit.post_lists.page(caller, plan, query, request)
            seen += [record.post.id for record in page.items]
            if page.next is None:
                break
            request = PageRequest(limit, page.next)
        wanted = {post.id for post in posts}
        assert len(seen) == len(set(seen))
        assert {key for key in seen if key in wanted} == wanted


def _at(world: World, moment: datetime, **fields: object) -> Post:
    return world.make.post(world.groups["C"], None, created_at=moment, **fields)


def _scattered(number: int) -> UUID:
    """Return an id whose bytes tell nothing about the order in which it was made."""
    return UUID(int=(number * 0x9E3779B97F4A7C15F39CC0605CEDC835) % (1 << 128))


def _around(world: World, now: datetime, number: int) -> list[Post]:
    """Return posts before, at and after the moment."""
    moments = (now - MICROSECOND, now, now + timedelta(seconds=1))
    return [
        _at(world, moment, id=_scattered(10_000 + 3 * number + i))
        for i, moment in enumerate(moments)
    ]
