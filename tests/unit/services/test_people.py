"""People: profiles, who may change what, and the rules for those who come from outside."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import pytest

from socialkit import Conflict, Invalid, Session, SocialKit
from socialkit.policy import default_texts, load_policy
from tests.unit.services.world import World, refused

NAIVE: Final = datetime(2031, 4, 1)  # noqa: DTZ001 - it is what is refused
EXTERNAL: Final[dict[str, Any]] = {
    "member_class": "external", "sponsor": "bob", "organisation": "Umbra", "purpose": "Pumps",
}  # fmt: skip


def add(world: World, **fields: Any) -> Callable[[Session], object]:
    """Return the act of adding an external with these fields."""
    wanted = {"ends_at": world.clock.now() + timedelta(days=90), **EXTERNAL, **fields}
    return lambda me: me.people.add("u-new", "New One", **wanted)


def test_an_external_comes_with_sponsor_organisation_purpose_and_end(world: World) -> None:
    with world.acting_as("hal") as me:
        person = me.people.add(
            "u-new", "New One", ends_at=world.clock.now() + timedelta(days=180), **EXTERNAL
        )
    assert (person.member_class, person.outsider, person.organisation) == (
        "external",
        True,
        "Umbra",
    )


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("person.sponsor", {"sponsor": None}),
        ("person.sponsor", {"sponsor": "lea"}),
        ("person.sponsor", {"sponsor": "gus"}),
        ("person.sponsor", {"sponsor": "eve"}),
        ("person.organisation", {"organisation": None}),
        ("person.organisation", {"organisation": "  "}),
        ("person.purpose", {"purpose": None}),
        ("person.end", {"ends_at": None}),
        ("person.class", {"member_class": "auditor"}),
        ("person.class", {"member_class": "anonymous"}),
        ("person.class", {"member_class": "customer"}),
        ("person.class", {"member_class": "insider"}),
        ("person.class", {"member_class": None}),
        ("person.role", {"roles": ["admin"]}),
        ("person.role", {"roles": ["boss"]}),
        ("person.role", {"roles": "admin"}),
        ("moment.type", {"ends_at": NAIVE}),
        ("moment.type", {"ends_at": "tomorrow"}),
        ("profile.field", {"status": "active"}),
        ("profile.field", {"sponsor_id": "x"}),
        ("person.sponsor", {"member_class": "honorary", "sponsor": None}),
    ],
)
def test_what_an_outsider_lacks_is_named(world: World, code: str, fields: dict[str, Any]) -> None:
    assert refused(world.acting_as("hal"), add(world, **fields))[:2] == ("Invalid", code)


@pytest.mark.parametrize(
    ("days", "fits"), [(-1, False), (0, False), (1, True), (179, True), (181, False)]
)
def test_a_stay_ends_within_180_days(world: World, days: int, *, fits: bool) -> None:
    act = add(world, ends_at=world.clock.now() + timedelta(days=days))
    if fits:
        with world.acting_as("hal") as me:
            act(me)
    else:
        assert refused(world.acting_as("hal"), act)[:2] == ("Invalid", "person.end")


def test_a_refused_person_leaves_nothing_behind(world: World) -> None:
    end = world.clock.now() + timedelta(days=9)
    with world.acting_as("hal") as me:
        before = me.people.count()
    with world.kit.system("half an external") as desk:
        for fields in ({"sponsor": "u-lea"}, {"organisation": ""}, {"purpose": " "}):
            wanted = {**EXTERNAL, "sponsor": "u-bob", **fields}
            with pytest.raises(Invalid):
                desk.enrol("u-half", "Half", ends_at=end, **wanted)
        assert desk.unit.people.find_accounts(["u-half"]) == {}
    with world.acting_as("hal") as me:
        assert me.people.count() == before


@pytest.mark.parametrize("who", ["dan", "max", "lea", "eve", "bob", "ann"])
def test_only_who_manages_people_adds_and_suspends_them(world: World, who: str) -> None:
    assert refused(world.acting_as(who), add(world))[:2] == ("Forbidden", "forbidden")
    told = refused(world.acting_as(who), lambda me: me.people.set_status("lea", "suspended"))
    assert told[:2] == ("Forbidden", "forbidden")


def test_nobody_suspends_themselves(world: World) -> None:
    told = refused(world.acting_as("hal"), lambda me: me.people.set_status("hal", "suspended"))
    assert told[:2] == ("Conflict", "person.self")


def nothing(world: World, who: str) -> None:
    """Check that somebody reaches nothing at all."""
    with world.acting_as(who) as me:
        assert me.feeds.explore().items == me.feeds.home().items == ()
        assert me.people.list().items == ()
        assert me.groups.list().items == ()
        assert me.notifications.unread() == me.people.count() == 0
        assert me.questions.counts().unsolved == 0
        network = me.networks.current()
        assert (network.name, network.slug, network.modules, network.can) == ("", "", (), ())
        assert me.visits.record() is False
    for post in world.posts.values():
        assert refused(world.acting_as(who), lambda me, p: me.posts.get(p), post)[0] == "NotFound"


def test_a_suspended_person_reaches_nothing_at_once(world: World) -> None:
    for who in ("bob", "max"):
        with world.acting_as("hal") as me:
            me.people.set_status(who, "suspended")
        nothing(world, who)


def test_a_former_person_reaches_nothing_at_once(world: World) -> None:
    with world.kit.system("dan left") as desk:
        desk.set_class("u-ann", "former")
    nothing(world, "ann")


def test_an_external_reaches_nothing_when_the_end_has_passed(world: World) -> None:
    with world.acting_as("eve") as me:
        assert me.feeds.home().items != ()
    world.later(days=91)
    nothing(world, "eve")


def test_an_external_reaches_nothing_when_the_sponsor_is_gone(world: World) -> None:
    with world.acting_as("hal") as me:
        me.people.set_status("bob", "deactivated")
    nothing(world, "eve")
    with world.acting_as("hal") as me:
        me.people.set_status("bob", "active")
    with world.acting_as("eve") as me:
        assert me.feeds.home().items != ()


def test_an_outsider_does_not_say_where_they_are_from(world: World) -> None:
    told = refused(world.acting_as("eve"), lambda me: me.people.edit(organisation="Works"))
    assert told[:2] == ("Forbidden", "forbidden")
    told = refused(world.acting_as("hal"), lambda me: me.people.edit("eve", organisation=None))
    assert told[:2] == ("Invalid", "person.organisation")
    with world.acting_as("hal") as me:
        assert me.people.edit("eve", organisation="Umbra Ltd").organisation == "Umbra Ltd"
    with world.acting_as("eve") as me:
        assert me.people.edit(title="Fitter", organisation="Umbra Ltd").title == "Fitter"


def test_nobody_edits_the_profile_of_another(world: World) -> None:
    told = refused(world.acting_as("dan"), lambda me: me.people.edit("bob", title="Clown"))
    assert told[:2] == ("Forbidden", "forbidden")


def test_a_handle_out_of_sight_is_not_said_to_be_taken(world: World) -> None:
    with world.acting_as("eve") as me:
        assert me.people.edit(handle="dan").handle == "dan-2"
    told = refused(world.acting_as("eve"), lambda me: me.people.edit(handle="LEA"))
    assert told[:2] == ("Conflict", "person.handle_taken")
    told = refused(world.acting_as("dan"), lambda me: me.people.edit(handle="everyone"))
    assert told[:2] == ("Invalid", "handle.reserved")
    with world.acting_as("dan") as me:
        assert me.people.edit(handle="Dan").handle == "Dan"


def test_a_chosen_handle_that_is_taken_is_refused_with_a_free_one(world: World) -> None:
    with world.kit.system("a test") as desk, pytest.raises(Conflict) as refusal:
        desk.enrol("u-new", "New", handle="DAN")
    assert (refusal.value.code, refusal.value.params["free"]) == ("person.handle_taken", "dan-2")
    told = refused(world.acting_as("hal"), lambda me: me.people.add("u-n", "New", handle="dan"))
    assert told[:2] == ("Conflict", "person.handle_taken")


def test_a_network_of_the_same_name_is_named(world: World) -> None:
    with world.kit.system("a test") as desk, pytest.raises(Conflict, match="'default'") as refusal:
        desk.create_network("Again")
    assert refusal.value.code == "network.slug_taken"


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("name", "did you mean 'display_name'?"),
        ("titel", "did you mean 'title'?"),
        ("manager", "people.set_manager"),
        ("nonsense", "no field 'nonsense'. Fields: handle, "),
    ],
)
def test_a_field_that_no_profile_has_is_told_with_what_was_meant(
    world: World, field: str, told: str
) -> None:
    fields: dict[str, Any] = {field: "X"}
    with world.acting_as("dan") as me, pytest.raises(Invalid) as refusal:
        me.people.edit(**fields)
    assert (refusal.value.code, told in refusal.value.message) == ("profile.field", True)


def test_an_edit_of_an_older_version_is_stale(world: World) -> None:
    with world.acting_as("dan") as me:
        version = me.people.me().version
        me.people.edit(title="One", version=version)
    told = refused(world.acting_as("dan"), lambda me: me.people.edit(title="Two", version=version))
    assert told[:2] == ("Conflict", "stale")


def test_a_field_for_insiders_is_no_filter_for_others(world: World) -> None:
    with world.acting_as("bob") as me:
        me.people.edit(skills=["Resin"], department="Lab")
        assert [p.handle for p in me.people.list(skill="resin").items] == ["bob"]
        assert me.people.departments() == {"Lab": 1}
    with world.acting_as("eve") as me:
        assert me.people.get("bob").skills == ()
        assert me.people.list(skill="resin").items == me.people.list(department="lab").items == ()


def test_the_directory_has_pages_that_neither_repeat_nor_lose(world: World) -> None:
    for who in ("ann", "eve", "cus"):
        with world.acting_as(who) as me:
            seen, cursor = [], None
            while True:
                page = me.people.list(limit=2, cursor=cursor)
                seen += [person.id for person in page.items]
                if (cursor := page.cursor) is None:
                    break
            assert len(seen) == len(set(seen)) == me.people.count()


def test_a_role_in_the_network_is_given_by_administrators(world: World) -> None:
    with world.acting_as("hal") as me:
        me.people.add("u-new", "New Max", handle="newmax", roles=["community_manager"])
        with pytest.raises(Conflict) as refusal:
            me.people.add("u-new", "New Max")
        assert refusal.value.code == "person.exists"


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        *(
            ("profile.avatar_url", {"avatar_url": address})
            for address in (
                "http://a.example/x", "//a.example/x", "https://u:p@a.example/x", "javascript:1",
                "data:image/png;base64,AA", "/a b", '/a"b', "/a'b", "/<b>", "/a\\b", "https://",
                "https://a.example/ñ", "https://a.example\\@b.example/",
            )
        ),
        ("text.character", {"avatar_url": "/a\nb"}),
        ("text.character", {"title": "Lead\u202e"}),
        ("text.character", {"display_name": "An\u200ba"}),
        ("text.character", {"skills": ["Re\u2066sin"]}),
        *(("profile.locale", {"locale": tag}) for tag in ("english", "xx-yy", "e", "es--")),
    ],
)  # fmt: skip
def test_a_profile_holds_nothing_that_deceives(
    world: World, code: str, fields: dict[str, Any]
) -> None:
    told = refused(world.acting_as("dan"), lambda me: me.people.edit(**fields))
    assert told[:2] == ("Invalid", code)


def test_pictures_and_locales_are_kept_as_pages_use_them(world: World) -> None:
    with world.acting_as("dan") as me:
        for address in ("/p/dan.png?v=2", "https://a.example:8443/%C3%B1.png"):
            assert me.people.edit(avatar_url=address, locale="pt_BR").avatar_url == address
        kept = me.context.unit.people.find(world.people["dan"])
    assert kept is not None
    assert kept.locale == "pt-BR"


def test_a_class_fits_the_kind_of_the_network(world: World) -> None:
    with world.kit.system("a test") as desk:
        with pytest.raises(Invalid) as refusal:
            desk.set_class("u-dan", "customer")
        assert refusal.value.code == "person.class"
        assert "customer" not in str(refusal.value.params["allowed"])
    with world.kit.system("a test", network="club") as desk:
        for name in ("external", "anonymous"):
            with pytest.raises(Invalid) as refusal:
                desk.set_class("u-cus", name)
            assert refusal.value.code == "person.class"
        assert desk.set_class("u-cus", "former").member_class == "former"


def test_a_class_that_the_policy_declares_can_be_given() -> None:
    model, rules = default_texts()
    policy = load_policy(model, f"{rules}\ng, auditor, outsider\ng, auditor, signed-in\n")
    kit = SocialKit.open("memory:", policy=policy)
    with kit.system("a test") as desk:
        desk.create_network("Works")
        assert desk.enrol("u-1", "Ada", member_class="auditor").member_class == "auditor"
        desk.enrol("u-2", "Bea")
        assert desk.set_class("u-2", "auditor").member_class == "auditor"
        with pytest.raises(Invalid, match="auditor"):
            desk.enrol("u-3", "Cal", member_class="inspector")
    kit.close()
