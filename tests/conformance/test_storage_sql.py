"""The SQL storage keeps every promise of the ports, on each database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from socialkit.ports.storage import Storage
from socialkit.testing.storage import StorageSuite
from tests.conformance.sql_storages import Prepared, prepared


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    with prepared(f"sqlite:///{tmp_path_factory.mktemp('suite') / 'suite.db'}") as database:
        yield database


@pytest.fixture(scope="module")
def postgres(postgres_url: str) -> Iterator[Prepared]:
    with prepared(postgres_url) as database:
        yield database


@pytest.fixture(scope="module")
def mariadb(mariadb_url: str) -> Iterator[Prepared]:
    with prepared(mariadb_url) as database:
        yield database


class TestSqlite(StorageSuite):
    @pytest.fixture
    def storage(self, sqlite: Prepared) -> Storage:
        return sqlite.emptied()


@pytest.mark.postgres
class TestPostgres(StorageSuite):
    @pytest.fixture
    def storage(self, postgres: Prepared) -> Storage:
        return postgres.emptied()


@pytest.mark.mariadb
class TestMariadb(StorageSuite):
    @pytest.fixture
    def storage(self, mariadb: Prepared) -> Storage:
        return mariadb.emptied()
