"""Users of the project become people, and stay in step."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from socialkit.contrib.django import Newcomer, enrol_user
from socialkit.contrib.django.enrolling import enrol
from socialkit.contrib.django.identity import key_of, name_of, subject_of
from socialkit.domain.people import Person
from socialkit.errors import ConfigurationError
from tests.django_host.databases import alias
from tests.integration.django_hosts import browser, kit, project, user

from django.contrib.auth import get_user_model  # isort: skip
from django.contrib.auth.models import AnonymousUser  # isort: skip
from django.db import connections, transaction  # isort: skip
from django.test import RequestFactory  # isort: skip

ME = "/social/api/v1/me"


@pytest.fixture
def opened(django_template: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[None]:
    social: dict[str, Any] = getattr(request, "param", {"CLASS": "employee"})
    with project(django_template, tmp_path, **social):
        with kit().system("tests") as desk:
            desk.create_network("Acme")
        yield


def profile(user: Any) -> Newcomer | None:
    """Be what a host writes as PROFILE."""
    if user.username == "robot":
        return None
    return Newcomer(
        name=f"Dr {user.username}", handle="doc", roles=["admin"], fields={"title": "T"}
    )


def person_of(who: Any, network: str = "default") -> Person | None:
    with kit().storage.unit(read_only=True) as unit:
        found = unit.people.identify(network, str(who.pk))
        return None if found is None else found.person


@pytest.mark.usefixtures("opened")
def test_a_user_becomes_a_person_at_first_sight() -> None:
    ann = user("ann.arbor@acme.example", first_name="Ann", last_name="Arbor")
    assert person_of(ann) is None
    found = browser(ann).get(ME).json()
    assert (found["handle"], found["name"], found["member_class"]) == (
        "ann.arbor", "Ann Arbor", "employee",
    )  # fmt: skip
    odd = browser(user("x" * 140)).get(ME)
    assert odd.status_code == 200
    assert browser(user("ann.arbor")).get(ME).json()["handle"] == "ann.arbor-2"
    assert browser().get(ME).status_code == 401


@pytest.mark.usefixtures("opened")
def test_a_page_of_the_host_makes_a_person_too() -> None:
    page = browser(user("eve")).get("/social/")
    assert page.status_code == 200
    assert person_of(get_user_model().objects.get(username="eve")) is not None


@pytest.mark.parametrize("opened", [{"PROFILE": profile}], indirect=True)
@pytest.mark.usefixtures("opened")
def test_the_host_may_say_who_somebody_becomes() -> None:
    found = browser(user("ann")).get(ME).json()
    assert (found["handle"], found["name"], found["title"]) == ("doc", "Dr ann", "T")
    assert browser(user("dan")).get(ME).json()["handle"] == "doc-2"
    assert browser(user("robot")).get(ME).json()["code"] == "unknown_subject"


@pytest.mark.parametrize(
    "opened", [{"PROFILE": profile, "UNKNOWN_USERS": "stranger"}], indirect=True
)
@pytest.mark.usefixtures("opened")
def test_unknown_users_may_be_strangers_and_the_others_still_become_people() -> None:
    assert browser(user("ann")).get(ME).status_code == 200
    assert browser(user("robot")).get("/social/explore").status_code == 200


@pytest.mark.parametrize("opened", [{"CLASS": {"club": "customer"}}], indirect=True)
@pytest.mark.usefixtures("opened")
def test_each_network_may_make_another_class_of_a_user_or_nobody() -> None:
    with kit("club").system("tests") as desk:
        desk.create_network("Club", kind="community")
    client = browser(user("ann"))
    assert client.get(ME).json()["code"] == "unknown_subject"
    assert client.get("/club/api/v1/me").json()["member_class"] == "customer"


@pytest.mark.usefixtures("opened")
def test_a_class_is_meant_for_the_network_of_the_settings_alone() -> None:
    with kit("club").system("tests") as desk:
        desk.create_network("Club", kind="community")
    assert browser(user("ann")).get("/club/api/v1/me").json()["code"] == "unknown_subject"


@pytest.mark.parametrize("opened", [{"PROFILE": lambda _: "Ann"}], indirect=True)
@pytest.mark.usefixtures("opened")
def test_a_profile_of_another_kind_says_what_to_return() -> None:
    with pytest.raises(ConfigurationError, match=r"Newcomer\(name="):
        enrol_user(kit(), user("ann"))


@pytest.mark.parametrize("opened", [{}], indirect=True)
@pytest.mark.usefixtures("opened")
def test_without_a_class_nobody_is_made() -> None:
    assert browser(user("ann")).get(ME).json()["code"] == "unknown_subject"
    assert enrol_user(kit(), user("dan")) is False


@pytest.mark.usefixtures("opened")
def test_two_first_requests_at_once_make_one_person() -> None:
    ann, failures = user("ann"), list[BaseException]()
    barrier = threading.Barrier(4)

    def first() -> None:
        try:
            barrier.wait()
            enrol(kit(), str(ann.pk), Newcomer(name="Ann", handle="ann"), network="default")
        except BaseException as error:  # noqa: BLE001 - told below
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=first) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    found = person_of(ann)
    assert found is not None
    assert found.handle == "ann"


@pytest.mark.usefixtures("opened")
def test_a_new_name_is_taken_over_unless_it_was_changed_inside() -> None:
    ann = user("ann", first_name="Ann", last_name="Arbor")
    enrol_user(kit(), ann)
    ann.last_name = "Bower"
    ann.save()
    assert _name(ann) == "Ann Bower"
    with kit().acting_as(str(ann.pk)) as me:
        me.people.edit(display_name="Annie")
    ann.last_name = "Cliff"
    ann.save(update_fields=["last_name"])
    assert _name(ann) == "Annie"
    fresh = get_user_model().objects.get(pk=ann.pk)
    fresh.save(update_fields=["last_login"])
    assert _name(ann) == "Annie"


@pytest.mark.usefixtures("opened")
def test_who_may_not_log_in_is_deactivated_and_comes_back() -> None:
    ann = user("ann")
    enrol_user(kit(), ann)
    for active, status in ((False, "deactivated"), (True, "active")):
        ann.is_active = active
        ann.save()
        assert _status(ann) == status
    with kit().system("tests") as desk:
        desk.set_status(ann.pk, "suspended")
    ann.is_active = False
    ann.save()
    ann.is_active = True
    ann.save()
    assert _status(ann) == "suspended"


@pytest.mark.usefixtures("opened")
def test_who_is_deleted_is_deactivated_and_keeps_the_key() -> None:
    ann = user("ann")
    enrol_user(kit(), ann)
    gone = SimpleNamespace(pk=ann.pk)
    ann.delete()
    assert _status(gone) == "deactivated"


@pytest.mark.usefixtures("opened")
def test_what_follows_a_user_goes_with_the_transaction_of_the_host() -> None:
    ann = user("ann", first_name="Ann")
    enrol_user(kit(), ann)
    with transaction.atomic():
        ann.first_name = "Zoe"
        ann.save()
        transaction.set_rollback(True)
    assert _name(ann) == "Ann"


def test_what_follows_a_user_in_another_database_waits_for_the_host(
    django_template: Path, tmp_path: Path
) -> None:
    beside = tmp_path / "beside.db"
    shutil.copy(django_template, beside)
    with (
        alias("beside", f"sqlite:///{beside}"),
        project(django_template, tmp_path, CLASS="employee", DATABASE="beside"),
    ):
        with kit().system("tests") as desk:
            desk.create_network("Acme")
        ann = user("ann", first_name="Ann")
        enrol_user(kit(), ann)
        for kept, name in ((False, "Ann"), (True, "Zoe")):
            with transaction.atomic():
                ann.first_name = "Zoe" if kept else "Mia"
                ann.save()
                assert _name(ann) == "Ann"
                transaction.set_rollback(not kept)
            assert _name(ann) == name
            ann.refresh_from_db()
        ann.delete()


@pytest.mark.usefixtures("opened")
def test_a_user_is_saved_whatever_stops_us(caplog: pytest.LogCaptureFixture) -> None:
    ann = user("ann", first_name="Ann")
    enrol_user(kit(), ann)
    with connections["default"].cursor() as cursor:
        cursor.execute("ALTER TABLE sk_person RENAME TO sk_elsewhere")
    with transaction.atomic():
        ann.first_name = "Zoe"
        ann.save()
    assert "could not be kept in step" in caplog.text
    kept: Any = get_user_model().objects.get(pk=ann.pk)
    assert kept.first_name == "Zoe"


@pytest.mark.parametrize("opened", [{"CLASS": "employee", "USER_KEY": "username"}], indirect=True)
@pytest.mark.usefixtures("opened")
def test_another_field_than_the_primary_key_may_tell_users_apart() -> None:
    ann = user("ann", first_name="Ann")
    assert browser(ann).get(ME).status_code == 200
    ann.is_active = False
    ann.save()
    assert _status(SimpleNamespace(pk="ann")) == "deactivated"


@pytest.mark.usefixtures("opened")
def test_every_kind_of_key_and_user_is_known() -> None:
    def asked(who: Any) -> str | None:
        request = RequestFactory().get("/")
        request.user = who
        return subject_of(request)

    made = SimpleNamespace(is_authenticated=True, is_active=True, get_username=lambda: "ann")
    for key in (7, "ann-arbor", UUID(int=3)):
        made.pk = key
        assert asked(made) == str(key)
    assert asked(AnonymousUser()) is None
    made.is_active = False
    assert asked(made) is None
    assert name_of(made) == "ann"
    made.get_full_name = lambda: " \u200b "
    assert name_of(made) == "ann"
    made.get_full_name = lambda: "A" * 300
    assert name_of(made) == "A" * 100
    made.pk = None
    with pytest.raises(ConfigurationError, match="Save it before"):
        key_of(made)
    with pytest.raises(ConfigurationError, match="AuthenticationMiddleware"):
        subject_of(RequestFactory().get("/"))


def _name(who: Any) -> str:
    found = person_of(who)
    assert found is not None
    return found.display_name


def _status(who: Any) -> str:
    found = person_of(who)
    assert found is not None
    return found.status.value
