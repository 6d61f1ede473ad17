"""What a project writes down, and what it is told where that is wrong."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import unittest
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from socialkit.contrib.django.conf import settings
from socialkit.contrib.django.kits import for_reads, for_writes
from socialkit.contrib.django.signals import EventName, recorded
from socialkit.errors import ConfigurationError
from socialkit.testing.django import SocialKitMixin, SocialKitSeen
from tests.integration.django_hosts import browser, enrol, kit, project, user, with_templates

from django.conf import settings as project_settings  # isort: skip
from django.core import checks  # isort: skip
from django.core.management import CommandError, call_command  # isort: skip
from django.db import transaction  # isort: skip
from django.dispatch import receiver  # isort: skip
from django.test import TestCase, override_settings  # isort: skip


@pytest.fixture
def people(django_template: Path, tmp_path: Path) -> Iterator[dict[str, Any]]:
    with project(django_template, tmp_path):
        found = {"ann": user("ann", first_name="Ann"), "dan": user("dan", first_name="Dan")}
        enrol(found)
        yield found


def told() -> dict[str, str]:
    """Return what the checks say of socialkit, by id."""
    found = checks.run_checks()
    ours = [message for message in found if str(message.id).startswith("socialkit.")]
    return {str(message.id): f"{message.msg} {message.hint}" for message in ours}


def test_a_project_that_is_wired_rightly_is_told_nothing() -> None:
    assert told() == {}


@pytest.mark.parametrize(
    ("social", "number", "word"),
    [
        ([], "", ""),
        ("employee", "E001", "SOCIALKIT = {}"),
        ({"BASE_TEMPLAT": "x"}, "E001", "Did you mean 'BASE_TEMPLATE'?"),
        ({"class": "employee"}, "E001", "Did you mean 'CLASS'?"),
        ({"PAGES": "yes"}, "E002", "True or False"),
        ({"TRUSTED_ORIGINS": "https://x"}, "E002", "a list"),
        ({"TRUSTED_ORIGINS": ["x"]}, "E002", "https://intra.example"),
        ({"NETWORK": ""}, "E002", "short name"),
        ({"UNKNOWN_USERS": "maybe"}, "E002", "'refuse' or 'stranger'"),
        ({"CLASS": "employee", "PROFILE": len}, "E002", "Keep PROFILE"),
        ({"IDENTITY": "intranet.nothing.who"}, "E003", "could not be imported"),
        ({"PROFILE": "string.ascii_letters"}, "E003", "no function"),
        ({"CLASS": "emploee"}, "E004", "employee"),
        ({"CLASS": "external"}, "E004", "PROFILE"),
        ({"DATABASE": "social"}, "E005", "default"),
        ({"POLICY": "/nowhere"}, "E007", "policy"),
        ({"BASE_TEMPLATE": "nowhere.html"}, "E008", "base.html"),
        ({"USER_KEY": "first_name"}, "E011", "username"),
    ],
)
def test_each_wrong_setting_is_told_with_what_to_write(social: Any, number: str, word: str) -> None:
    with override_settings(SOCIALKIT=social):
        found = told()
        if not number:
            assert found == {}
            return
        assert list(found) == [f"socialkit.{number}"]
        assert word in found[f"socialkit.{number}"]
        if number in {"E001", "E002", "E003"}:
            with pytest.raises(ConfigurationError) as caught:
                settings()
            assert word in caught.value.message


def test_a_layout_without_the_blocks_is_told(tmp_path: Path) -> None:
    child = "{% extends 'parent.html' %}{% block title %}{% endblock %}"
    parent = "{% block content %}{% endblock %}"
    with (
        with_templates(tmp_path, base=child, parent=parent, broken="{% nonsense %}"),
        override_settings(SOCIALKIT={"BASE_TEMPLATE": "base.html"}),
    ):
        assert "no block named: head." in told()["socialkit.E009"]
    with (
        with_templates(tmp_path, broken="{% nonsense %}"),
        override_settings(SOCIALKIT={"BASE_TEMPLATE": "broken.html"}),
    ):
        assert "nonsense" in told()["socialkit.E008"]


@pytest.mark.parametrize(
    ("word", "number"),
    [("AuthenticationMiddleware", "E010"), ("SocialKit", "W002"), ("Csrf", "W003")],
)
def test_a_missing_middleware_is_told(word: str, number: str) -> None:
    without = [name for name in project_settings.MIDDLEWARE if word not in name]
    with override_settings(MIDDLEWARE=without):
        assert word in told()[f"socialkit.{number}"]


def test_a_project_without_our_addresses_is_told() -> None:
    with override_settings(ROOT_URLCONF="django.contrib.auth.urls"):
        assert 'include("socialkit.contrib.django.urls")' in told()["socialkit.W004"]


def test_deferred_transactions_of_whole_requests_are_told() -> None:
    from django.db import connections

    entry = connections["default"].settings_dict
    entry["ATOMIC_REQUESTS"] = True
    try:
        assert "IMMEDIATE" in told()["socialkit.W001"]
    finally:
        entry["ATOMIC_REQUESTS"] = False


class Elsewhere:
    """A router that keeps socialkit away from `default`."""

    def db_for_read(self, model: Any, **_: object) -> str | None:
        return "replica" if model._meta.app_label == "socialkit" else None

    def db_for_write(self, model: Any, **_: object) -> str | None:
        return "primary" if model._meta.app_label == "socialkit" else None


def test_the_routers_of_the_project_say_where_units_go() -> None:
    with override_settings(DATABASE_ROUTERS=[Elsewhere()]):
        assert (for_reads(), for_writes()) == ("replica", "primary")
    assert for_writes() == "default"


def test_settings_follow_what_a_test_overrides() -> None:
    with override_settings(SOCIALKIT={"NETWORK": "club"}):
        assert settings().network == kit().network == "club"
    assert kit().network == "default"


def test_nothing_is_imported_or_asked_before_it_is_needed() -> None:
    code = (
        "import sys, os; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.django_host.settings'\n"
        "import socialkit.contrib.django\n"
        "assert 'sqlalchemy' not in sys.modules and 'django.db.models' not in sys.modules\n"
        "import socialkit.contrib.django.signals, socialkit.contrib.django.newcomers\n"
        "assert 'sqlalchemy' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# -- commands --------------------------------------------------------------------------------------


def run(*words: str, **options: Any) -> str:
    out = io.StringIO()
    call_command("socialkit", *words, stdout=out, stderr=out, **options)
    return out.getvalue()


@pytest.mark.usefixtures("people")
def test_the_commands_of_the_library_run_on_the_database_of_the_project() -> None:
    assert json.loads(run("stats", "--json"))["people"] == 2
    assert "Added Eve as @eve" in run("people", "add", "u-9", "Eve")
    assert "Made the community network 'club'." in run(
        "init", "--network", "club", "--kind", "community", "--admin", "u-1"
    )
    assert run("db", "current").startswith("sk_")
    assert "schema is that of this release" in run("db", "check")
    assert "DENIED" in run("policy", "explain", "anonymous", "network:administer", "network")
    assert "stats" in run()
    assert "--json" in run("stats", "--help")
    assert json.loads(run("stats", "--json", database="default"))["people"] == 3


@pytest.mark.usefixtures("people")
def test_a_command_that_fails_says_why_and_with_which_code() -> None:
    with pytest.raises(CommandError, match=r"manage\.py migrate socialkit") as caught:
        run("db", "upgrade")
    assert caught.value.returncode == 2
    with pytest.raises(CommandError, match="No such command") as caught:
        run("nonsense")
    assert caught.value.returncode == 2
    out = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("socialkit", "stats", "--network", "nowhere", stdout=out, stderr=out)
    assert "There is no network 'nowhere'" in out.getvalue()
    assert caught.value.returncode == 2
    with pytest.raises(CommandError):
        call_command("socialkit", "stats", database="elsewhere", stdout=out, stderr=out)
    assert "There is no database 'elsewhere'" in out.getvalue()


def test_help_lists_what_there_is_and_the_code_of_exit_is_that_of_the_command() -> None:
    base = [sys.executable, "-m", "tests.django_host.manage", "socialkit"]
    told = subprocess.run([*base, "--help"], capture_output=True, text=True, check=True)
    assert "people" in told.stdout
    assert "--database" in told.stdout
    wrong = subprocess.run(
        [*base, "policy", "check", "/nowhere"], capture_output=True, text=True, check=False
    )
    assert wrong.returncode == 2
    assert "/nowhere" in wrong.stderr


# -- events and tests of hosts ---------------------------------------------------------------------


def test_events_reach_the_receivers_of_django_after_the_commit(
    people: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[str] = []

    @receiver(recorded, sender=EventName.POST_PUBLISHED)
    def index(event: Any, **_: object) -> None:
        seen.append(event.name.value)

    @receiver(recorded)
    def broken(**_: object) -> None:
        raise ZeroDivisionError

    try:
        with transaction.atomic():
            with kit().acting_as(str(people["ann"].pk)) as me:
                me.posts.publish("Hello")
            assert seen == []
        assert seen == ["post:published"]
        with transaction.atomic():
            with kit().acting_as(str(people["ann"].pk)) as me:
                me.posts.publish("Undone")
            transaction.set_rollback(True)
        assert seen == ["post:published"]
        assert "a receiver of event" in caplog.text
    finally:
        recorded.disconnect(index, sender=EventName.POST_PUBLISHED)
        recorded.disconnect(broken)


def test_a_suite_of_the_host_sees_what_its_rolled_back_tests_record(
    people: dict[str, Any],
) -> None:
    class Hosts(SocialKitMixin, TestCase):
        def test_it(self) -> None:
            client = browser(people["ann"])
            client.post(
                "/social/api/v1/posts", {"body": "Hi @dan"}, content_type="application/json"
            )
            assert [e.name.value for e in self.socialkit.events()] == ["post:published"]
            assert self.socialkit.events("group:founded") == ()
            told = self.socialkit.notices(people["dan"].pk)
            assert [notice.reason for notice in told] == ["mentioned"]
            with self.socialkit.acting_as(people["dan"].pk) as me:
                assert me.person is not None

    result = unittest.TestResult()
    unittest.TestSuite([Hosts("test_it")]).run(result)
    assert result.testsRun == 1
    assert [text for _, text in (*result.errors, *result.failures)] == []
    assert SocialKitSeen().events() == ()
    with kit().storage.unit(read_only=True) as unit:
        names = [event.name for event in unit.outbox.pending(limit=100)]
    assert EventName.POST_PUBLISHED not in names


def test_a_suite_of_pytest_sees_the_same(
    people: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    request.config.pluginmanager.import_plugin("socialkit.testing.django_plugin")
    seen: SocialKitSeen = request.getfixturevalue("socialkit_seen")
    with transaction.atomic():
        with kit().acting_as(str(people["ann"].pk)) as me:
            me.posts.publish("Hello")
        assert [event.name.value for event in seen.events()] == ["post:published"]
        transaction.set_rollback(True)
    assert seen.events() == ()
