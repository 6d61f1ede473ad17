"""A storage that was written from the documentation alone keeps every promise of the ports."""

from __future__ import annotations

from pathlib import Path

import pytest

from socialkit.ports.storage import Storage
from socialkit.testing.storage import StorageSuite
from tests.conformance.third_storage import JournalStorage


class TestJournalStorage(StorageSuite):
    @pytest.fixture
    def storage(self, tmp_path: Path) -> Storage:
        return JournalStorage(tmp_path / "journal.jsonl")
