"""What ends with an account or a class, and what becomes of groups that somebody alone owned."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from socialkit import Conflict, Forbidden, Invalid
from socialkit.domain.people import PersonStatus
from socialkit.services.system import SystemDesk
from tests.unit.services.world import CLUB, World, refused

STAY = {"sponsor": "ann", "organisation": "Umbra", "purpose": "Pumps"}


@contextmanager
def at_the_desk(world: World, network: str = "default") -> Iterator[SystemDesk]:
    """Act without a person."""
    world.later(seconds=1)
    with world.kit.system("a test", network=network) as desk:
        yield desk


def set_status(world: World, who: str, status: str) -> None:
    """Change somebody's status as the administrator."""
    with world.acting_as("hal") as me:
        me.people.set_status(who, status)


def members(world: World, slug: str, who: str = "hal") -> dict[str, str]:
    """Return who is what in a group, and see that its counters say the same."""
    with world.acting_as(who) as me:
        found = {m.person.handle: m.role.value for m in me.memberships.list(slug).items}
        view = me.groups.get(slug)
        record = me.context.unit.groups.find(me.context.caller, view.id)
        assert view.member_count == len(found)
        assert record is not None
        assert record.group.owner_count == list(found.values()).count("owner") > 0
    return {str(handle): role for handle, role in found.items()}


@pytest.mark.parametrize("ended", ["deactivated", "former"])
def test_coming_back_restores_no_membership(world: World, ended: str) -> None:
    if ended == "former":
        with at_the_desk(world) as desk:
            desk.set_class("u-ivy", "former")
            desk.set_class("u-ivy", "employee")
    else:
        set_status(world, "ivy", "deactivated")
        set_status(world, "ivy", "active")
    with world.acting_as("ivy") as me:
        assert me.groups.count(mine=True) == 0
        assert me.groups.get("open-field").my_role is None
    assert members(world, "open-field") == {"ann": "owner"}


def test_a_request_that_waits_ends_with_the_account(world: World) -> None:
    set_status(world, "kim", "deactivated")
    set_status(world, "kim", "active")
    with world.acting_as("ann") as me:
        assert me.requests.list("court").items == ()
    with world.acting_as("kim") as me:
        assert me.groups.get("court").requested is False


def test_a_group_of_a_leaver_passes_to_its_strongest_member(world: World) -> None:
    set_status(world, "ann", "deactivated")
    assert members(world, "open-field") == {"ivy": "owner"}
    assert members(world, "court") == {"cat": "owner"}
    assert members(world, "shadow") == {"bob": "owner"}


def test_a_group_without_other_members_passes_to_an_administrator_who_is_told(
    world: World,
) -> None:
    with world.acting_as("dan") as me:
        me.groups.found("Den", slug="den")
    with at_the_desk(world) as desk:
        desk.set_class("u-dan", "former")
    assert members(world, "den") == {"hal": "owner"}
    assert world.reasons("hal") == ["added"]


def test_a_group_that_nobody_could_own_is_named_and_nothing_changes(world: World) -> None:
    with at_the_desk(world, CLUB) as desk:
        desk.set_class("u-adi", "employee")
        with pytest.raises(Conflict) as refusal:
            desk.set_class("u-sue", "former")
    assert refusal.value.code == "group.no_heir"
    assert refusal.value.params["groups"] == ["Open yard", "Public square", "Trusted area"]
    assert members(world, "yard", "sue") == {"sue": "owner"}


def test_a_suspended_owner_comes_back_as_a_member(world: World) -> None:
    set_status(world, "ann", "suspended")
    assert members(world, "open-field") == {"ann": "member", "ivy": "owner"}
    assert members(world, "court") == {"ann": "member", "cat": "owner"}
    set_status(world, "ann", "active")
    with world.acting_as("ann") as me:
        assert me.groups.get("open-field").my_role == "member"
    assert refused(world.acting_as("ann"), lambda me: me.groups.archive("court"))[0] == "Forbidden"


def test_a_demotion_keeps_what_the_new_class_may_hold(world: World) -> None:
    with world.acting_as("bob") as me:
        me.memberships.add("guesthouse", "ivy", role="guest")
    with at_the_desk(world) as desk:
        desk.set_class("u-ivy", "service")
    assert members(world, "open-field") == {"ann": "owner"}
    assert members(world, "guesthouse")["ivy"] == "guest"


def test_a_sole_owner_who_becomes_an_outsider_owns_nothing(world: World) -> None:
    with at_the_desk(world) as desk:
        desk.set_class("u-bob", "service")
    assert members(world, "guesthouse") == {"lea": "owner", "eve": "guest"}
    assert members(world, "shadow") == {"ann": "owner"}
    assert members(world, "xenon") == {"cat": "owner"}


def test_a_promotion_keeps_the_place_and_needs_no_sponsor(world: World) -> None:
    with at_the_desk(world) as desk:
        person = desk.set_class("u-eve", "employee")
    assert (person.sponsor_id, person.ends_at, person.purpose) == (None, None, None)
    assert members(world, "guesthouse")["eve"] == "guest"
    world.later(days=400)
    with world.acting_as("eve") as me:
        assert me.groups.get("open-field").slug == "open-field"


def test_who_comes_back_after_the_end_of_a_stay_is_in_no_group(world: World) -> None:
    world.later(days=91)
    with at_the_desk(world) as desk:
        desk.set_class("u-eve", "employee")
    assert members(world, "guesthouse") == {"bob": "owner", "lea": "member"}


def test_nobody_becomes_a_member_whose_account_ended_meanwhile(world: World) -> None:
    with world.acting_as("dan") as me:
        person = me.people.me()
        ended = me.context.unit.people.find(person.id)
        assert ended is not None
        me.context.unit.people.save(ended.evolve(status=PersonStatus.DEACTIVATED))
        with pytest.raises(Invalid, match="not active here"):
            me.memberships.join("open-field")
        with pytest.raises(Forbidden):
            me.groups.found("Late", slug="late")
    with world.acting_as("hal") as me:
        assert me.groups.count(text="Late") == 0


def test_whoever_edited_the_profile_founds_a_group_in_the_same_unit(world: World) -> None:
    with world.acting_as("dan") as me:
        me.people.edit(title="Founder")
        assert me.groups.found("Den", slug="den").my_role == "owner"


def test_a_stay_ends_at_its_moment(world: World) -> None:
    world.later(days=89)
    with world.acting_as("eve") as me:
        assert me.groups.count() == 1
    world.later(seconds=timedelta(days=2).total_seconds())
    with world.acting_as("eve") as me:
        assert me.groups.count() == 0
