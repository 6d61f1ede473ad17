"""The storage inside Django keeps every promise of the ports, on each database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from socialkit.ports.storage import Storage
from socialkit.testing.storage import StorageSuite
from tests.conformance.django_storages import Hosted, hosted


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosted]:
    url = f"sqlite:///{tmp_path_factory.mktemp('suite') / 'suite.db'}"
    with hosted("sqlite", url) as database:
        yield database


@pytest.fixture(scope="module")
def postgres(postgres_url: str) -> Iterator[Hosted]:
    with hosted("postgres", postgres_url) as database:
        yield database


@pytest.fixture(scope="module")
def mariadb(mariadb_url: str) -> Iterator[Hosted]:
    with hosted("mariadb", mariadb_url) as database:
        yield database


class TestSqlite(StorageSuite):
    @pytest.fixture
    def storage(self, sqlite: Hosted) -> Storage:
        return sqlite.emptied()


@pytest.mark.postgres
class TestPostgres(StorageSuite):
    @pytest.fixture
    def storage(self, postgres: Hosted) -> Storage:
        return postgres.emptied()


@pytest.mark.mariadb
class TestMariadb(StorageSuite):
    @pytest.fixture
    def storage(self, mariadb: Hosted) -> Storage:
        return mariadb.emptied()
