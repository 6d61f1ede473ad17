"""A process decides by one policy at a time, follows the database, and never by a broken one."""

# ruff: noqa: PT012 - units of work are opened where they must fail

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path

import pytest

from socialkit.domain.actions import Permission
from socialkit.errors import Unavailable
from socialkit.ports.storage import Storage
from socialkit.services.deciding import ClosedPolicy, InForce, LivingPolicy
from tests.unit.services.press import BROKEN, MODEL, NO_FOUNDING, RULES, house
from tests.unit.services.test_policies import founds


def test_another_process_follows_within_the_time_that_was_set() -> None:
    place = house()
    there = place.neighbour()
    before = there.current()
    made = place.publish()
    assert there.current() is before
    place.ticks.pass_(4.9)
    assert there.current() is before
    place.ticks.pass_(0.2)
    assert there.current().version == made.fingerprint
    assert there.current() is there.current()


def test_a_broken_policy_leaves_the_last_good_one_and_is_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    place = house()
    place.publish()
    good = place.source.current()
    for rules, sound in ((BROKEN, True), (RULES, False)):
        place.smuggle(rules, sound=sound)
        for _ in range(3):
            place.ticks.pass_(10)
            assert place.source.current() is good
        assert place.source.refused is not None
    told = [each.message for each in caplog.records if "policy_broken" in each.message]
    assert len(told) == 2
    assert "error=policy_refused" in told[0]
    assert "error=policy.damaged" in told[1]
    made = place.publish(RULES)
    assert place.source.current().version == made.fingerprint
    assert place.source.refused is None


def test_a_process_that_begins_with_a_broken_policy_allows_nothing() -> None:
    place = house()
    place.smuggle(BROKEN)
    there = place.neighbour()
    assert isinstance(there.current(), ClosedPolicy)
    assert there.refused is not None
    with place.kit.system("a test") as desk:
        desk.press().recover(0, reason="It was broken")
    place.ticks.pass_(10)
    assert there.current().version == place.source.terms.fallback.version


def test_a_closed_policy_denies_everything_in_every_form() -> None:
    place = house()
    with place.kit.acting_as("ada") as me:
        caller = me.context.caller
        policy, thing = ClosedPolicy(), object()
        for permission in Permission:
            assert not policy.check(caller, permission, thing)  # type: ignore[arg-type]
            assert policy.plan(caller, permission).never
        assert policy.audience(Permission.POST_READ, thing, shapes=[caller.shape()]) == ()  # type: ignore[arg-type]
        assert not policy.explain(caller, Permission.POST_READ, thing).allowed  # type: ignore[arg-type]
        assert policy.classes == frozenset()


def test_a_database_that_is_away_leaves_the_last_good_policy(
    caplog: pytest.LogCaptureFixture,
) -> None:
    place = house()
    place.publish()
    good, storage = place.source.current(), place.kit.storage
    away = LivingPolicy(_Away(storage), place.source.terms)
    with pytest.raises(Unavailable):
        away.current()
    source = place.source
    source._storage = _Away(storage)  # noqa: SLF001 - the server stops
    for _ in range(3):
        place.ticks.pass_(10)
        assert source.current() is good
    assert len([each for each in caplog.records if "policy_unknown" in each.message]) == 1
    source._storage = storage  # noqa: SLF001 - and comes back
    place.ticks.pass_(10)
    assert source.current() is good


class _Away(Storage):
    def __init__(self, storage: Storage) -> None:
        self.capabilities = storage.capabilities

    def unit(self, *, read_only: bool = False) -> object:  # type: ignore[override]  # noqa: ARG002
        raise Unavailable("storage.unavailable", "The database is away.")

    def check(self) -> None: ...

    def close(self) -> None: ...


def test_a_replica_that_lags_does_not_take_back_what_was_published() -> None:
    place = house()
    before = InForce(None, place.source.current())
    made = place.publish()
    place.source._take(before)  # noqa: SLF001 - what a lagging replica would bring
    assert place.source.current().version == made.fingerprint
    place.ticks.pass_(61)
    place.source._take(before)  # noqa: SLF001 - a database that was restored
    assert place.source._held is before  # noqa: SLF001


def test_what_is_not_committed_yet_is_not_followed_in_its_own_thread() -> None:
    place = house("sqlite://")
    with pytest.raises(RuntimeError), place.kit.acting_as("ada") as me:
        me.policies.publish(MODEL, NO_FOUNDING, reason="a try")
        place.ticks.pass_(10)
        # The one connection of a database in memory sees what this unit wrote.
        assert place.source.current().version == place.source.terms.fallback.version
        raise RuntimeError
    place.ticks.pass_(10)
    assert founds(place)


def test_a_fork_follows_by_itself(tmp_path: Path) -> None:
    place = house(f"sqlite:///{tmp_path / 'social.db'}")
    place.source.current()
    place.kit.close()
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - it is another process
        os.close(reads)
        place.smuggle(NO_FOUNDING)
        place.ticks.pass_(10)
        os.write(writes, place.source.current().version.encode())
        os._exit(0)
    os.close(writes)
    told = os.read(reads, 100).decode()
    os.waitpid(child, 0)
    place.ticks.pass_(10)
    assert place.source.current().version == told
    assert told != place.source.terms.fallback.version


def test_a_fork_does_not_inherit_a_closed_lock() -> None:
    place = house()
    with place.source._swapping.held():  # noqa: SLF001 - another thread is in while we fork
        child = os.fork()
        if child == 0:  # pragma: no cover - it is another process
            place.source._take(InForce(None, ClosedPolicy()))  # noqa: SLF001
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0


def test_threads_never_see_anything_but_policies_that_were_in_force() -> None:
    place = house()
    known = {place.source.current().version}
    seen: set[str] = set()
    over = threading.Event()

    def decide() -> None:
        while not over.wait(0.002):
            place.ticks.pass_(1)
            seen.add(place.source.current().version)

    threads = [threading.Thread(target=decide) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(6):
        known.add(place.publish(f"{NO_FOUNDING}\n# {number}\n").fingerprint)
        place.smuggle(BROKEN)
    over.set()
    for thread in threads:
        thread.join()
    assert seen <= known
    assert len(seen) > 2


def test_nothing_is_logged_while_all_is_well(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "socialkit.policy")
    place = house()
    place.publish()
    place.ticks.pass_(10)
    place.source.current()
    assert [each for each in caplog.records if each.name == "socialkit.policy"] == []
