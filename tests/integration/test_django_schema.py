"""Django's migrations make the schema that Alembic makes, forward and back, on each database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from socialkit.errors import ConfigurationError
from socialkit.storage.sql import SqlStorage, schema
from socialkit.storage.sql.engines import make_engine
from socialkit.storage.sql.migrations import check, current, migrate
from tests.django_host import databases
from tests.services.catalogue import catalogue
from tests.services.fixtures import DatabaseFactory

databases.configure()

from django.core.management import call_command  # noqa: E402 - Django is set up first
from django.test import override_settings  # noqa: E402

from socialkit.contrib.django import freezing  # noqa: E402
from socialkit.contrib.django.revisions import FOLDER  # noqa: E402

ALIAS = "tried"


@pytest.fixture
def tried(database_url: str) -> Iterator[str]:
    """An alias of Django's on an empty database of each kind, and its address."""
    with databases.alias(ALIAS, database_url):
        yield database_url


def django_migrate(*target: str) -> str:
    """Run `migrate` on the alias and return what it printed."""
    out = StringIO()
    call_command("migrate", *target, database=ALIAS, stdout=out, verbosity=1)
    return out.getvalue()


def by_alembic(url: str, fresh_database: DatabaseFactory) -> str:
    """Return the address of another database of the same kind, made by Alembic."""
    name = url.partition(":")[0].partition("+")[0]
    other = fresh_database({"postgresql": "postgres", "mysql": "mariadb"}.get(name, name))
    migrate(other)
    return other


def run(url: str, *statements: str) -> None:
    """Run statements on a database."""
    engine = make_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def test_the_two_schemas_differ_in_no_line(tried: str, fresh_database: DatabaseFactory) -> None:
    django_migrate("socialkit")
    found = catalogue(tried, prefix="sk_")
    assert found == catalogue(by_alembic(tried, fresh_database), prefix="sk_")
    assert len(found) > 50
    run(tried, "CREATE INDEX sk_planted_ix ON sk_post (version)")
    assert catalogue(tried, prefix="sk_") != found


def test_both_hosts_accept_what_django_migrated(tried: str) -> None:
    django_migrate()
    check(tried)
    before = catalogue(tried, prefix="sk_")
    assert migrate(tried) == schema.HEAD
    assert catalogue(tried, prefix="sk_") == before
    storage = SqlStorage.open(tried)
    with storage.unit(read_only=True) as unit:
        assert unit.networks.all() == ()
    storage.close()


def test_what_alembic_migrated_is_adopted_as_it_is(tried: str) -> None:
    migrate(tried)
    before = catalogue(tried, prefix="sk_")
    assert "Applying socialkit.0001_initial... OK" in django_migrate()
    assert catalogue(tried, prefix="sk_") == before
    check(tried)


def test_migrations_run_back_and_forward_again(tried: str) -> None:
    django_migrate("socialkit")
    before = catalogue(tried, prefix="sk_")
    django_migrate("socialkit", "zero")
    assert catalogue(tried, prefix="sk_") == []
    assert current(tried) is None
    django_migrate("socialkit")
    assert catalogue(tried, prefix="sk_") == before


def test_going_back_leaves_alone_what_alembic_undid(tried: str) -> None:
    django_migrate("socialkit")
    run(tried, "DELETE FROM sk_alembic_version")
    left = len(catalogue(tried, prefix="sk_"))
    django_migrate("socialkit", "zero")
    assert len(catalogue(tried, prefix="sk_")) == left


def test_tables_without_a_revision_stop_the_migration_with_what_to_do(tried: str) -> None:
    run(tried, "CREATE TABLE sk_post (id INTEGER)")
    with pytest.raises(ConfigurationError, match=r"sk_post.*drop") as refusal:
        django_migrate("socialkit")
    assert refusal.value.code == "storage.leftover"


def test_a_schema_of_a_newer_release_is_left_alone(tried: str) -> None:
    migrate(tried)
    run(tried, "UPDATE sk_alembic_version SET version_num = 'sk_9999_future'")
    with pytest.raises(ConfigurationError, match="newer") as refusal:
        django_migrate("socialkit")
    assert refusal.value.code == "storage.newer"


def test_without_migrations_the_tables_are_the_same(
    tried: str, fresh_database: DatabaseFactory
) -> None:
    labels = ("socialkit", "tickets", "people", "admin", "auth", "contenttypes", "sessions")
    with override_settings(MIGRATION_MODULES=dict.fromkeys(labels)):
        call_command("migrate", database=ALIAS, run_syncdb=True, verbosity=0)
    expected = catalogue(by_alembic(tried, fresh_database), prefix="sk_")
    assert catalogue(tried, prefix="sk_") == expected
    check(tried)


def test_an_unmigrated_database_says_which_command_to_run(tried: str) -> None:
    engine = make_engine(tried)
    with engine.connect() as connection, pytest.raises(ConfigurationError) as refusal:
        schema.check(schema.current(connection))
    engine.dispose()
    assert "python manage.py migrate" in str(refusal.value)


def test_nothing_is_left_to_make() -> None:
    call_command("makemigrations", check=True, verbosity=0, stdout=StringIO())


def test_sqlmigrate_shows_the_statements(tried: str) -> None:
    out = StringIO()
    call_command("sqlmigrate", "socialkit", "0001", database=ALIAS, stdout=out)
    assert "CREATE TABLE sk_post (" in out.getvalue()
    assert "'sk_0001_initial'" in out.getvalue()
    call_command("sqlmigrate", "socialkit", "0001", database=ALIAS, backwards=True, stdout=out)
    assert "DROP TABLE sk_post;" in out.getvalue()
    assert catalogue(tried, prefix="sk_") == []


def test_what_is_frozen_is_what_the_revisions_say(tmp_path: Path) -> None:
    assert freezing.differences() == []
    copy = shutil.copytree(FOLDER, tmp_path / "sql")
    file = copy / "sk_0001_initial.postgresql.up.sql"
    file.write_text(file.read_text().replace("VARCHAR(50)", "VARCHAR(51)"))
    (copy / "sk_0001_initial.sqlite.down.sql").unlink()
    assert freezing.differences(copy) == [
        "sk_0001_initial.sqlite.down.sql",
        "sk_0001_initial.postgresql.up.sql",
    ]
