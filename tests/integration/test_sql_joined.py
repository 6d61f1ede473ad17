"""A joined storage lives and dies with the host's own transaction, on each database."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from socialkit.domain.networks import Network
from socialkit.errors import ConfigurationError, Conflict
from socialkit.ports.storage import UnitOfWork
from socialkit.storage.sql import JoinedTransactions, SqlStorage, schema
from socialkit.testing.factories import Factory

HOST = sa.Table("host_row", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True))


@dataclass
class Host:
    """Be an application with a session of its own, that the library joins."""

    engine: sa.Engine
    make: Factory = field(default_factory=Factory)
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session = orm.scoped_session(orm.sessionmaker(self.engine))
        self.storage = SqlStorage(JoinedTransactions(self.session))

    def write(self, key: int) -> None:
        self.session.execute(sa.insert(HOST), {"id": key})

    def found(self, slug: str) -> None:
        network, _ = self.make.network(slug)
        with self.storage.unit() as unit:
            unit.networks.add(network)
            unit.on_commit(lambda: self.told.append(slug))

    def kept(self) -> tuple[int, list[str]]:
        """Return what another connection sees: rows of the host, slugs of networks."""
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(sa.func.count()).select_from(HOST)).scalar_one()
            slugs = connection.execute(sa.text("SELECT slug FROM sk_network ORDER BY slug"))
            return rows, [row[0] for row in slugs]


@pytest.fixture
def host(database_url: str) -> Iterator[Host]:
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        schema.create(connection)
        HOST.create(connection)
    host = Host(engine)
    yield host
    host.session.remove()
    engine.dispose()


def test_what_the_host_commits_is_kept_together(host: Host) -> None:
    host.write(1)
    host.found("a")
    assert host.told == []
    host.session.commit()
    assert host.kept() == (1, ["a"])
    assert host.told == ["a"]


def test_what_the_host_rolls_back_is_gone_together(host: Host) -> None:
    host.found("a")
    host.write(1)
    host.session.rollback()
    assert host.kept() == (0, [])
    assert host.told == []


def test_what_the_host_never_commits_is_gone(host: Host) -> None:
    host.found("a")
    host.session.remove()
    assert host.kept() == (0, [])
    assert host.told == []


def test_a_savepoint_of_the_host_takes_the_unit_with_it(host: Host) -> None:
    host.write(1)
    inner = host.session.begin_nested()
    host.found("a")
    inner.rollback()
    host.found("b")
    host.session.commit()
    assert host.kept() == (1, ["b"])
    assert host.told == ["b"]


def test_a_savepoint_before_anything_else_does_not_commit(host: Host) -> None:
    inner = host.session.begin_nested()
    host.found("a")
    inner.commit()
    assert host.told == []
    host.session.rollback()
    assert host.kept() == (0, [])
    assert host.told == []


def test_a_unit_that_fails_leaves_the_work_of_the_host_alone(host: Host) -> None:
    host.write(1)
    host.found("a")
    with pytest.raises(Conflict) as refusal:
        host.found("a")
    assert refusal.value.code == "network.slug_taken"
    host.write(2)
    host.session.commit()
    assert host.kept() == (2, ["a"])
    assert host.told == ["a"]


def _add_in_vain(host: Host, unit: UnitOfWork, network: Network) -> None:
    with unit.atomic():
        unit.networks.add(network)
        unit.on_commit(lambda: host.told.append("never"))
        raise ZeroDivisionError


def test_an_inner_piece_of_work_is_undone_alone(host: Host) -> None:
    (one, _), (two, _) = host.make.network("a"), host.make.network("b")
    with host.storage.unit() as unit:
        unit.networks.add(one)
        with pytest.raises(ZeroDivisionError):
            _add_in_vain(host, unit, two)
    host.session.commit()
    assert host.kept() == (0, ["a"])
    assert host.told == []


def test_a_reading_unit_sees_what_the_host_has_not_committed(host: Host) -> None:
    host.found("a")
    with host.storage.unit(read_only=True) as unit:
        assert [network.slug for network in unit.networks.all()] == ["a"]
        with pytest.raises(ConfigurationError):
            unit.networks.add(host.make.network("b")[0])


def test_a_host_without_our_tables_is_told_what_to_run(database_url: str) -> None:
    engine = sa.create_engine(database_url)
    session = orm.Session(engine)
    storage = SqlStorage(JoinedTransactions(session))
    with pytest.raises(ConfigurationError) as refusal, storage.unit():
        pass
    assert refusal.value.code == "storage.not_migrated"
    session.close()
    engine.dispose()
