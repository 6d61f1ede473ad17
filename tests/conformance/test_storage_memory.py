"""The memory storage keeps every promise of the ports."""

from __future__ import annotations

import pytest

from socialkit.ports.storage import Storage
from socialkit.storage.memory import MemoryStorage
from socialkit.testing.storage import StorageSuite


class TestMemoryStorage(StorageSuite):
    @pytest.fixture
    def storage(self) -> Storage:
        return MemoryStorage()
