"""`can` agrees with what the verbs allow: every act is tried in a unit that is undone."""

from collections.abc import Callable
from typing import Final, NoReturn
from uuid import UUID

import pytest

from socialkit import Forbidden, NotFound, Session, SocialKitError
from tests.unit.services.world import CLUB_ANON, EVERYBODY, World

Act = Callable[[Session, UUID], object]

POST: Final[dict[str, Act]] = {
    "read": lambda me, x: me.posts.get(x),
    "see-history": lambda me, x: me.posts.history(x),
    "edit": lambda me, x: me.posts.edit(x, body="Other"),
    "delete": lambda me, x: me.posts.delete(x),
    "moderate": lambda me, x: me.posts.lock(x),
    "reply": lambda me, x: me.replies.add(x, "Hi"),
    "comment": lambda me, x: me.comments.add(x, "Hi"),
    "react": lambda me, x: me.reactions.add("post", x),
    "follow": lambda me, x: me.follows.post(x),
}
QUESTION: Final[dict[str, Act]] = {
    **POST,
    "accept": lambda me, x: me.questions.accept(x, me.posts.thread(x).replies[0].id),
    "close": lambda me, x: me.questions.close(x, reason="Old"),
    "direct": lambda me, x: me.questions.direct(x, to=None),
    "mark-duplicate": lambda me, x: me.questions.mark_duplicate(x, of=x),
    "reopen": lambda me, x: me.questions.reopen(x),
}
REPLY: Final[dict[str, Act]] = {
    "read": lambda me, x: me.replies.get(x),
    "edit": lambda me, x: me.replies.edit(x, "Other"),
    "delete": lambda me, x: me.replies.delete(x),
    "react": lambda me, x: me.reactions.add("reply", x),
    "comment": lambda me, x: me.comments.add(me.replies.get(x).post_id, "Hi", reply=x),
}
COMMENT: Final[dict[str, Act]] = {
    "read": lambda me, x: me.comments.get(x),
    "edit": lambda me, x: me.comments.edit(x, "Other"),
    "delete": lambda me, x: me.comments.delete(x),
    "react": lambda me, x: me.reactions.add("comment", x),
}
GROUP: Final[dict[str, Act]] = {
    "see": lambda me, x: me.groups.get(x),
    "read-members": lambda me, x: me.memberships.list(x),
    "add-member": lambda me, x: me.memberships.add(
        x, "dan" if me.context.network.slug == "default" else "tru"
    ),
    "archive": lambda me, x: me.groups.archive(x),
    "manage": lambda me, x: me.groups.edit(x, about="Other"),
    "join": lambda me, x: me.memberships.join(x),
    "request": lambda me, x: me.requests.make(x),
    "post": lambda me, x: me.posts.publish("Hi", group=x),
    "ask": lambda me, x: me.questions.ask("Why?", group=x),
}
PERSON: Final[dict[str, Act]] = {
    "read": lambda me, x: me.people.get(x),
    "edit": lambda me, x: me.people.edit(x, title="Boss"),
    "follow": lambda me, x: me.follows.person(x),
    "manage": lambda me, x: me.people.set_status(x, "suspended"),
}
WITHOUT_A_VERB: Final = {"moderate", "review", "see-name"}
"""Permissions for which the services have no act on this kind of thing yet."""
NOT_IN_THIS_STATE: Final = {"question.move", "membership.exists"}
"""What `can` leaves out too."""


class Undo(Exception):
    """Leave a unit without keeping anything."""


def undo() -> NoReturn:
    """End the unit; nothing of it is kept."""
    raise Undo


def allowed(world: World, viewer: str, act: Act, thing: UUID) -> bool:
    """Tell whether the viewer may; the state of the thing may still be in the way."""
    try:
        with world.acting_as(viewer) as me:
            act(me, thing)
            undo()
    except (Forbidden, NotFound):
        return False
    except (Undo, SocialKitError) as end:
        return getattr(end, "code", "") not in NOT_IN_THIS_STATE


def agree(
    world: World, viewer: str, acts: dict[str, Act], thing: UUID, can: tuple[str, ...]
) -> None:
    """Check that exactly the acts of `can` are allowed."""
    assert list(can) == sorted(can)
    assert set(can) - WITHOUT_A_VERB <= acts.keys()
    done = {verb for verb, act in acts.items() if allowed(world, viewer, act, thing)}
    assert done == set(can) - (WITHOUT_A_VERB - acts.keys())


def shown(
    world: World, viewer: str, get: Callable[[Session, UUID], tuple[str, ...]], thing: UUID
) -> tuple[str, ...]:
    """Return `can` of a thing, which is empty for whoever does not see it."""
    try:
        with world.acting_as(viewer) as me:
            return get(me, thing)
    except NotFound:
        return ()


@pytest.mark.parametrize("viewer", EVERYBODY)
def test_can_of_every_post_is_what_the_verbs_allow(world: World, viewer: str) -> None:
    for post in world.posts.values():
        can = shown(world, viewer, lambda me, x: me.posts.get(x).can, post)
        agree(world, viewer, POST, post, can)


@pytest.mark.parametrize("viewer", ["ann", "bob", "dan", "eve", "hal", "ivy", "max", "lea", "bot"])
def test_can_of_a_question_and_its_thread_is_what_the_verbs_allow(
    world: World, viewer: str
) -> None:
    for group in ("guesthouse", None):
        question = world.ask("bob", group=group).id
        reply = world.reply("lea", question).id
        with world.acting_as("lea") as me:
            comment = me.comments.add(question, "Under", reply=reply).id
        for acts, thing, get in (
            (QUESTION, question, lambda me, x: me.posts.get(x).can),
            (REPLY, reply, lambda me, x: me.replies.get(x).can),
            (COMMENT, comment, lambda me, x: me.comments.get(x).can),
        ):
            agree(world, viewer, acts, thing, shown(world, viewer, get, thing))


@pytest.mark.parametrize("viewer", EVERYBODY)
def test_can_of_every_group_is_what_the_verbs_allow(world: World, viewer: str) -> None:
    for group in world.groups.values():
        can = shown(world, viewer, lambda me, x: me.groups.get(x).can, group)
        member = "see" in can and shown_role(world, viewer, group)
        acts = {verb: act for verb, act in GROUP.items() if verb != "join" or not member}
        agree(world, viewer, acts, group, can)


def shown_role(world: World, viewer: str, group: UUID) -> bool:
    """Tell whether the viewer is a member, for whom joining again changes nothing."""
    with world.acting_as(viewer) as me:
        return me.groups.get(group).my_role is not None


@pytest.mark.parametrize("viewer", [name for name in EVERYBODY if name != CLUB_ANON])
def test_can_of_people_is_what_the_verbs_allow(world: World, viewer: str) -> None:
    for name in ("dan", "eve", "gus", "cus", viewer):
        person = world.people.get(name)
        if person is None or (name == viewer and viewer == "hal"):
            continue
        can = shown(world, viewer, lambda me, x: me.people.get(x).can, person)
        acts = {k: v for k, v in PERSON.items() if k != "follow" or name != viewer}
        agree(world, viewer, acts, person, can)


@pytest.mark.parametrize("viewer", ["ann", "cat", "hal", "dan", "bob", "max", "ivy"])
def test_can_of_members_is_what_the_verbs_allow(world: World, viewer: str) -> None:
    for slug in ("open-field", "court"):
        try:
            with world.acting_as(viewer) as me:
                members = me.memberships.list(slug).items
        except (Forbidden, NotFound):
            continue
        for member in members:
            assert member.person.id is not None
            agree(world, viewer, of_members(slug), member.person.id, member.can)


def of_members(slug: str) -> dict[str, Act]:
    """Return what may be done to a member of a group."""
    return {
        "read": lambda me, x: next(m for m in me.memberships.list(slug).items if m.person.id == x),
        "remove": lambda me, x: me.memberships.remove(slug, x),
        "change-role": lambda me, x: me.memberships.change_role(slug, x, role="guest"),
    }
