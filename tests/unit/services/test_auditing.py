"""Refusals and special rights leave a trace that can neither be flooded nor hidden in."""

from __future__ import annotations

import logging
from uuid import UUID

import pytest

from socialkit import Forbidden
from socialkit.domain.actions import Permission
from socialkit.domain.caller import Caller
from socialkit.domain.facts import NetworkFacts
from socialkit.services.auditing import MOST_LINES, WINDOW, DecisionAudit
from socialkit.testing.plans import default_policy
from tests.unit.services.press import Ticks, house
from tests.unit.services.world import START

HERE = UUID(int=1)
THING = NetworkFacts(id=HERE)


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What is written to the audit."""
    caplog.set_level(logging.DEBUG, "socialkit.audit")
    return caplog


def somebody(number: int = 2, *roles: str) -> Caller:
    """Return an employee."""
    return Caller(
        person_id=UUID(int=number),
        network_id=HERE,
        network_kind="workplace",
        member_class="employee",
        now=START,
        network_roles=frozenset(roles),
    )


def decide(audit: DecisionAudit, caller: Caller, permission: Permission, *, allowed: bool) -> None:
    """Let the audit know of a decision about the network."""
    audit.decided(default_policy(), caller, permission, THING, allowed=allowed)


def test_a_refusal_is_written_once_a_minute_and_then_counted(
    lines: pytest.LogCaptureFixture,
) -> None:
    ticks = Ticks()
    audit = DecisionAudit(clock=ticks)
    for number in range(50):
        decide(audit, somebody(number), Permission.NETWORK_ADMINISTER, allowed=False)
    assert len(lines.messages) == 1
    assert "outcome=deny" in lines.messages[0]
    assert "class=employee" in lines.messages[0]
    ticks.pass_(WINDOW)
    decide(audit, somebody(), Permission.NETWORK_ADMINISTER, allowed=False)
    assert "decisions repeated=49 left_out=0" in lines.messages


def test_a_special_right_is_written_for_each_person_and_thing(
    lines: pytest.LogCaptureFixture,
) -> None:
    audit = DecisionAudit(clock=Ticks())
    for number in (2, 3, 3):
        decide(audit, somebody(number, "admin"), Permission.NETWORK_ADMINISTER, allowed=True)
    decide(audit, somebody(), Permission.NETWORK_POST, allowed=True)
    assert len(lines.messages) == 2
    assert "rules=N3" in lines.messages[0]
    assert f"policy={default_policy().version}" in lines.messages[0]


def test_a_flood_is_capped_and_what_was_left_out_is_counted(
    lines: pytest.LogCaptureFixture,
) -> None:
    ticks = Ticks()
    audit = DecisionAudit(clock=ticks)
    for number in range(MOST_LINES + 40):
        decide(audit, somebody(number, "admin"), Permission.NETWORK_IMPORT, allowed=True)
    assert len(lines.messages) == MOST_LINES
    ticks.pass_(WINDOW)
    decide(audit, somebody(), Permission.NETWORK_ADMINISTER, allowed=False)
    assert "left_out=40" in "".join(lines.messages)


def test_what_is_done_in_the_product_is_traced(lines: pytest.LogCaptureFixture) -> None:
    place = house()
    with place.kit.acting_as("cy") as me:
        with pytest.raises(Forbidden):
            me.networks.stats()
        me.people.list()
    with place.kit.acting_as("ada") as me:
        me.networks.stats()
    told = lines.messages
    assert any("outcome=deny" in one and "network:see-figures" in one for one in told)
    assert any("outcome=allow" in one and "network:see-figures" in one for one in told)
    assert any(one.startswith("list permission=person:read") for one in told)
