"""Absent and forbidden are one answer: for every verb, for hidden things of every kind."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

import pytest

from socialkit import Forbidden, Invalid, NotFound, Session
from tests.unit.services.world import ANON, CLUB_ANON, World, refused

NOWHERE: Final = UUID("01940000-0000-7000-8000-000000000000")
Act = Callable[[Session, Any], object]

POST_VERBS: Final[dict[str, Act]] = {
    "posts.get": lambda me, x: me.posts.get(x),
    "posts.thread": lambda me, x: me.posts.thread(x),
    "posts.history": lambda me, x: me.posts.history(x),
    "posts.edit": lambda me, x: me.posts.edit(x, body="Mine"),
    "posts.delete": lambda me, x: me.posts.delete(x),
    "posts.hide": lambda me, x: me.posts.hide(x),
    "posts.restore": lambda me, x: me.posts.restore(x),
    "posts.lock": lambda me, x: me.posts.lock(x),
    "replies.add": lambda me, x: me.replies.add(x, "Yes"),
    "comments.add": lambda me, x: me.comments.add(x, "Yes"),
    "reactions.add": lambda me, x: me.reactions.add("post", x),
    "reactions.remove": lambda me, x: me.reactions.remove("post", x),
    "follows.post": lambda me, x: me.follows.post(x),
    "mentions.check": lambda me, x: me.mentions.check("@ann", post=x),
    "mentions.suggest": lambda me, x: me.mentions.suggest("a", post=x),
    "questions.answer": lambda me, x: me.questions.answer(x, "Yes"),
    "questions.accept": lambda me, x: me.questions.accept(x, NOWHERE),
    "questions.withdraw": lambda me, x: me.questions.withdraw(x),
    "questions.close": lambda me, x: me.questions.close(x, reason="Old"),
    "questions.mark_duplicate": lambda me, x: me.questions.mark_duplicate(x, of=x),
    "questions.reopen": lambda me, x: me.questions.reopen(x),
    "questions.direct": lambda me, x: me.questions.direct(x, to=None),
    "questions.transitions": lambda me, x: me.questions.transitions(x),
}
REPLY_VERBS: Final[dict[str, Act]] = {
    "replies.get": lambda me, x: me.replies.get(x),
    "replies.edit": lambda me, x: me.replies.edit(x, "Mine"),
    "replies.delete": lambda me, x: me.replies.delete(x),
    "reactions.add": lambda me, x: me.reactions.add("reply", x),
    "reactions.remove": lambda me, x: me.reactions.remove("reply", x),
}
COMMENT_VERBS: Final[dict[str, Act]] = {
    "comments.get": lambda me, x: me.comments.get(x),
    "comments.edit": lambda me, x: me.comments.edit(x, "Mine"),
    "comments.delete": lambda me, x: me.comments.delete(x),
    "reactions.add": lambda me, x: me.reactions.add("comment", x),
}
GROUP_VERBS: Final[dict[str, Act]] = {
    "groups.get": lambda me, x: me.groups.get(x),
    "groups.edit": lambda me, x: me.groups.edit(x, name="Mine"),
    "groups.archive": lambda me, x: me.groups.archive(x),
    "groups.restore": lambda me, x: me.groups.restore(x),
    "memberships.list": lambda me, x: me.memberships.list(x),
    "memberships.join": lambda me, x: me.memberships.join(x),
    "memberships.leave": lambda me, x: me.memberships.leave(x),
    "memberships.add": lambda me, x: me.memberships.add(x, "ann"),
    "memberships.remove": lambda me, x: me.memberships.remove(x, "ann"),
    "memberships.change_role": lambda me, x: me.memberships.change_role(x, "ann", role="guest"),
    "requests.make": lambda me, x: me.requests.make(x),
    "requests.list": lambda me, x: me.requests.list(x),
    "requests.withdraw": lambda me, x: me.requests.withdraw(x),
    "posts.publish": lambda me, x: me.posts.publish("Hi", group=x),
    "posts.readers": lambda me, x: me.posts.readers(group=x),
    "questions.ask": lambda me, x: me.questions.ask("Why?", group=x),
    "questions.list": lambda me, x: me.questions.list(group=x),
    "questions.counts": lambda me, x: me.questions.counts(group=x),
    "feeds.group": lambda me, x: me.feeds.group(x),
    "mentions.check": lambda me, x: me.mentions.check("@ann", group=x),
    "mentions.suggest": lambda me, x: me.mentions.suggest("a", group=x),
}
PERSON_VERBS: Final[dict[str, Act]] = {
    "people.get": lambda me, x: me.people.get(x),
    "people.edit": lambda me, x: me.people.edit(x, title="Boss"),
    "people.set_status": lambda me, x: me.people.set_status(x, "suspended"),
    "people.chain": lambda me, x: me.people.chain(x),
    "people.reports": lambda me, x: me.people.reports(x),
    "feeds.profile": lambda me, x: me.feeds.profile(x),
    "follows.person": lambda me, x: me.follows.person(x),
}


def the_same(world: World, viewer: str, verbs: dict[str, Act], hidden: UUID | str) -> None:
    """Try every verb on what is hidden and on what is not there: one answer."""
    for verb, act in verbs.items():
        shown = refused(world.acting_as(viewer), act, hidden)
        absent = refused(world.acting_as(viewer), act, NOWHERE)
        assert shown == absent, verb
        assert shown[0] == NotFound.__name__ or shown[1] == "sign_in", verb


@pytest.mark.parametrize(
    ("viewer", "post"),
    [
        ("dan", "S"), ("dan", "C"), ("fay", "S"), ("eve", "wall"), ("eve", "O"), ("hal", "S"),
        ("max", "C"), ("bot", "wall"), ("gus", "O"), (ANON, "wall"), (CLUB_ANON, "trusted"),
        ("cus", "trusted"), ("ann", "club-wall"), ("cus", "wall"), (CLUB_ANON, "open"),
    ],
)  # fmt: skip
def test_a_hidden_post_is_an_unknown_post(world: World, viewer: str, post: str) -> None:
    the_same(world, viewer, POST_VERBS, world.posts[post])


@pytest.mark.parametrize(
    ("viewer", "group"),
    [
        ("dan", "S"), ("fay", "S"), ("max", "S"), ("eve", "S"), ("eve", "O"), ("eve", "C"),
        ("bot", "O"), ("gus", "O"), (ANON, "O"), (CLUB_ANON, "trusted"), (CLUB_ANON, "open"),
        ("ann", "open"), ("cus", "O"),
    ],
)  # fmt: skip
def test_a_hidden_group_is_an_unknown_group(world: World, viewer: str, group: str) -> None:
    the_same(world, viewer, GROUP_VERBS, world.groups[group])


@pytest.mark.parametrize(("viewer", "slug"), [("dan", "shadow"), ("eve", "court"), ("cus", "area")])
def test_a_slug_out_of_sight_is_a_slug_that_nobody_has(
    world: World, viewer: str, slug: str
) -> None:
    if viewer == "cus":
        with world.acting_as("sue") as me:
            me.groups.found("Den", slug="den")
        slug = "shadow"
    for act in GROUP_VERBS.values():
        hidden = refused(world.acting_as(viewer), act, slug)
        absent = refused(world.acting_as(viewer), act, "nobody-has-this")
        assert hidden == absent


@pytest.mark.parametrize(
    ("viewer", "person"),
    [("eve", "dan"), ("eve", "hal"), ("bot", "ann"), ("gus", "ann"), (ANON, "ann"), ("ann", "cus"),
     ("cus", "ann"), (CLUB_ANON, "cus")],
)  # fmt: skip
def test_a_hidden_person_is_an_unknown_person(world: World, viewer: str, person: str) -> None:
    for name in (world.people[person], person, f"@{person}"):
        the_same(world, viewer, PERSON_VERBS, name)


@pytest.mark.parametrize("viewer", ["dan", "fay", "hal", "eve", "cus", ANON])
def test_what_hangs_on_a_hidden_post_is_unknown(world: World, viewer: str) -> None:
    reply = world.reply("bob", world.posts["S"]).id
    with world.acting_as("bob") as me:
        comment = me.comments.add(world.posts["S"], "Under it", reply=reply).id
    the_same(world, viewer, REPLY_VERBS, reply)
    the_same(world, viewer, COMMENT_VERBS, comment)


@pytest.mark.parametrize("viewer", ["dan", "eve", "cus", "gus"])
def test_a_hidden_request_is_an_unknown_request(world: World, viewer: str) -> None:
    with world.acting_as("ann") as me:
        request = me.requests.list("court").items[0].id
    for accept in (True, False):
        hidden = refused(
            world.acting_as(viewer),
            lambda me, yes: me.requests.decide(request, accept=yes),
            accept,
        )
        absent = refused(
            world.acting_as(viewer),
            lambda me, yes: me.requests.decide(NOWHERE, accept=yes),
            accept,
        )
        assert hidden == absent


def test_a_hidden_person_can_not_be_taken_into_a_group_directed_to_or_sponsor(world: World) -> None:
    acts: list[Act] = [
        lambda me, x: me.questions.ask("Why?", group="guesthouse", directed_to=x),
        lambda me, x: me.questions.direct(question.id, to=x),
    ]
    question = world.ask("eve", group="guesthouse")
    for act in acts:
        for name in ("dan", world.people["dan"], "hal"):
            hidden = refused(world.acting_as("eve"), act, name)
            absent = refused(world.acting_as("eve"), act, "nobody-at-all")
            assert hidden == absent
            assert hidden[:2] == (Invalid.__name__, "question.directed_to")


def test_counts_and_filters_tell_nothing_of_what_is_hidden(world: World) -> None:
    with world.acting_as("eve") as me:
        assert me.people.count() == len(me.people.list(limit=100).items) == 3
        assert me.people.count(group="shadow") == me.people.count(group="nobody-has-this") == 0
        assert me.people.list(group=world.groups["O"]).items == ()
        assert me.people.departments() == {}
        assert me.people.count(skill="python") == 0
        assert [group.slug for group in me.groups.list().items] == ["guesthouse"]
        assert me.groups.count(text="court") == 0
        assert {post.id for post in me.feeds.explore(limit=100).items} == {world.posts["G"]}


def test_an_original_out_of_sight_is_not_named(world: World) -> None:
    original = world.ask("ann", "Original", group="court")
    double = world.ask("ann", "Double", group="open-field")
    with world.acting_as("ann") as me:
        me.questions.mark_duplicate(double.id, of=original.id)
        question = me.posts.get(double.id).question
        assert question is not None
        assert question.duplicate_of_id == original.id
    with world.acting_as("dan") as me:
        for question in (
            me.posts.get(double.id).question,
            me.posts.thread(double.id).post.question,
            me.feeds.explore().items[0].question,
        ):
            assert question is not None
            assert question.duplicate_of_id is None


def test_a_stranger_is_told_to_sign_in_where_a_community_is_public(world: World) -> None:
    post = world.posts["public"]
    acts: dict[str, Callable[[Session], object]] = {
        "publish": lambda me: me.posts.publish("Hi", group="square"),
        "reply": lambda me: me.replies.add(post, "Hi"),
        "comment": lambda me: me.comments.add(post, "Hi"),
        "react": lambda me: me.reactions.add("post", post),
        "follow": lambda me: me.follows.post(post),
        "join": lambda me: me.memberships.join("square"),
        "request": lambda me: me.requests.make("square"),
        "found": lambda me: me.groups.found("Mine"),
        "notices": lambda me: me.notifications.list(),
        "me": lambda me: me.people.me(),
        "visit": lambda me: me.visits.record(),
        "mark": lambda me: me.notifications.mark_read(),
        "stats": lambda me: me.networks.stats(),
        "add": lambda me: me.people.add("u-new", "New"),
    }
    for name, act in acts.items():
        answer = refused(world.acting_as(CLUB_ANON), act)
        assert answer[0] == Forbidden.__name__, name
    with world.acting_as(CLUB_ANON) as me:
        assert me.posts.get(post).can == ("read", "see-history")
        assert me.notifications.unread() == me.notifications.unseen() == 0


def test_authors_of_public_posts_have_a_name_but_no_id_for_strangers(world: World) -> None:
    with world.acting_as(CLUB_ANON) as me:
        author = me.posts.get(world.posts["public"]).author
        assert (author.name, author.id, author.handle) == ("Sue", None, None)
