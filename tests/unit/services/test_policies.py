"""Policies are published, approved and taken back by those who may, and nothing else decides."""

# ruff: noqa: PT012 - units of work are opened where they must fail

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import pytest

from socialkit import ConfigurationError, Conflict, Forbidden, Invalid, NotFound, SocialKit
from socialkit.domain.policies import Step
from socialkit.policy import PolicyError
from socialkit.testing.plans import default_policy
from tests.unit.services.press import (
    BROKEN,
    LOCKED,
    MODEL,
    NO_FOUNDING,
    RULES,
    House,
    house,
    numbers,
    with_approval,
)


def founds(place: House, by: str = "cy") -> bool:
    """Tell whether somebody may found a group now."""
    with place.kit.acting_as(by) as me:
        return "found-group" in me.networks.current().can


def test_a_published_policy_decides_from_the_next_unit_on() -> None:
    place = house()
    with place.kit.acting_as("ada") as me, place.kit.acting_as("cy", read_only=True) as you:
        made = me.policies.publish(MODEL, NO_FOUNDING, reason="Groups are founded by the office")
        assert (made.version, made.in_force) == (1, True)
        assert "found-group" in you.networks.current().can
    assert not founds(place)
    with place.kit.acting_as("ada") as me:
        state = me.policies.current()
        assert (state.version, state.fingerprint, state.waiting) == (1, made.fingerprint, None)
        assert me.policies.texts(1) == (MODEL, NO_FOUNDING)


@pytest.mark.parametrize("subject", ["cy", None])
def test_only_those_whom_the_policy_lets_read_and_publish(subject: str | None) -> None:
    place = house()
    place.publish()
    with place.kit.acting_as(subject) as me:
        for act in (
            me.policies.current,
            me.policies.history,
            lambda: me.policies.texts(1),
            lambda: me.policies.publish(MODEL, RULES, reason="mine"),
            lambda: me.policies.approve(1),
            lambda: me.policies.roll_back(0, reason="mine"),
        ):
            with pytest.raises(Forbidden):
                act()


@pytest.mark.parametrize(
    ("rules", "more", "error", "told"),
    [
        (BROKEN, {}, PolicyError, "policy.csv"),
        (LOCKED, {}, Invalid, "lock-out"),
        (NO_FOUNDING, {"files": {"tests/all.yaml": "red"}}, Invalid, "vera can not reply"),
        (NO_FOUNDING, {"files": {"tests/all.yaml": "broken"}}, Invalid, "no such cast"),
        (NO_FOUNDING, {"files": {"tests/all.yaml": 5}}, Invalid, "two texts"),
        (NO_FOUNDING, {"reason": " "}, Invalid, "Say why"),
        (NO_FOUNDING, {"after": 7}, Conflict, "meanwhile"),
        ("", {}, Invalid, "two texts"),
        ("#" * 1_000_001, {}, Invalid, "1,000,000"),
    ],
)
def test_what_a_gate_objects_to_leaves_the_one_before_in_force(
    rules: str, more: dict[str, Any], error: type[Exception], told: str
) -> None:
    place = house()
    with pytest.raises(error, match=told):
        place.publish(rules, **more)
    assert founds(place)
    with place.kit.acting_as("ada") as me:
        assert me.policies.current().version == 0
        assert me.policies.history() == ()


def test_a_policy_that_is_in_force_is_not_published_again() -> None:
    place = house()
    place.publish()
    with pytest.raises(Conflict) as caught:
        place.publish()
    assert caught.value.code == "policy.unchanged"


def test_where_approval_is_asked_for_somebody_else_gives_it() -> None:
    place = house(change=with_approval)
    assert not place.publish().in_force
    assert founds(place)
    with place.kit.acting_as("ada") as me:
        assert me.policies.current().waiting == 1
        with pytest.raises(Conflict) as caught:
            me.policies.approve(1)
        assert caught.value.code == "policy.same_person"
        with pytest.raises(Conflict) as caught:
            me.policies.roll_back(1, reason="a way around")
        assert caught.value.code == "policy.never_in_force"
    with place.kit.acting_as("ben") as me:
        assert me.policies.approve(1).in_force
        with pytest.raises(Conflict) as caught:
            me.policies.approve(1)
        assert caught.value.code == "policy.not_waiting"
    assert not founds(place)
    with place.kit.acting_as("ben") as me:
        assert me.policies.current().waiting is None
        assert numbers(me.policies.history()) == [(1, "approved", "ben"), (1, "written", "ada")]


def test_only_the_newest_version_can_be_approved() -> None:
    place = house(change=with_approval)
    place.publish()
    place.publish(NO_FOUNDING + "\n# better\n")
    with place.kit.acting_as("ben") as me:
        with pytest.raises(Conflict) as caught:
            me.policies.approve(1)
        assert caught.value.code == "policy.not_waiting"
        assert me.policies.approve(2).version == 2


def test_the_way_back_is_a_step_that_the_history_keeps() -> None:
    place = house()
    place.publish()
    place.publish(NO_FOUNDING + "\n# again\n", by="ben")
    with place.kit.acting_as("ada") as me:
        for version in (1, 0):
            me.policies.roll_back(version, reason="It was too strict")
        with pytest.raises(Conflict) as caught:
            me.policies.roll_back(0, reason="again")
        assert caught.value.code == "policy.unchanged"
    assert founds(place)
    with place.kit.acting_as("ada") as me:
        assert numbers(me.policies.history(limit=3)) == [
            (0, "rolled-back", "ada"),
            (1, "rolled-back", "ada"),
            (2, "published", "ben"),
        ]


@pytest.mark.parametrize("version", [3, -1, True, 2**70, "1", None])
def test_a_version_that_is_not_there_is_not_found(version: Any) -> None:
    place = house()
    place.publish()
    place.publish(RULES)
    with place.kit.acting_as("ada") as me, pytest.raises((NotFound, Conflict)):
        me.policies.roll_back(version, reason="why not")


def test_a_unit_that_is_undone_publishes_nothing() -> None:
    place = house()
    with pytest.raises(RuntimeError), place.kit.acting_as("ada") as me:
        me.policies.publish(MODEL, NO_FOUNDING, reason="a try")
        raise RuntimeError
    place.ticks.pass_(10)
    assert founds(place)
    assert place.publish().version == 1


def test_people_of_one_network_do_not_decide_for_another() -> None:
    place = house()
    with place.kit.system("a test", network="club") as desk:
        desk.create_network("Club", kind="community")
    with pytest.raises(Forbidden) as caught:
        place.publish()
    assert caught.value.code == "policy.several_networks"
    chosen = house(change=lambda terms: replace(terms, publishers="default"))
    with chosen.kit.system("a test", network="club") as desk:
        desk.create_network("Club", kind="community")
        desk.enrol("eve", "Eve", roles=["admin"])
    assert chosen.publish().in_force
    with chosen.kit.acting_as("eve", network="club") as me, pytest.raises(Forbidden):
        me.policies.publish(MODEL, RULES, reason="mine")


def test_files_of_the_host_are_changed_as_files() -> None:
    kit = SocialKit.open("memory:", policy=default_policy())
    with kit.system("a test") as desk:
        desk.create_network("Works")
        desk.enrol("ada", "Ada", roles=["admin"])
    with kit.acting_as("ada") as me:
        state = me.policies.current()
        assert (state.version, state.stored) == (0, False)
        with pytest.raises(ConfigurationError) as caught:
            me.policies.publish(MODEL, NO_FOUNDING, reason="a try")
        assert caught.value.code == "policy.files"


def test_the_host_recovers_from_a_policy_that_locks_everybody_out() -> None:
    place = house()
    place.publish()
    place.smuggle(LOCKED)
    place.ticks.pass_(10)
    with pytest.raises(Forbidden):
        place.publish(RULES)
    with place.kit.system("locked out") as desk:
        assert desk.press().recover(1, reason="Nobody could publish").in_force
    assert place.publish(RULES).version == 3
    with place.kit.acting_as("ada") as me:
        steps = [entry for entry in me.policies.history() if entry.what == Step.RECOVERED]
        assert [(one.version, one.who) for one in steps] == [(1, None)]


def test_every_step_stands_in_the_audit(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "socialkit.audit")
    place = house()
    place.publish(reason="The office founds groups")
    (line,) = [each.message for each in caplog.records if "policy published" in each.message]
    assert "version=1" in line
    assert "'The office founds groups'" in line
