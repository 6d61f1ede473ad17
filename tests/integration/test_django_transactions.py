"""Units of work live and die with Django's own transactions, on each database."""

# ruff: noqa: PT012 - units of work are opened where they must fail
from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from socialkit.contrib.django.unit import open_storage
from socialkit.errors import ConfigurationError, Conflict, Unavailable
from tests.django_host.databases import alias as open_alias
from tests.integration.django_databases import Host


def test_what_the_host_commits_is_kept_together(django_host: Host) -> None:
    with transaction.atomic(using=django_host.alias):
        django_host.write("a")
        django_host.found("a")
        assert django_host.kept() == ([], [])
        assert django_host.told == []
    assert django_host.kept() == (["a"], ["a"])
    assert django_host.told == ["a"]


def test_a_unit_outside_of_any_transaction_commits_by_itself(django_host: Host) -> None:
    django_host.found("a")
    assert django_host.kept() == ([], ["a"])
    assert django_host.told == ["a"]


def test_what_the_host_rolls_back_is_gone_together(django_host: Host) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic(using=django_host.alias):
        django_host.write("a")
        django_host.found("a")
        raise ZeroDivisionError
    assert django_host.kept() == ([], [])
    assert django_host.told == []


def test_a_savepoint_of_the_host_takes_the_unit_with_it(django_host: Host) -> None:
    with transaction.atomic(using=django_host.alias):
        django_host.found("a")
        with pytest.raises(ZeroDivisionError), transaction.atomic(using=django_host.alias):
            django_host.write("b")
            django_host.found("b")
            raise ZeroDivisionError
        assert django_host.seen() == ["a"]
    assert django_host.kept() == ([], ["a"])
    assert django_host.told == ["a"]


def test_a_unit_that_fails_leaves_the_work_of_the_host_alone(django_host: Host) -> None:
    with transaction.atomic(using=django_host.alias):
        django_host.write("a")
        django_host.found("a")
        with pytest.raises(Conflict) as refusal:
            django_host.found("a")
        django_host.write("b")
        django_host.found("c")
    assert refusal.value.code == "network.slug_taken"
    assert django_host.kept() == (["a", "b"], ["a", "c"])
    assert django_host.told == ["a", "c"]


def test_an_inner_piece_of_work_is_undone_alone(django_host: Host) -> None:
    with transaction.atomic(using=django_host.alias), django_host.storage.unit() as unit:
        django_host.add(unit, "a")
        with pytest.raises(ZeroDivisionError), unit.atomic():
            django_host.add(unit, "b")
            django_host.write("b")
            raise ZeroDivisionError
        django_host.add(unit, "c")
    assert django_host.kept() == ([], ["a", "c"])
    assert django_host.told == ["a", "c"]


def test_a_unit_inside_a_unit_joins_it(django_host: Host) -> None:
    with django_host.storage.unit() as unit:
        django_host.add(unit, "a")
        django_host.found("b")
        assert django_host.seen() == ["a", "b"]
        with pytest.raises(Conflict):
            django_host.found("b")
        assert django_host.told == []
    assert django_host.kept() == ([], ["a", "b"])
    assert django_host.told == ["a", "b"]


def test_a_durable_block_may_hold_a_unit(django_host: Host) -> None:
    with transaction.atomic(using=django_host.alias, durable=True):
        django_host.found("a")
    assert django_host.kept() == ([], ["a"])


def test_a_block_that_is_marked_for_rollback_keeps_nothing(django_host: Host) -> None:
    with transaction.atomic(using=django_host.alias):
        django_host.found("a")
        transaction.set_rollback(True, using=django_host.alias)
    assert django_host.kept() == ([], [])
    assert django_host.told == []


def test_the_acts_of_a_unit_wait_for_the_outermost_commit(django_host: Host) -> None:
    order: list[str] = []
    with transaction.atomic(using=django_host.alias):
        transaction.on_commit(lambda: order.append("host"), using=django_host.alias)
        with django_host.storage.unit() as unit:
            unit.on_commit(lambda: order.append("unit"))
        with django_host.storage.unit(read_only=True) as unit:
            unit.on_commit(lambda: order.append("reader"))
        assert order == []
    assert order == ["host", "unit", "reader"]


def test_a_listener_that_fails_breaks_neither_the_host_nor_its_neighbours(
    django_host: Host, caplog: pytest.LogCaptureFixture
) -> None:
    order: list[str] = []
    with (
        caplog.at_level(logging.ERROR, "django.db.backends.base"),
        transaction.atomic(using=django_host.alias),
    ):
        with django_host.storage.unit() as unit:
            unit.on_commit(lambda: order.append(str(1 // 0)))
            unit.on_commit(lambda: order.append("after"))
        transaction.on_commit(lambda: order.append("host"), using=django_host.alias)
    assert order == ["after", "host"]
    assert "ZeroDivisionError" in caplog.text


def test_a_reading_unit_opens_no_transaction(django_host: Host) -> None:
    with CaptureQueriesContext(django_host.connection) as seen:
        assert django_host.seen() == []
    assert len(seen) == 1
    with django_host.storage.unit(read_only=True):
        assert not django_host.connection.in_atomic_block


def test_a_reading_unit_inside_a_block_sees_what_is_not_committed(django_host: Host) -> None:
    with transaction.atomic(using=django_host.alias):
        django_host.found("a")
        assert django_host.seen() == ["a"]
        with (
            pytest.raises(ConfigurationError) as refusal,
            django_host.storage.unit(read_only=True) as unit,
        ):
            django_host.add(unit, "b")
    assert refusal.value.code == "storage.read_only"


def test_a_unit_adds_a_savepoint_and_nothing_else_to_its_statements(django_host: Host) -> None:
    with (
        CaptureQueriesContext(django_host.connection) as seen,
        transaction.atomic(django_host.alias),
    ):
        django_host.found("a")
    words = [query["sql"].split()[0] for query in seen.captured_queries]
    around = {"BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"}
    assert [word for word in words if word not in around] == ["INSERT"]
    pieces = 2 if django_host.connection.vendor == "postgresql" else 1
    assert words.count("SAVEPOINT") == words.count("RELEASE") == pieces


def test_captured_statements_show_their_values(django_host: Host) -> None:
    with (
        CaptureQueriesContext(django_host.connection) as seen,
        django_host.storage.unit(read_only=True) as unit,
    ):
        unit.networks.find_by_slug("100%s")
    assert "sk_network" in seen[0]["sql"]
    assert "100%s" in seen[0]["sql"]


def test_wrappers_of_the_host_see_every_statement(django_host: Host) -> None:
    heard: list[str] = []

    def hear(execute: Callable[..., object], sql: str, *more: object) -> object:
        heard.append(sql.split(maxsplit=1)[0])
        return execute(sql, *more)

    with django_host.connection.execute_wrapper(hear):
        django_host.found("a")
    assert "INSERT" in heard


def _broken_by_the_orm(host: Host) -> None:
    host.write("a")
    with pytest.raises(IntegrityError):
        host.write("a")


def _broken_by_a_mark(host: Host) -> None:
    transaction.set_rollback(True, using=host.alias)


@pytest.mark.parametrize("break_it", [_broken_by_the_orm, _broken_by_a_mark])
def test_a_broken_transaction_is_refused_with_what_to_do(
    django_host: Host, break_it: Callable[[Host], None]
) -> None:
    with transaction.atomic(using=django_host.alias):
        break_it(django_host)
        for read_only in (True, False):
            with (
                pytest.raises(ConfigurationError) as refusal,
                django_host.storage.unit(read_only=read_only),
            ):
                pass
            assert refusal.value.code == "storage.broken_transaction"
            assert "savepoint" in str(refusal.value)
    assert django_host.kept() == ([], [])
    django_host.found("a")
    assert django_host.kept() == ([], ["a"])


def test_a_transaction_that_breaks_inside_a_unit_is_refused_too(django_host: Host) -> None:
    with pytest.raises(ConfigurationError) as refusal, django_host.storage.unit() as unit:
        _broken_by_the_orm(django_host)
        django_host.add(unit, "a")
    assert refusal.value.code == "storage.broken_transaction"
    assert django_host.kept() == ([], [])


def test_errors_of_the_hosts_own_statements_stay_those_of_django(django_host: Host) -> None:
    django_host.write("a")
    with pytest.raises(IntegrityError), django_host.storage.unit() as unit:
        django_host.add(unit, "a")
        django_host.write("a")
    assert django_host.kept() == (["a"], [])


@pytest.mark.parametrize("exit_", [KeyboardInterrupt, SystemExit])
def test_an_interruption_inside_a_statement_leaves_no_transaction_open(
    django_host: Host, exit_: type[BaseException]
) -> None:
    def interrupt(execute: Callable[..., object], sql: str, *more: object) -> object:
        result = execute(sql, *more)
        if sql.startswith("INSERT"):
            raise exit_
        return result

    with pytest.raises(exit_), django_host.connection.execute_wrapper(interrupt):
        django_host.found("a")
    assert not django_host.connection.in_atomic_block
    assert django_host.connection.get_autocommit()
    django_host.found("b")
    assert django_host.kept() == ([], ["b"])


def test_the_requests_of_a_host_may_be_atomic(django_host: Host) -> None:
    from django.core.handlers.base import BaseHandler
    from django.http import HttpRequest, HttpResponse

    def view(request: HttpRequest) -> HttpResponse:
        django_host.found("a")
        if request.method == "POST":
            raise ZeroDivisionError
        return HttpResponse(b"made")

    request = HttpRequest()
    settings = django_host.connection.settings_dict
    settings["ATOMIC_REQUESTS"] = True
    atomic = BaseHandler().make_view_atomic(view)
    settings["ATOMIC_REQUESTS"] = False
    request.method = "POST"
    with pytest.raises(ZeroDivisionError):
        atomic(request)
    assert django_host.kept() == ([], [])
    request.method = "GET"
    atomic(request)
    assert django_host.kept() == ([], ["a"])


def test_without_autocommit_a_unit_waits_for_the_hosts_commit(django_host: Host) -> None:
    transaction.set_autocommit(False, using=django_host.alias)
    try:
        with django_host.storage.unit() as unit:
            unit.networks.add(django_host.make.network("a")[0])
        assert django_host.kept() == ([], [])
        transaction.commit(using=django_host.alias)
        assert django_host.kept() == ([], ["a"])
    finally:
        transaction.rollback(using=django_host.alias)
        transaction.set_autocommit(True, using=django_host.alias)


def test_the_default_database_is_left_alone(django_host: Host) -> None:
    assert connection.alias == "default"
    with CaptureQueriesContext(connection) as seen:
        django_host.found("a")
    assert len(seen) == 0


def test_a_missing_table_says_how_to_migrate(django_host: Host) -> None:
    elsewhere = open_storage(reads=django_host.alias, writes=django_host.alias, prefix="none_")
    with pytest.raises(ConfigurationError, match=r"manage.py migrate") as refusal:
        elsewhere.check()
    assert refusal.value.code == "storage.not_migrated"
    for read_only in (True, False):
        with (
            pytest.raises(ConfigurationError, match=r"manage.py migrate"),
            elsewhere.unit(read_only=read_only) as unit,
        ):
            unit.networks.all()


def test_a_database_that_can_not_be_reached_is_unavailable(django_host: Host) -> None:
    away = {
        "sqlite": "sqlite:////absent/folder/host.db",
        "postgresql": "postgresql://nobody@127.0.0.1:1/absent",
        "mysql": "mysql://nobody@127.0.0.1:1/absent",
    }
    with open_alias("away", away[django_host.connection.vendor]):
        storage = open_storage(reads="away", writes="away")
        for read_only in (True, False):
            with (
                pytest.raises(Unavailable) as refusal,
                storage.unit(read_only=read_only) as unit,
            ):
                unit.networks.all()
            assert refusal.value.code == "storage.unavailable"
