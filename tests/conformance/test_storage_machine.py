"""Random work on each SQL storage is answered as memory answers it."""

from __future__ import annotations

from pathlib import Path

import pytest

from socialkit.storage.memory import MemoryStorage
from socialkit.testing.machine import run_machine
from tests.conformance.django_storages import hosted
from tests.conformance.sql_storages import prepared


def test_memory_agrees_with_itself() -> None:
    assert run_machine(MemoryStorage, steps=100, seed_number=1).steps >= 100


def test_sqlite_agrees_with_memory(tmp_path: Path) -> None:
    with prepared(f"sqlite:///{tmp_path / 'machine.db'}") as database:
        assert run_machine(database.emptied, steps=1_000, seed_number=2).steps >= 1_000


@pytest.mark.postgres
def test_postgres_agrees_with_memory(postgres_url: str) -> None:
    with prepared(postgres_url) as database:
        assert run_machine(database.emptied, steps=300, seed_number=3).steps >= 300


@pytest.mark.mariadb
def test_mariadb_agrees_with_memory(mariadb_url: str) -> None:
    with prepared(mariadb_url) as database:
        assert run_machine(database.emptied, steps=300, seed_number=4).steps >= 300


@pytest.mark.postgres
def test_postgres_through_django_agrees_with_memory(postgres_url: str) -> None:
    with hosted("machine", postgres_url) as database:
        assert run_machine(database.emptied, steps=300, seed_number=5).steps >= 300
