"""A storage that was written from the documentation alone keeps every promise of the ports."""

from __future__ import annotations

from pathlib import Path

import pytest

from socialkit.ports.storage import Storage
from socialkit.testing.storage import StorageSuite
from socialkit.testing.world import build_world
from tests.conformance.third_storage import JournalStorage


class TestJournalStorage(StorageSuite):
    @pytest.fixture
    def storage(self, tmp_path: Path) -> Storage:
        return JournalStorage(tmp_path / "journal.jsonl")


def test_what_was_committed_is_read_again_and_a_torn_line_never_was(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    world = build_world(JournalStorage(path))
    with path.open("ab") as journal:
        journal.write(b'[["networks", true, {"id": "')
    again = JournalStorage(path)
    with again.unit() as unit:
        assert set(unit.networks.all()) == {world.network, world.club}
        unit.networks.save(world.network.evolve(name="Renamed"))
    again.close()
    with again.unit(read_only=True) as unit:
        found = unit.networks.find(world.network.id)
    assert found is not None
    assert found.name == "Renamed"
