"""Projects with settings of their own, each in its own process: a prefix, squashing, TestCase."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.services.catalogue import catalogue

ROOT = Path(__file__).resolve().parents[2]
BEGIN = """
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

from tests.django_host.databases import database

FOLDER, URL = Path(sys.argv[1]), sys.argv[2]
COMMON = [
    "django.contrib.auth", "django.contrib.contenttypes", "socialkit.contrib.django",
    "tests.django_host.people", "tests.django_host.tickets",
]


def configure(**more):
    settings.configure(
        **{
            "DATABASES": {"default": database(URL)}, "INSTALLED_APPS": COMMON,
            "AUTH_USER_MODEL": "people.User", "USE_TZ": True,
            "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField", **more,
        }
    )
    django.setup()
"""
PREFIXED = """
configure(SOCIALKIT={"TABLE_PREFIX": "social_"})
call_command("migrate", verbosity=0)
call_command("makemigrations", check=True, verbosity=0)

from django.db import connection

from socialkit.contrib.django import kit
from socialkit.contrib.django.models import Membership, Post
from socialkit.errors import Conflict
from tests.django_host.tickets.models import Ticket

with kit().system("tests") as desk:
    desk.create_network("Acme")
    desk.enrol("u-ann", "Ann", handle="ann")
with kit().acting_as("u-ann") as me:
    view = me.posts.publish("Hello", group=me.groups.found("Boats").id)
assert Post.objects.get().id == view.id
assert Membership.objects.get().person.handle == "ann"
Ticket.objects.create(title="T", thread=Post.objects.get())
tables = connection.introspection.table_names()
assert "social_post" in tables and "social_alembic_version" in tables
assert not [name for name in tables if name.startswith("sk_")]
call_command("migrate", "tickets", "zero", verbosity=0)
call_command("migrate", "socialkit", "zero", verbosity=0)
left = [name for name in connection.introspection.table_names() if name.startswith("social_")]
assert left == [], left
call_command("migrate", verbosity=0)
kit().check()
"""
SQUASHED = """
import shutil

import socialkit.contrib.django.migrations as frozen

copied = FOLDER / "copied_migrations"
shutil.copytree(Path(frozen.__file__).parent, copied)
newest = sorted(copied.glob("0*.py"))[-1].stem
(copied / "0999_words.py").write_text(f'''
from django.db import migrations

class Migration(migrations.Migration):
    dependencies = [("socialkit", "{newest}")]
    operations = [
        migrations.AlterModelOptions("account", {{"default_permissions": ("view",)}})
    ]
''')
sys.path.insert(0, str(FOLDER))
configure(MIGRATION_MODULES={"socialkit": "copied_migrations"})
call_command("squashmigrations", "socialkit", "0999", interactive=False, verbosity=0)
(squashed,) = copied.glob("0001_*squashed*.py")
assert "FrozenRevision" in squashed.read_text()
call_command("migrate", verbosity=0)
call_command("makemigrations", check=True, verbosity=0)

from django.db.migrations.recorder import MigrationRecorder

from django.db import connection
from socialkit.contrib.django import kit

assert ("socialkit", squashed.stem) in MigrationRecorder(connection).applied_migrations()
kit().check()
"""
TESTED = """
configure()

import unittest

from django.db import connection
from django.test import TestCase, TransactionTestCase
from django.test.utils import get_runner, setup_test_environment
from socialkit.contrib.django import kit
from socialkit.contrib.django.models import Network, Post
from tests.django_host.tickets.models import Ticket


def post():
    with kit().system("tests") as desk:
        desk.create_network("Acme")
        desk.enrol("u-ann", "Ann", handle="ann")
    with kit().acting_as("u-ann") as me:
        return me.posts.publish("Hello", group=me.groups.found("Boats").id)


class Rolled(TestCase):
    def test_a_thread_of_a_ticket(self):
        self.assertEqual(Network.objects.count(), 0)
        view = post()
        ticket = Ticket.objects.create(title="T", thread_id=view.id)
        with self.assertNumQueries(1):
            found = Ticket.objects.select_related("thread").get()
            self.assertEqual(found.thread.id, view.id)

    test_the_same_again = test_a_thread_of_a_ticket


class Flushed(TransactionTestCase):
    def test_what_is_left_is_emptied(self):
        self.assertEqual(Network.objects.count(), 0)
        post()
        kit().check()

    test_the_same_again = test_what_is_left_is_emptied


class Again(TransactionTestCase):
    serialized_rollback = True

    def test_what_migrations_made_is_there_again(self):
        post()
        kit().check()

    test_the_same_again = test_what_migrations_made_is_there_again


runner = get_runner(settings)(verbosity=0, interactive=False)
setup_test_environment()
suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
before = runner.setup_databases()
result = runner.run_suite(suite)
runner.teardown_databases(before)
assert result.wasSuccessful() and result.testsRun == 6, result
"""


def run(script: str, folder: Path, url: str) -> None:
    """Run a script in a process of its own, where a warning is an error."""
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    env = {**os.environ, "PYTHONPATH": path, "PYTHONWARNINGS": "error"}
    file = folder / "script.py"
    file.write_text(BEGIN + script)
    command = [sys.executable, str(file), str(folder), url]
    ended = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_tables_bear_the_prefix_that_the_host_chose(database_url: str, tmp_path: Path) -> None:
    run(PREFIXED, tmp_path, database_url)
    assert catalogue(database_url, prefix="sk_") == []


def test_migrations_can_be_squashed(sqlite_url: str, tmp_path: Path) -> None:
    run(SQUASHED, tmp_path, sqlite_url)


def test_test_cases_of_a_host_begin_with_empty_tables(sqlite_url: str, tmp_path: Path) -> None:
    run(TESTED, tmp_path, sqlite_url)
