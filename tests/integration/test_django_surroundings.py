"""Units work with what hosts of Django do: threads, time zones, pools, lost connections."""

# ruff: noqa: PT012 - units of work are opened where they must fail
from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from asgiref.sync import async_to_sync, sync_to_async
from django.db import connections, transaction
from django.test import override_settings

from socialkit.contrib.django.unit import DjangoStorage, open_storage
from socialkit.domain.networks import Network
from socialkit.errors import ConfigurationError, Unavailable
from socialkit.storage.sql import SqlStorage
from tests.django_host.databases import alias as open_alias
from tests.integration.django_databases import Host


def _in_threads(count: int, act: Callable[[int], object], alias: str) -> list[BaseException]:
    """Call `act` with each number in a thread of its own; return what was raised."""
    raised: list[BaseException] = []
    start = threading.Barrier(count)

    def run(number: int) -> None:
        start.wait(30)
        try:
            act(number)
        except BaseException as error:  # noqa: BLE001 - it is what the test looks at
            raised.append(error)
        finally:
            connections[alias].close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return raised


def _forget(host: Host) -> None:
    """Let Django make this thread's connection anew, of the settings."""
    host.connection.close()
    del connections[host.alias]


def _network(host: Host, slug: str) -> Network:
    found = host.make.network(slug)[0]
    return found.evolve(created_at=found.created_at)


def test_threads_have_transactions_of_their_own(django_host: Host) -> None:
    networks = [_network(django_host, f"n{number}") for number in range(6)]

    def work(number: int) -> None:
        with pytest.raises(ZeroDivisionError), transaction.atomic(using=django_host.alias):
            with django_host.storage.unit() as unit:
                unit.networks.add(networks[number])
            raise ZeroDivisionError
        if number % 2:
            with django_host.storage.unit() as unit:
                unit.networks.add(networks[number])

    assert _in_threads(6, work, django_host.alias) == []
    assert django_host.kept() == ([], ["n1", "n3", "n5"])


def test_hundreds_of_writes_at_once_are_all_kept(django_host: Host) -> None:
    each = 40 if django_host.connection.vendor == "sqlite" else 10
    with django_host.storage.unit() as unit:
        network, wall = django_host.make.network("a")
        unit.networks.add(network)
        unit.groups.add(wall)

    def work(_: int) -> None:
        for _ in range(each):
            with django_host.storage.unit() as unit:
                unit.networks.find_by_slug("a")  # A unit reads before it writes.
                assert unit.groups.lock(wall.id) is not None

    assert _in_threads(10, work, django_host.alias) == []
    with django_host.outside.connect() as connection:
        assert connection.execute(sa.text("SELECT epoch FROM sk_group")).scalar_one() == 10 * each


def test_a_unit_belongs_to_its_thread(django_host: Host) -> None:
    with django_host.storage.unit() as unit:
        raised = _in_threads(1, lambda _: repr(unit.networks.all()), django_host.alias)
    assert [getattr(error, "code", error) for error in raised] == ["storage.other_thread"]


def test_a_call_on_the_event_loop_names_what_to_use(django_host: Host) -> None:
    async def reading() -> None:
        django_host.seen()

    async def writing() -> None:
        django_host.found("a")

    for view in (reading, writing):
        with pytest.raises(ConfigurationError, match="sync_to_async") as refusal:
            async_to_sync(view)()
        assert refusal.value.code == "django.event_loop"
    assert django_host.seen() == []


def test_an_async_view_works_by_sync_to_async(django_host: Host) -> None:
    async def view() -> list[str]:
        await sync_to_async(django_host.found)("a")
        return await sync_to_async(django_host.seen)()

    # Sensitive to threads, the work comes back to the one in which the test began.
    with transaction.atomic(using=django_host.alias):
        assert async_to_sync(view)() == ["a"]
        assert django_host.kept() == ([], [])
    assert django_host.told == ["a"]


ZONES: list[tuple[bool, str, str | None]] = [
    (False, "America/New_York", None),
    (True, "Asia/Tokyo", None),
    (True, "UTC", "Australia/Lord_Howe"),
]


@pytest.mark.parametrize(("use_tz", "zone", "of_alias"), ZONES)
def test_moments_are_the_same_whatever_the_time_zones_of_the_host(
    django_host: Host,
    use_tz: bool,  # noqa: FBT001 - it is a setting
    zone: str,
    of_alias: str | None,
) -> None:
    network = _network(django_host, "a")
    plain = SqlStorage.open(django_host.outside.url)
    settings = django_host.connection.settings_dict
    _forget(django_host)
    with override_settings(USE_TZ=use_tz, TIME_ZONE=zone):
        settings["TIME_ZONE"] = of_alias
        try:
            with django_host.storage.unit() as unit:
                unit.networks.add(network)
            with django_host.storage.unit(read_only=True) as unit:
                found = unit.networks.find_by_slug("a")
        finally:
            settings["TIME_ZONE"] = None
            _forget(django_host)
    with plain.unit(read_only=True) as unit:
        assert found == unit.networks.find_by_slug("a") == network
    plain.close()


def _kill(host: Host) -> None:
    """End the connection of this thread from outside."""
    vendor, driver = host.connection.vendor, host.connection.connection
    number = driver.thread_id() if vendor == "mysql" else driver.info.backend_pid
    killing = {"mysql": "KILL :number", "postgresql": "SELECT pg_terminate_backend(:number)"}
    with host.outside.connect() as connection:
        connection.execute(sa.text(killing[vendor]), {"number": number})


def test_a_killed_connection_is_replaced_by_the_next_unit(django_host: Host) -> None:
    if django_host.connection.vendor == "sqlite":
        return
    for open_unit in (django_host.seen, lambda: django_host.found("a")):
        django_host.seen()
        _kill(django_host)
        with pytest.raises(Unavailable) as refusal:
            open_unit()
        assert refusal.value.code == "storage.unavailable"
        assert django_host.seen() == []
    django_host.found("a")
    assert django_host.kept() == ([], ["a"])


def test_a_connection_killed_inside_a_block_keeps_nothing(django_host: Host) -> None:
    if django_host.connection.vendor == "sqlite":
        return
    with pytest.raises(Unavailable), transaction.atomic(using=django_host.alias):
        django_host.write("a")
        django_host.found("a")
        _kill(django_host)
        for _ in range(2):
            with pytest.raises((Unavailable, ConfigurationError)):
                django_host.found("b")
        raise Unavailable("test", "The host gives up.")
    assert django_host.kept() == ([], [])
    django_host.found("c")
    assert django_host.kept() == ([], ["c"])


def _deadlocked(host: Host, inner: Callable[[Callable[[], None]], None]) -> list[str]:
    """Let two threads lock two groups in opposite order; return the slugs that were kept."""
    network, wall = host.make.network("a")
    group = host.make.group(network)
    with host.storage.unit() as unit:
        unit.networks.add(network)
        unit.groups.add(wall)
        unit.groups.add(group)
    meeting = threading.Barrier(2)

    def work(number: int) -> None:
        first, second = (wall, group) if number else (group, wall)
        with transaction.atomic(using=host.alias):
            host.write(f"row{number}")

            def lock() -> None:
                with host.storage.unit() as unit:
                    unit.groups.lock(first.id)
                    meeting.wait(30)
                    unit.groups.lock(second.id)

            inner(lock)

    raised = _in_threads(2, work, host.alias)
    assert all(isinstance(error, Unavailable) for error in raised)
    return host.kept()[0]


def test_a_deadlock_undoes_the_whole_transaction_of_its_host(django_host: Host) -> None:
    if django_host.connection.vendor == "sqlite":
        return
    kept = _deadlocked(django_host, lambda lock: lock())
    assert len(kept) == 1


def test_a_swallowed_deadlock_never_keeps_half_of_a_transaction(django_host: Host) -> None:
    if django_host.connection.vendor == "sqlite":
        return

    def swallowing(lock: Callable[[], None]) -> None:
        with contextlib.suppress(Unavailable):
            lock()

    kept = _deadlocked(django_host, swallowing)
    # PostgreSQL keeps what came before the savepoint; MariaDB has undone it, and so does Django.
    assert len(kept) == (1 if django_host.connection.vendor == "mysql" else 2)


def test_readers_use_the_replica_unless_a_transaction_is_open(
    django_host: Host, tmp_path: Any
) -> None:
    from socialkit.storage.sql import schema
    from socialkit.storage.sql.engines import make_engine

    url = f"sqlite:///{tmp_path / 'replica.db'}"
    engine = make_engine(url)
    with engine.begin() as connection:
        schema.create(connection)
    engine.dispose()
    asked: list[str] = []

    def reads() -> str:
        asked.append("replica")
        return "replica"

    with open_alias("replica", url):
        storage = open_storage(reads=reads, writes=lambda: django_host.alias)
        with storage.unit() as unit:
            unit.networks.add(_network(django_host, "a"))
            with storage.unit(read_only=True) as reader:
                assert len(reader.networks.all()) == 1
        assert asked == []
        with storage.unit(read_only=True) as reader:
            assert reader.networks.all() == ()
        assert asked == ["replica"]


def test_a_pool_of_connections_serves_units(django_host: Host) -> None:
    if django_host.connection.vendor != "postgresql":
        return
    url = str(django_host.outside.url)
    pool = {"pool": {"min_size": 1, "max_size": 2, "timeout": 30}}
    networks = [_network(django_host, f"n{number}") for number in range(6)]

    def work(number: int) -> None:
        with storage.unit() as unit:
            unit.networks.add(networks[number])
        with storage.unit(read_only=True) as unit:
            assert networks[number] in unit.networks.all()

    with open_alias("pooled", url, OPTIONS=pool):
        storage = open_storage(reads="pooled", writes="pooled")
        assert _in_threads(6, work, "pooled") == []
        host: Any = connections["pooled"]
        assert len(django_host.kept()[1]) == 6
        host.close_pool()


def test_a_wrong_alias_names_those_there_are(django_host: Host) -> None:
    with pytest.raises(ConfigurationError, match="Did you mean") as refusal:
        open_storage(reads=django_host.alias, writes=f"{django_host.alias}s")
    assert refusal.value.code == "storage.alias"
    with (
        open_alias("other", "sqlite://", ENGINE="django.db.backends.dummy"),
        pytest.raises(ConfigurationError, match="can not use") as refusal,
    ):
        open_storage(reads="other", writes="other")
    assert refusal.value.code == "storage.vendor"


def test_making_a_storage_connects_to_nothing(django_host: Host) -> None:
    _forget(django_host)
    assert isinstance(open_storage(reads=django_host.alias, writes="default"), DjangoStorage)
    assert django_host.connection.connection is None
