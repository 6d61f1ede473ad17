"""Groups: never ownerless, narrowed at once, outsiders as guests alone, archived is still."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

import pytest

from socialkit import Conflict, NotFound, Session
from tests.unit.services.world import World, refused

WRITES: Final[dict[str, Callable[[Session, UUID], object]]] = {
    "publish": lambda me, _: me.posts.publish("Hi", group="xenon"),
    "ask": lambda me, _: me.questions.ask("Why?", group="xenon"),
    "reply": lambda me, p: me.replies.add(p, "Hi"),
    "comment": lambda me, p: me.comments.add(p, "Hi"),
    "react": lambda me, p: me.reactions.add("post", p),
    "follow": lambda me, p: me.follows.post(p),
    "edit": lambda me, p: me.posts.edit(p, body="Hi"),
    "delete": lambda me, p: me.posts.delete(p),
    "add": lambda me, _: me.memberships.add("xenon", "dan"),
    "lock": lambda me, p: me.posts.lock(p),
    "hide": lambda me, p: me.posts.hide(p),
    "change the card": lambda me, _: me.groups.edit("xenon", about="Other"),
    "change a role": lambda me, _: me.memberships.change_role("xenon", "bob", role="moderator"),
    "remove": lambda me, _: me.memberships.remove("xenon", "bob"),
}


def owners(world: World, slug: str, viewer: str = "hal") -> list[str]:
    with world.acting_as(viewer) as me:
        members = me.memberships.list(slug, limit=100).items
        assert me.groups.get(slug).member_count == len(members)
        return sorted(str(m.person.handle) for m in members if m.role.value == "owner")


@pytest.mark.parametrize("write", WRITES)
def test_an_archived_group_is_read_only_even_for_its_owner(world: World, write: str) -> None:
    act = WRITES[write]
    for who in ("cat", "hal"):
        told = refused(world.acting_as(who), lambda me: act(me, world.posts["X"]))
        assert told[:2] == ("Forbidden", "forbidden"), who
    with world.acting_as("cat") as me:
        assert me.posts.get(world.posts["X"]).can == ("read", "review", "see-history")
        me.groups.restore("xenon")
        if write != "add":
            assert act(me, world.posts["X"]) is not act


def test_the_only_owner_neither_leaves_nor_is_removed_nor_made_less(world: World) -> None:
    for act in (
        lambda me: me.memberships.leave("court"),
        lambda me: me.memberships.remove("court", "ann"),
        lambda me: me.memberships.change_role("court", "ann", role="member"),
    ):
        for who in ("ann", "hal"):
            told = refused(world.acting_as(who), act)
            assert told[1] in {"group.last_owner", "not_found"}
    assert owners(world, "court") == ["ann"]
    with world.acting_as("ann") as me:
        me.memberships.change_role("court", "cat", role="owner")
        me.memberships.leave("court")
    assert owners(world, "court") == ["cat"]


def test_an_owner_has_no_end(world: World) -> None:
    end = world.clock.now() + timedelta(days=1)
    told = refused(
        world.acting_as("ann"),
        lambda me: me.memberships.add("court", "dan", role="owner", expires_at=end),
    )
    assert told[:2] == ("Invalid", "membership.owner_end")


def test_a_membership_that_ran_out_is_none(world: World) -> None:
    with world.acting_as("ann") as me:
        me.memberships.add("court", "dan", expires_at=world.clock.now() + timedelta(hours=1))
    with world.acting_as("dan") as me:
        assert me.posts.get(world.posts["C"]).id == world.posts["C"]
    world.later(hours=2)
    assert (
        refused(world.acting_as("dan"), lambda me: me.posts.get(world.posts["C"]))[0] == "NotFound"
    )
    for act in (
        lambda me: me.memberships.change_role("court", "dan", role="moderator"),
        lambda me: me.memberships.remove("court", "dan"),
    ):
        assert refused(world.acting_as("ann"), act)[:2] == ("NotFound", "not_found")
    assert owners(world, "court") == ["ann"]
    with world.acting_as("ann") as me:
        assert me.memberships.add("court", "dan").member_count == 3


@pytest.mark.parametrize(
    ("who", "group", "role"),
    [("ivy", "open-field", "owner"), ("max", "open-field", "owner")],
)
def test_nobody_gives_a_role_above_their_own(world: World, who: str, group: str, role: str) -> None:
    told = refused(world.acting_as(who), lambda me: me.memberships.add(group, "dan", role=role))
    assert told[:2] == ("Forbidden", "membership.role")
    with world.acting_as(who) as me:
        me.memberships.add(group, "dan", role="moderator")


@pytest.mark.parametrize("who", ["hal", "max", "dan", "lea", "kim", "eve"])
def test_nobody_adds_themselves_to_a_group_that_is_closed_to_them(world: World, who: str) -> None:
    for group in ("court", "shadow"):
        told = refused(world.acting_as(who), lambda me, x: me.memberships.add(x, who), group)
        assert told[0] in {"Forbidden", "NotFound"}


def test_an_admin_does_not_open_a_closed_group_to_read_it(world: World) -> None:
    for group, fields in (
        ("shadow", {"visibility": "open"}),
        ("shadow", {"visibility": "listed"}),
        ("court", {"visibility": "open"}),
        ("court", {"join_method": "direct"}),
    ):
        told = refused(
            world.acting_as("hal"), lambda me, g, f: me.groups.edit(g, **f), group, fields
        )
        assert told[:2] == ("Forbidden", "forbidden")
    with world.acting_as("hal") as me:
        assert me.groups.edit("shadow", about="Checked").about == "Checked"
    with world.acting_as("ann") as me:
        assert me.groups.edit("court", visibility="open").reach.value == "network"


def test_narrowing_a_group_narrows_its_old_posts_at_once(world: World) -> None:
    post = world.posts["O"]
    with world.acting_as("dan") as me:
        assert post in {p.id for p in me.feeds.explore(limit=100).items}
    with world.acting_as("ann") as me:
        me.groups.edit("open-field", visibility="listed")
    with world.acting_as("dan") as me:
        assert post not in {p.id for p in me.feeds.explore(limit=100).items}
        with pytest.raises(NotFound):
            me.posts.get(post)


def test_people_from_outside_are_guests_where_the_group_allows_them(world: World) -> None:
    with world.acting_as("bob") as me:
        me.memberships.remove("guesthouse", "eve")
    assert refused(world.acting_as("bob"), lambda me: me.people.get("zz"))[0] == "NotFound"
    for group, role, code in (
        ("guesthouse", "member", "membership.guest"),
        ("guesthouse", "owner", "membership.guest"),
    ):
        told = refused(
            world.acting_as("bob"),
            lambda me, g, r: me.memberships.add(g, "eve", role=r),
            group,
            role,
        )
        assert told[:2] == ("Invalid", code)
    told = refused(
        world.acting_as("ann"), lambda me: me.memberships.add("court", "eve", role="guest")
    )
    assert told[:2] == ("Invalid", "membership.externals")


def test_switching_externals_off_removes_them_and_on_restores_nobody(world: World) -> None:
    with world.acting_as("hal") as me:
        assert me.groups.get("guesthouse").externals == (("Umbra", 1),)
        assert me.groups.edit("guesthouse", externals_allowed=False).member_count == 2
    for when in range(2):
        told = refused(world.acting_as("eve"), lambda me: me.posts.get(world.posts["G"]))
        assert told[0] == "NotFound", when
        with world.acting_as("hal") as me:
            me.groups.edit("guesthouse", externals_allowed=True)


def test_letting_externals_in_is_a_right_of_its_own(world: World) -> None:
    told = refused(
        world.acting_as("ann"), lambda me: me.groups.edit("court", externals_allowed=True)
    )
    assert told[:2] == ("Forbidden", "forbidden")
    told = refused(
        world.acting_as("dan"), lambda me: me.groups.found("Mine", externals_allowed=True)
    )
    assert told[:2] == ("Forbidden", "forbidden")


def test_customers_stay_in_their_community_whatever_is_edited(world: World) -> None:
    with world.acting_as("cus") as me:
        me.memberships.join("yard")
    with world.acting_as("sue") as me:
        assert me.groups.edit("yard", externals_allowed=False, name="Yard").member_count == 2


def test_a_short_name_in_use_gets_a_number_seen_or_not(world: World) -> None:
    with world.acting_as("dan") as me:
        assert me.groups.found("A", slug="shadow").slug == "shadow-2"
        assert me.groups.found("B", slug="court").slug == "court-2"
        assert me.groups.found("Court").slug == "court-3"


def test_a_secret_group_is_founded_by_right_and_by_invitation_alone(world: World) -> None:
    told = refused(world.acting_as("dan"), lambda me: me.groups.found("Mine", visibility="secret"))
    assert told[:2] == ("Forbidden", "forbidden")
    for code, fields in {
        "group.join_method": {"visibility": "secret", "join_method": "direct"},
        "group.reach": {"visibility": "listed", "reach": "network"},
        "group.visibility": {"visibility": "wall"},
        "word.unknown": {"visibility": "hidden"},
        "slug.reserved": {"slug": "everyone"},
    }.items():
        told = refused(world.acting_as("hal"), lambda me, f: me.groups.found("Mine", **f), fields)
        assert told[:2] == ("Invalid", code)
    for name in ("", "  ", "\u200b" * 101):
        told = refused(world.acting_as("hal"), lambda me, n: me.groups.found(n), name)
        assert told[1] in {"group.name", "text.too_long"}


def test_one_own_post_is_not_readable_after_leaving(world: World) -> None:
    post = world.publish("cat", "Mine", group="court").id
    with world.acting_as("cat") as me:
        me.memberships.leave("court")
        for act in (
            lambda: me.posts.get(post),
            lambda: me.posts.edit(post, body="Still mine"),
            lambda: me.posts.delete(post),
        ):
            with pytest.raises(NotFound):
                act()
        assert post not in {shown.id for shown in me.feeds.profile("cat").items}


def test_joining_is_by_the_way_that_the_group_names(world: World) -> None:
    with world.acting_as("dan") as me:
        assert me.memberships.join("open-field").my_role == "member"
        assert me.memberships.join("open-field").member_count == 3
    told = refused(world.acting_as("dan"), lambda me: me.memberships.join("court"))
    assert told[:2] == ("Forbidden", "forbidden")
    told = refused(world.acting_as("kim"), lambda me: me.requests.make("court"))
    assert told[:2] == ("Conflict", "request.pending")
    told = refused(world.acting_as("cat"), lambda me: me.requests.make("court"))
    assert told[:2] == ("Conflict", "membership.exists")


def test_a_request_is_decided_once_and_settled_by_whatever_way_in(world: World) -> None:
    with world.acting_as("ann") as me:
        request = me.requests.list("court").items[0]
        assert (request.message, request.person.handle) == ("Let me in", "kim")
        me.memberships.add("court", "kim")
        assert me.requests.list("court").items == ()
        with pytest.raises(Conflict):
            me.requests.decide(request.id, accept=True)


def test_a_request_is_withdrawn_or_refused_with_a_reason(world: World) -> None:
    with world.acting_as("kim") as me:
        me.requests.withdraw("court")
        with pytest.raises(NotFound):
            me.requests.withdraw("court")
        again = me.requests.make("court")
    with world.acting_as("ann") as me:
        refused_one = me.requests.decide(again.id, accept=False, reason="Full")
        assert (refused_one.state.value, refused_one.reason) == ("refused", "Full")
    with world.acting_as("kim") as me:
        assert not me.groups.get("court").requested


def test_an_edit_of_an_older_version_is_stale(world: World) -> None:
    with world.acting_as("ann") as me:
        version = me.groups.get("court").version
        me.groups.edit("court", about="New", version=version)
    told = refused(
        world.acting_as("ann"), lambda me: me.groups.edit("court", about="Old", version=version)
    )
    assert told[:2] == ("Conflict", "stale")


def test_a_suspended_member_neither_leaves_nor_joins(world: World) -> None:
    with world.acting_as("hal") as me:
        me.people.set_status("cat", "suspended")

    def leave(me: Session) -> None:
        me.memberships.leave("court")

    assert refused(world.acting_as("cat"), leave)[:2] == ("NotFound", "not_found")


def test_the_list_of_groups_equals_its_count_for_everybody(world: World) -> None:
    for name in (
        "ann",
        "dan",
        "eve",
        "hal",
        "bot",
        "gus",
        "cus",
        "tru",
        "sue",
        "club-anon",
        "anon",
    ):
        with world.acting_as(name) as me:
            for fields in ({}, {"archived": True}, {"text": "OPEN"}):
                assert me.groups.count(**fields) == len(me.groups.list(limit=100, **fields).items)


@pytest.mark.parametrize(
    "act",
    [
        lambda me: me.groups.found("Fi\u202eeld"),
        lambda me: me.groups.edit("open-field", name="Fi\u200beld"),
        lambda me: me.posts.publish("Hi", title="Ti\u2066tle"),
        lambda me: me.posts.publish("Hi", tags=["ta\u200bg"]),
        lambda me: me.questions.ask("Wh\u202ey?"),
    ],
)
def test_names_titles_and_tags_hold_nothing_that_deceives(
    world: World, act: Callable[[Session], object]
) -> None:
    assert refused(world.acting_as("ann"), act)[:2] == ("Invalid", "text.character")
    with world.acting_as("ann") as me:
        assert "\u202e" in me.posts.publish("A body \u202emay").html
