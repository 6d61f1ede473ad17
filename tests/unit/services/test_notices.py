"""Who is told of what: readers alone, once, for the strongest reason, as long as they may read."""

from typing import Final

import pytest

from socialkit import Session
from tests.unit.services.world import World, refused

NO_ONE: Final = "nobody-by-this-name"


def mentioned(world: World, who: str, body: str, **fields: object) -> None:
    world.publish(who, body, **fields)


def clear(world: World, *names: str) -> None:
    for name in names:
        with world.acting_as(name) as me:
            me.notifications.mark_read()
        assert world.unread(name) == 0


def test_only_people_who_can_read_there_are_told(world: World) -> None:
    clear(world, "bob", "dan", "fay", "hal", "ivy")
    mentioned(world, "ann", "@bob @dan @fay @hal @gus @bot", group="shadow")
    assert world.reasons("bob") == ["mentioned"]
    for name in ("dan", "fay", "hal", "gus", "bot"):
        assert world.unread(name) == 0


def test_a_mention_of_a_non_reader_tells_them_nothing_later_either(world: World) -> None:
    post = world.publish("ann", "@dan", group="shadow")
    with world.acting_as("ann") as me:
        me.memberships.add("shadow", "dan")
    assert world.reasons("dan") == ["added"]
    with world.acting_as("dan") as me:
        assert "Dan Smith" in me.posts.get(post.id).html


def test_check_says_before_what_publishing_does(world: World) -> None:
    with world.acting_as("eve") as me:
        found = {
            c.text: c.outcome.value for c in me.mentions.check("@bob @dan @x1", group="guesthouse")
        }
    assert found == {"bob": "told", "dan": "unknown", "x1": "unknown"}
    with world.acting_as("ann") as me:
        checks = me.mentions.check("@bob @dan @zed `@cat` mail@ivy.org", group="shadow")
        assert {c.text: c.outcome.value for c in checks} == {
            "bob": "told", "dan": "cannot-read", "zed": "unknown",
        }  # fmt: skip
        assert [c.person.handle if c.person else None for c in checks] == ["bob", "dan", None]
        assert me.mentions.check("") == ()


def test_suggestions_are_people_who_read_there_and_are_seen(world: World) -> None:
    with world.acting_as("ann") as me:
        assert [p.handle for p in me.mentions.suggest("b", group="shadow")] == ["bob"]
        assert me.mentions.suggest("d", group="shadow") == ()
        assert [p.handle for p in me.mentions.suggest("@D")] == ["dan"]
        assert len(me.mentions.suggest("", limit=3)) == 3
    with world.acting_as("eve") as me:
        assert {p.handle for p in me.mentions.suggest("", group="guesthouse")} == {
            "bob", "lea", "eve",
        }  # fmt: skip


def test_the_strongest_reason_wins_and_there_is_one_notice(world: World) -> None:
    clear(world, "dan", "ann")
    with world.acting_as("dan") as me:
        me.follows.person("ann")
    post = world.publish("ann", "@dan @ann look")
    assert world.reasons("dan") == ["mentioned"]
    assert world.unread("ann") == 0
    with world.acting_as("dan") as me:
        me.follows.post(post.id)
    world.reply("cat", post.id, "@dan @ann")
    assert world.reasons("ann") == ["mentioned"]


def test_notices_of_one_thread_are_one_entry(world: World) -> None:
    clear(world, "ann")
    post = world.posts["wall"]
    for name in ("bob", "cat", "dan", "joe"):
        world.reply(name, post)
    with world.acting_as("ann") as me:
        (entry,) = me.notifications.list(unread_only=True).items
        assert (entry.total, [actor.handle for actor in entry.actors]) == (4, ["joe", "dan", "cat"])
        assert me.notifications.unseen() == 1
        me.notifications.mark_seen()
        assert (me.notifications.unseen(), me.notifications.unread()) == (0, 1)
        me.notifications.mark_read(entry.id)
        assert me.notifications.unread() == 0
    world.reply("bob", post)
    assert world.unread("ann") == 1


def test_a_notice_vanishes_with_the_access_and_comes_back_with_it(world: World) -> None:
    clear(world, "bob")
    mentioned(world, "ann", "@bob", group="shadow")
    assert world.unread("bob") == 1
    with world.acting_as("ann") as me:
        me.memberships.remove("shadow", "bob")
    assert world.unread("bob") == 0
    with world.acting_as("ann") as me:
        me.memberships.add("shadow", "bob")
    assert world.reasons("bob") == ["added", "mentioned"]


@pytest.mark.parametrize("act", ["delete", "hide"])
def test_a_notice_of_a_post_that_is_gone_is_gone(world: World, act: str) -> None:
    clear(world, "bob")
    post = world.publish("ann", "@bob", group="shadow")
    with world.acting_as("ann") as me:
        getattr(me.posts, act)(post.id)
    assert world.unread("bob") == 0


def test_an_edit_tells_those_alone_who_are_named_for_the_first_time(world: World) -> None:
    clear(world, "dan", "joe")
    post = world.publish("ann", "@dan").id
    for body in ("@dan @joe", "nobody", "@dan @joe", "nobody", "@joe"):
        with world.acting_as("ann") as me:
            me.posts.edit(post, body=body)
    assert [world.unread("dan"), world.unread("joe")] == [1, 1]
    for name in ("dan", "joe"):
        with world.acting_as(name) as me:
            assert me.notifications.list().items[0].total == 1


def test_replies_and_comments_too_tell_once_however_often_they_are_edited(world: World) -> None:
    clear(world, "dan", "joe")
    post = world.posts["wall"]
    reply = world.reply("cat", post, "@dan").id
    with world.acting_as("cat") as me:
        comment = me.comments.add(post, "@joe", reply=reply).id
    for body in ("none", "@dan @joe"):
        with world.acting_as("cat") as me:
            me.replies.edit(reply, body)
            me.comments.edit(comment, body)
    for name in ("dan", "joe"):
        with world.acting_as(name) as me:
            assert sum(n.total for n in me.notifications.list(unread_only=True).items) == 2


def test_ten_thousand_mentions_are_refused_or_tell_each_person_once(world: World) -> None:
    clear(world, "dan")
    told = refused(world.acting_as("ann"), lambda me: me.posts.publish("@dan " * 10_000))
    assert told[:2] == ("Invalid", "body.too_long")
    mentioned(world, "ann", "@dan " * 1_000)
    with world.acting_as("dan") as me:
        assert me.notifications.list(unread_only=True).items[0].total == 1
    with world.kit.system("a crowd") as desk:
        for number in range(51):
            desk.enrol(f"u-{number}", f"Crowd {number}", handle=f"crowd{number}")
    crowd = " ".join(f"@crowd{number}" for number in range(51))
    told = refused(world.acting_as("ann"), lambda me: me.posts.publish(crowd))
    assert told[:2] == ("Invalid", "mentions.too_many")


def test_nobody_marks_the_notices_of_others(world: World) -> None:
    clear(world, "dan")
    mentioned(world, "ann", "@dan")
    with world.acting_as("dan") as me:
        notice = me.notifications.list().items[0].id
    with world.acting_as("joe") as me:
        me.notifications.mark_read(notice)
        me.notifications.mark_read()
        me.notifications.mark_seen()
        me.notifications.mark_thread_read(world.posts["wall"])
    assert world.unread("dan") == 1


def test_following_a_thread_tells_until_it_is_left(world: World) -> None:
    clear(world, "dan", "ann")
    post = world.posts["wall"]
    with world.acting_as("dan") as me:
        me.follows.post(post)
        me.follows.post(post)
        assert me.posts.get(post).followed
    world.reply("cat", post)
    assert world.reasons("dan") == ["followed-thread"]
    with world.acting_as("dan") as me:
        me.follows.unfollow_post(post)
        me.notifications.mark_thread_read(post)
    world.reply("cat", post)
    assert world.unread("dan") == 0


def test_owners_and_moderators_are_told_of_requests_and_who_asked_of_the_decision(
    world: World,
) -> None:
    assert "request" in world.reasons("ann")
    with world.acting_as("ann") as me:
        me.requests.decide(me.requests.list("court").items[0].id, accept=True)
    assert world.reasons("kim") == ["decision"]


def test_the_title_in_a_notice_is_read_when_it_is_shown(world: World) -> None:
    clear(world, "dan")
    post = world.publish("ann", "@dan", title="Before").id
    with world.acting_as("ann") as me:
        me.posts.edit(post, title="After")
    with world.acting_as("dan") as me:
        assert me.notifications.list().items[0].post_title == "After"


def test_the_first_mistakes_with_notices_are_named(world: World) -> None:
    acts = {
        ("NotFound", "not_found"): lambda me: me.notifications.mark_read("garbage"),
        ("Invalid", "follow.self"): lambda me: me.follows.person("dan"),
    }
    for answer, act in acts.items():
        assert refused(world.acting_as("dan"), act)[:2] == answer


def silent(me: Session) -> list[int]:
    return [
        me.notifications.unread(),
        len(me.notifications.list().items),
        me.notifications.unseen(),
    ]


def test_a_suspended_person_has_no_notices_until_they_are_back(world: World) -> None:
    mentioned(world, "ann", "@dan")
    with world.acting_as("hal") as me:
        me.people.set_status("dan", "suspended")
    with world.acting_as("dan") as me:
        assert silent(me) == [0, 0, 0]
    with world.acting_as("hal") as me:
        me.people.set_status("dan", "active")
    assert world.unread("dan") == 1
