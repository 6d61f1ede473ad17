"""What memory promises beyond the ports."""

from __future__ import annotations

import pytest

from socialkit.errors import ConfigurationError
from socialkit.storage.memory import MemoryStorage
from socialkit.testing.world import build_world


def test_a_second_writer_in_one_thread_is_refused_instead_of_waiting_for_itself() -> None:
    storage = MemoryStorage()
    with storage.unit(), pytest.raises(ConfigurationError) as refusal, storage.unit():
        pytest.fail("The inner unit must not open.")
    assert refusal.value.code == "storage.nested_unit"


def test_a_unit_that_is_over_can_not_change_what_was_committed() -> None:
    storage = MemoryStorage()
    world = build_world(storage)
    with storage.unit() as unit:
        pass
    with pytest.raises(ConfigurationError):
        unit.networks.save(world.network.evolve(name="Late"))


def test_a_reader_keeps_seeing_the_moment_at_which_it_began() -> None:
    storage = MemoryStorage()
    world = build_world(storage)
    with storage.unit(read_only=True) as reader:
        with storage.unit() as writer:
            writer.networks.save(world.network.evolve(name="Changed"))
        found = reader.networks.find(world.network.id)
    assert found == world.network
