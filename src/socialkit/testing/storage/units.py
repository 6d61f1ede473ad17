"""Promise that a unit of work is kept whole or not at all."""

# ruff: noqa: D102, PT012 - a test's name is its sentence; units of work are opened where they must fail
from __future__ import annotations

import pytest

from socialkit.errors import ConfigurationError, Conflict
from socialkit.ports.storage import Storage, UnitOfWork
from socialkit.testing.changes import CHANGES, Stage, prepare
from socialkit.testing.factories import Factory
from socialkit.testing.observation import Answer, Viewer, answered, differences, every_question
from socialkit.testing.plans import default_policy
from socialkit.testing.storage.base import Promises
from socialkit.testing.storage.races import at_once
from socialkit.testing.world import World


class Deliberate(Exception):
    """Be raised by a test on purpose."""


def _rename(unit: UnitOfWork, world: World, name: str) -> None:
    unit.networks.save(world.network.evolve(name=name))


def _name(storage: Storage, world: World) -> str:
    with storage.unit(read_only=True) as unit:
        found = unit.networks.find(world.network.id)
    assert found is not None
    return found.name


class UnitPromises(Promises):
    """Promise what `Storage` and `UnitOfWork` say."""

    def test_a_storage_that_is_ready_passes_its_check(self, storage: Storage) -> None:
        storage.check()

    def test_a_closed_storage_opens_again_when_it_is_used(
        self, storage: Storage, world: World
    ) -> None:
        if storage.capabilities.durable:
            storage.close()
        assert _name(storage, world) == "Works"

    def test_what_a_unit_changed_is_there_for_the_next_one(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit() as unit:
            _rename(unit, world, "Changed")
        assert _name(storage, world) == "Changed"

    def test_a_unit_reads_its_own_changes(self, storage: Storage, world: World) -> None:
        with storage.unit() as unit:
            _rename(unit, world, "Changed")
            found = unit.networks.find(world.network.id)
            assert found is not None
            assert found.name == "Changed"

    def test_a_unit_that_an_exception_leaves_changes_nothing(
        self, storage: Storage, world: World
    ) -> None:
        with pytest.raises(Deliberate), storage.unit() as unit:
            _rename(unit, world, "Changed")
            raise Deliberate
        assert _name(storage, world) == "Works"

    def test_every_change_is_undone_with_its_unit(self, storage: Storage, world: World) -> None:
        with storage.unit() as unit:
            prepare(Stage(unit, world))
        before = _observed(storage, world)
        for name, change in CHANGES.items():
            with pytest.raises(Deliberate, match=name), storage.unit() as unit:
                change(Stage(unit, world))
                raise Deliberate(name)
        assert not list(differences(before, _observed(storage, world)))

    def test_a_reader_sees_committed_changes_alone_and_never_waits(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit() as unit:
            _rename(unit, world, "Changed")
            # In a thread of its own: inside this one, a host's transaction may hold both.
            assert at_once(lambda: _name(storage, world)) == ["Works"]
        assert _name(storage, world) == "Changed"

    def test_an_inner_piece_of_work_is_undone_alone(self, storage: Storage, world: World) -> None:
        with storage.unit() as unit:
            _rename(unit, world, "Outer")
            with pytest.raises(Deliberate), unit.atomic():
                _rename(unit, world, "Inner")
                raise Deliberate
            found = unit.networks.find(world.network.id)
            assert found is not None
            assert found.name == "Outer"
        assert _name(storage, world) == "Outer"

    def test_an_inner_piece_of_work_that_went_well_is_kept(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit() as unit, unit.atomic():
            _rename(unit, world, "Inner")
        assert _name(storage, world) == "Inner"

    def test_finished_inner_pieces_are_undone_with_the_piece_around_them(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit() as unit:
            with pytest.raises(Deliberate), unit.atomic():
                with unit.atomic():
                    _rename(unit, world, "Innermost")
                raise Deliberate
            with unit.atomic(), unit.atomic():
                unit.groups.lock(world.groups["O"].id)
        with storage.unit(read_only=True) as unit:
            found = unit.groups.find(world.caller(unit, "ann"), world.groups["O"].id)
        assert _name(storage, world) == "Works"
        assert found is not None
        assert found.group.epoch == 1

    def test_finished_inner_pieces_are_undone_with_the_unit(
        self, storage: Storage, world: World
    ) -> None:
        with pytest.raises(Deliberate), storage.unit() as unit:
            with unit.atomic():
                _rename(unit, world, "Inner")
            raise Deliberate
        assert _name(storage, world) == "Works"

    def test_a_refused_change_inside_an_inner_piece_leaves_the_unit_usable(
        self, storage: Storage, world: World, make: Factory
    ) -> None:
        twin, _ = make.network(world.network.slug)
        with storage.unit() as unit:
            with pytest.raises(Conflict), unit.atomic():
                unit.networks.add(twin)
            _rename(unit, world, "Changed")
        assert _name(storage, world) == "Changed"

    def test_acts_are_called_after_the_commit_in_the_order_of_asking(
        self, storage: Storage, world: World
    ) -> None:
        seen: list[str] = []
        with storage.unit() as unit:
            _rename(unit, world, "Changed")
            unit.on_commit(lambda: seen.append(f"first, {_name(storage, world)}"))
            with unit.atomic():
                unit.on_commit(lambda: seen.append("second"))
            unit.on_commit(lambda: seen.append("third"))
            assert not seen
        assert seen == ["first, Changed", "second", "third"]

    def test_acts_are_called_once(self, storage: Storage) -> None:
        seen: list[int] = []
        with storage.unit() as unit:
            unit.on_commit(lambda: seen.append(1))
        with storage.unit():
            pass
        assert seen == [1]

    def test_acts_of_a_unit_that_was_undone_are_never_called(self, storage: Storage) -> None:
        seen: list[str] = []
        with pytest.raises(Deliberate), storage.unit() as unit:
            unit.on_commit(lambda: seen.append("never"))
            raise Deliberate
        with storage.unit():
            pass
        assert not seen

    def test_acts_of_an_inner_piece_that_was_undone_are_never_called(
        self, storage: Storage
    ) -> None:
        seen: list[str] = []
        with storage.unit() as unit:
            unit.on_commit(lambda: seen.append("before"))
            with pytest.raises(Deliberate), unit.atomic():
                with unit.atomic():
                    unit.on_commit(lambda: seen.append("never"))
                raise Deliberate
            unit.on_commit(lambda: seen.append("after"))
        assert seen == ["before", "after"]

    def test_an_act_may_open_a_unit_of_its_own(self, storage: Storage, world: World) -> None:
        def rename() -> None:
            with storage.unit() as unit:
                _rename(unit, world, "By an act")

        with storage.unit() as unit:
            unit.on_commit(rename)
        assert _name(storage, world) == "By an act"


def _observed(storage: Storage, world: World) -> list[Answer]:
    with storage.unit(read_only=True) as unit:
        viewer = Viewer(unit, world, world.caller(unit, "ann"), policy=default_policy())
        return answered(every_question(unit, world, viewer))


class ReadOnlyPromises(Promises):
    """Promise that a read-only unit reads."""

    def test_a_read_only_unit_refuses_every_change(self, storage: Storage, world: World) -> None:
        with storage.unit() as unit:
            prepare(Stage(unit, world))
        for name, change in CHANGES.items():
            with (
                pytest.raises(ConfigurationError) as refusal,
                storage.unit(read_only=True) as unit,
            ):
                change(Stage(unit, world))
                pytest.fail(f"{name} was not refused")
            assert refusal.value.code == "storage.read_only", name

    def test_the_same_changes_are_made_by_a_unit_that_may_write(
        self, storage: Storage, world: World
    ) -> None:
        with storage.unit() as unit:
            prepare(Stage(unit, world))
        before = _observed(storage, world)
        with storage.unit() as unit:
            for change in CHANGES.values():
                change(Stage(unit, world))
        assert list(differences(before, _observed(storage, world)))
