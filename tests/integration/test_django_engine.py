"""Through Django's cursor the same rows are written, read and refused as on an own engine."""

from __future__ import annotations

import subprocess
import sys
import unittest
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from django.db import transaction
from django.test import TestCase

from socialkit.contrib.django.engine import engine_of
from socialkit.contrib.django.unit import DjangoStorage, open_storage
from socialkit.errors import Conflict
from socialkit.ports.storage import Storage
from socialkit.storage.sql import SqlStorage, schema
from socialkit.storage.sql.migrations import migrate
from socialkit.storage.sql.tables import METADATA
from socialkit.testing.changes import CHANGES, Stage, prepare
from socialkit.testing.observation import Answer, Viewer, answered, differences, every_question
from socialkit.testing.plans import default_policy
from socialkit.testing.world import World, build_world
from tests.django_host.databases import alias as open_alias
from tests.django_host.databases import configure
from tests.integration.django_databases import Host
from tests.services.databases import BACKENDS, SQLITE
from tests.services.fixtures import DatabaseFactory

EACH = pytest.mark.parametrize(
    "backend",
    [
        pytest.param(name, marks=[] if name == SQLITE else [getattr(pytest.mark, name)])
        for name in BACKENDS
    ],
)


@pytest.fixture(autouse=True)
def _django() -> None:
    configure()


def _filled(storage: Storage) -> World:
    """Make the world, and call every method that changes something once."""
    world = build_world(storage)
    with storage.unit() as unit:
        prepare(Stage(unit, world))
    with storage.unit() as unit:
        for change in CHANGES.values():
            change(Stage(unit, world))
    return world


def _told(storage: Storage, world: World) -> list[Answer]:
    with storage.unit(read_only=True) as unit:
        viewer = Viewer(unit, world, world.caller(unit, "ann"), policy=default_policy())
        return answered(every_question(unit, world, viewer))


def _bytes(url: str, prefix: str = "sk_") -> Iterator[tuple[str, list[str]]]:
    """Yield every row of every table as the database keeps it."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        for table in METADATA.sorted_tables:
            name = table.name.replace("sk_", prefix, 1)
            columns = [engine.dialect.identifier_preparer.quote(c.name) for c in table.columns]
            shown = ", ".join(
                f"typeof({c}), hex({c})" if engine.dialect.name == SQLITE else c for c in columns
            )
            rows = connection.execute(sa.text(f"SELECT {shown} FROM {name}"))  # noqa: S608 - our own names
            yield table.name, sorted(repr(tuple(row)) for row in rows)
    engine.dispose()


def _hosted(prefix: str = "sk_") -> DjangoStorage:
    engine = engine_of("tried", prefix=prefix)
    with transaction.atomic(using="tried"), engine.connect() as connection:
        if schema.current(connection) is None:
            schema.create(connection)
    return open_storage(reads="tried", writes="tried", prefix=prefix)


@EACH
def test_both_hosts_write_the_same_bytes_and_read_each_others(
    backend: str, fresh_database: DatabaseFactory
) -> None:
    one, other = fresh_database(backend), fresh_database(backend)
    migrate(one)
    plain = SqlStorage.open(one)
    world = _filled(plain)
    expected = _told(plain, world)
    with open_alias("tried", other):
        _filled(_hosted())
    for (table, rows), (_, others) in zip(_bytes(one), _bytes(other), strict=True):
        assert rows == others, table
    with open_alias("tried", one):
        assert list(differences(expected, _told(_hosted(), world))) == []
    plain.close()


@EACH
def test_another_prefix_of_tables_changes_nothing_else(
    backend: str, fresh_database: DatabaseFactory
) -> None:
    one, other = fresh_database(backend), fresh_database(backend)
    migrate(one)
    plain = SqlStorage.open(one)
    world = _filled(plain)
    expected = _told(plain, world)
    plain.close()
    with open_alias("tried", other):
        storage = _hosted("firm_social_")
        _filled(storage)
        assert list(differences(expected, _told(storage, world))) == []
        with pytest.raises(Conflict) as refusal, storage.unit() as unit:
            unit.networks.add(world.make.network(world.network.slug)[0])
        assert refusal.value.code == "network.slug_taken"
        storage.check()
    assert {name for name, _ in _bytes(other, "firm_social_")}


def _run(case: type[TestCase]) -> None:
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(case).run(result)
    assert [text for _, text in result.errors + result.failures] == []
    assert result.testsRun


def test_test_cases_of_django_isolate_count_and_capture(django_host: Host) -> None:
    class Isolated(TestCase):
        def test_one(self) -> None:
            self.begin_empty()

        def test_two(self) -> None:
            self.begin_empty()

        def begin_empty(self) -> None:
            assert django_host.seen() == []
            with self.assertNumQueries(1, using=django_host.alias):
                django_host.seen()
            with self.captureOnCommitCallbacks(using=django_host.alias, execute=True) as acts:
                django_host.found("a")
            assert len(acts) == 1
            assert django_host.told.pop() == "a"
            assert django_host.seen() == ["a"]

    Isolated.databases = {django_host.alias}
    _run(Isolated)
    assert django_host.kept() == ([], [])


def test_a_test_case_that_did_not_ask_for_the_database_gets_djangos_own_refusal(
    django_host: Host,
) -> None:
    class Elsewhere(TestCase):
        def test_guard(self) -> None:
            for act in (django_host.seen, lambda: django_host.found("a")):
                with pytest.raises(AssertionError, match="not allowed") as refusal:
                    act()
                assert refusal.value.__cause__ is not refusal.value

    Elsewhere.databases = set()
    _run(Elsewhere)


def test_the_debug_toolbar_records_every_statement(django_host: Host) -> None:
    url = django_host.outside.url.render_as_string(hide_password=False)
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.django_toolbar", url],
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "INSERT INTO" in done.stdout
    assert "'seen'" in done.stdout
    assert "FROM sk_network" in done.stdout


def test_nothing_of_sqlalchemy_begins_or_saves_by_itself(django_host: Host) -> None:
    from socialkit.errors import ConfigurationError

    with engine_of(django_host.alias).connect() as connection:
        connection.execute(sa.text("SELECT 1"))
        with pytest.raises(ConfigurationError, match=r"transaction.atomic"):
            connection.begin_nested()
