"""Units of work: all or nothing, with events that leave after the commit and hold ids alone."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

import pytest

from socialkit import ConfigurationError, Conflict, Invalid, NotFound, Session
from socialkit.domain.events import Event
from socialkit.ports.events import EventBus
from tests.unit.services.world import World


class Kept(EventBus):
    """Keep what was published."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def publish(self, events: Sequence[Event]) -> None:
        self.events += events


@pytest.fixture
def bus(world: World) -> Kept:
    kept = Kept()
    world.kit.events = kept
    return kept


def outbox(world: World) -> list[Event]:
    with world.kit.storage.unit(read_only=True) as unit:
        return list(unit.outbox.pending(limit=10_000))


class Stop(Exception):
    """Leave a unit in the middle."""


@contextmanager
def broken(world: World, name: str) -> Iterator[Session]:
    with contextlib.suppress(Stop), world.acting_as(name) as me:
        yield me
        raise Stop


def test_an_exception_of_the_host_undoes_everything_that_the_unit_did(
    world: World, bus: Kept
) -> None:
    before, posts = len(outbox(world)), len(feed(world))
    with broken(world, "ann") as me:
        me.posts.publish("Gone @bob")
        me.groups.found("Gone")
        me.reactions.add("post", world.posts["wall"])
    assert (len(outbox(world)), len(feed(world)), bus.events) == (before, posts, [])


def feed(world: World) -> tuple[UUID, ...]:
    with world.acting_as("ann") as me:
        return tuple(post.id for post in me.feeds.explore(limit=100).items)


def test_a_refused_change_leaves_the_rest_of_the_unit_as_it_was(world: World, bus: Kept) -> None:
    before = len(outbox(world))
    with world.acting_as("hal") as me:
        kept = me.posts.publish("Kept")
        with pytest.raises(Invalid):
            me.people.add("u-half", "Half", member_class="external")
        with pytest.raises(Invalid):
            me.memberships.add("open-field", "dan", role="owner", expires_at=world.clock.now())
    assert kept.id in feed(world)
    assert [event.name.value for event in bus.events] == ["post:published"]
    assert len(outbox(world)) == before + 1
    with world.kit.storage.unit(read_only=True) as unit:
        assert unit.people.find_accounts(["u-half"]) == {}


def test_events_leave_after_the_commit_and_hold_ids_and_words_alone(
    world: World, bus: Kept
) -> None:
    with world.acting_as("dan") as me:
        post = me.posts.publish("Secret words @bob", title="Secret title", tags=["secret-tag"])
        me.posts.edit(post.id, body="More secret words")
        me.questions.close(me.questions.ask("Secret question").id, reason="Secret reason")
        assert bus.events == []
    assert len(bus.events) == 4
    assert outbox(world)[-4:] == bus.events
    assert "ecret" not in "".join(event.model_dump_json() for event in outbox(world))
    for event in bus.events:
        assert event.actor_id == world.people["dan"]


def test_every_event_that_is_published_is_in_the_outbox_once(world: World, bus: Kept) -> None:
    before = len(outbox(world))
    with world.kit.system("set-up", network="third") as desk:
        desk.create_network("Third")
        desk.enrol("u-third", "Third", roles={"admin"})
        desk.set_class("u-third", "former")
    names = [event.name.value for event in bus.events]
    assert names == ["network:created", "person:added", "person:changed"]
    assert outbox(world)[before:] == bus.events


def test_a_unit_for_reading_writes_nothing(world: World, bus: Kept) -> None:
    acts: tuple[Callable[[Session], object], ...] = (
        lambda me: me.posts.publish("Hi"),
        lambda me: me.visits.record(),
        lambda me: me.reactions.add("post", world.posts["wall"]),
        lambda me: me.groups.found("Mine"),
        lambda me: me.people.edit(title="Boss"),
    )
    for act in acts:
        with (
            pytest.raises(ConfigurationError) as refusal,
            world.acting_as("dan", read_only=True) as me,
        ):
            act(me)
        assert refusal.value.code == "storage.read_only"
    assert bus.events == []


def test_reading_needs_no_writing(world: World) -> None:
    with world.acting_as("ann", read_only=True) as me:
        me.posts.thread(world.posts["wall"])
        me.people.list()
        me.notifications.list()
        me.mentions.check("@bob")
        me.questions.counts()


def test_a_visit_is_one_row_a_day(world: World) -> None:
    with world.acting_as("dan") as me:
        assert [me.visits.record(), me.visits.record()] == [True, False]
    world.later(days=1)
    with world.acting_as("dan") as me:
        assert me.visits.record()


def test_counters_equal_what_the_thread_shows(world: World) -> None:
    post = world.posts["wall"]
    first, second = world.reply("bob", post).id, world.reply("cat", post).id
    with world.acting_as("dan") as me:
        for reply in (first, first, second):
            me.comments.add(post, "Under", reply=reply)
        on_post = me.comments.add(post, "On the post").id
    check(world, post)
    with world.acting_as("bob") as me:
        me.replies.delete(first)
    check(world, post)
    with world.acting_as("dan") as me:
        me.comments.delete(on_post)
    check(world, post)


def check(world: World, post: UUID) -> None:
    with world.acting_as("joe") as me:
        thread = me.posts.thread(post, limit=100)
    under = sum(len(reply.comments) for reply in thread.replies)
    assert thread.post.reply_count == len(thread.replies)
    assert thread.post.comment_count == len(thread.comments) + under


def test_a_comment_stands_under_a_reply_of_its_own_thread(world: World) -> None:
    other = world.reply("bob", world.publish("ann").id).id
    with world.acting_as("dan") as me, pytest.raises(NotFound):
        me.comments.add(world.posts["wall"], "Hi", reply=other)


def test_a_reaction_counts_once_a_person(world: World) -> None:
    post = world.posts["wall"]
    with world.acting_as("dan") as me:
        assert [me.reactions.add("post", post) for _ in range(3)] == [1, 1, 1]
        assert [me.reactions.remove("post", post) for _ in range(2)] == [0, 0]


def test_feeds_neither_repeat_nor_lose_whoever_reads(world: World) -> None:
    for number in range(7):
        world.publish("ann", f"Post {number}", tags=["Resin"])
    for who in ("ann", "dan", "eve", "hal"):
        with world.acting_as(who) as me:
            seen, cursor = [], None
            while True:
                page = me.feeds.explore(limit=3, cursor=cursor)
                seen += [post.id for post in page.items]
                if (cursor := page.cursor) is None:
                    break
            assert len(seen) == len(set(seen)) == len(me.feeds.explore(limit=100).items)
    with world.acting_as("dan") as me:
        assert len(me.feeds.tag("#RESIN").items) == 7
        assert me.feeds.tags()[0] == ("resin", 7)
        assert len(me.feeds.group("wall").items) == len(me.feeds.home().items)


def test_history_is_for_readers_and_keeps_every_version(world: World) -> None:
    post = world.publish("ann", "One @bob", title="T", group="court").id
    with world.acting_as("ann") as me:
        assert me.posts.get(post).version == 1
        me.posts.edit(post, body="Two", version=1)
        me.posts.edit(post, title="U", version=2)
        revisions = me.posts.history(post)
    assert [(r.number, r.title) for r in revisions] == [(1, "T"), (2, "T")]
    assert "Bob Smith" in revisions[0].html
    with (
        pytest.raises(Conflict, match="changed by somebody else"),
        world.acting_as("ann") as me,
    ):
        me.posts.edit(post, body="Old", version=1)


def test_a_session_that_is_over_says_so(world: World) -> None:
    with world.acting_as("ann") as me:
        posts = me.posts
        post = posts.publish("Said in time")
    late: list[Callable[[], object]] = [
        lambda: posts.publish("Too late"),
        lambda: posts.get(post.id),
        me.feeds.explore,
        lambda: me.groups.found("Too late"),
        me.people.list,
        me.notifications.unread,
    ]
    for act in late:
        with pytest.raises(ConfigurationError, match=r"kit\.acting_as\(\.\.\.\)") as refusal:
            act()
        assert refusal.value.code == "session.ended"
    assert me.person is not None


def test_a_session_that_an_exception_ended_says_so(world: World) -> None:
    with broken(world, "ann") as me:
        me.posts.publish("Gone")
    with pytest.raises(ConfigurationError) as refusal:
        me.posts.publish("Too late")
    assert refusal.value.code == "session.ended"


def test_a_desk_that_is_over_says_so(world: World) -> None:
    with world.kit.system("a test") as used, world.kit.storage.unit(read_only=True):
        used.stats()
    with world.kit.system("a test") as unused:
        assert unused.context is None
    late: list[Callable[[], object]] = [
        used.stats,
        unused.network,
        lambda: used.enrol("u-late", "Late"),
        lambda: unused.create_network("Late"),
    ]
    for act in late:
        with pytest.raises(ConfigurationError, match=r"kit\.system\(\.\.\.\)") as refusal:
            act()
        assert refusal.value.code == "session.ended"
