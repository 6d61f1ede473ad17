"""The admin shows metadata and no content, changes things through the policy, and stays quick."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from socialkit.clock import SystemClock
from socialkit.ids import TimeOrderedIds
from socialkit.kit import SocialKit
from tests.django_host import databases

databases.configure()

from django.core.management import call_command  # noqa: E402 - Django is set up first
from django.db import connections  # noqa: E402
from django.db.models import QuerySet  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from socialkit.contrib.django import kit as kit_of_project  # noqa: E402
from socialkit.contrib.django.administration import paging  # noqa: E402
from socialkit.contrib.django.models import (  # noqa: E402
    Account,
    Group,
    Person,
    Post,
    Question,
)
from tests.django_host.people.models import User  # noqa: E402

ALIAS = "administered"
PAGES = ("person", "group", "post", "question")


class Everything:
    """Send everything to one alias."""

    def db_for_read(self, *_: Any, **__: Any) -> str:
        return ALIAS

    db_for_write = db_for_read

    def allow_migrate(self, *_: Any, **__: Any) -> bool:
        return True


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with every table of the project."""
    file = tmp_path_factory.mktemp("admin") / "migrated.db"
    with databases.alias(ALIAS, f"sqlite:///{file}"):
        call_command("migrate", database=ALIAS, verbosity=0)
    return file


@pytest.fixture
def host(migrated: Path, tmp_path: Path) -> Iterator[SocialKit]:
    """The kit of the host's project, on a database of its own with an empty network."""
    file = shutil.copy(migrated, tmp_path / "social.db")
    with (
        databases.alias(ALIAS, f"sqlite:///{file}"),
        override_settings(DATABASE_ROUTERS=[Everything()]),
    ):
        kit = kit_of_project()
        with kit.system("tests") as desk:
            desk.create_network("Acme")
        yield kit
    kit.close()


def user(name: str, *, staff: bool = True, **more: Any) -> User:
    """Make a user of the host."""
    return User.objects.create_user(name, password="pw", is_staff=staff, is_superuser=staff, **more)


def person(kit: SocialKit, of: User, **more: Any) -> None:
    """Make a person of a user."""
    with kit.system("tests") as desk:
        desk.enrol(of.pk, of.username.title(), handle=of.username, **more)


def browser(who: User) -> Client:
    """Return a browser in which somebody is signed in."""
    client = Client()
    client.force_login(who)
    return client


def settled(kit: SocialKit) -> tuple[User, User]:
    """Make an administrator, an employee, a secret group and what stands in it."""
    ann, dan = user("ann"), user("dan", staff=False)
    person(kit, ann, roles=("admin",))
    person(kit, dan, fields={"bio": "Keeps bees", "skills": ["beekeeping"]})
    with kit.acting_as(dan.pk) as me:
        place = me.groups.found("Boats", about="All that swims")
        me.questions.ask("Leaking hull", group=place.id, body="Water inside", tags=["wreck"])
    eve = user("eve", staff=False)
    person(kit, eve, roles=("admin",))
    with kit.acting_as(eve.pk) as me:
        secret = me.groups.found("Merger", visibility="secret")
        me.posts.publish("We buy them", group=secret.id)
    return ann, dan


def listing(client: Client, page: str, query: str = "") -> str:
    """Return a list of the admin as text."""
    answer = client.get(f"/admin/socialkit/{page}/{query}")
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def keys(html: str) -> list[str]:
    """Return the ids of the rows that a list shows."""
    return re.findall(r'name="_selected_action" value="([^"]+)"', html)


def do(client: Client, page: str, action: str, ids: list[str], **more: str) -> list[str]:
    """Carry an action out on rows and return what the admin says of it."""
    data = {"action": action, "_selected_action": ids, **more}
    answer = client.post(f"/admin/socialkit/{page}/", data, follow=True)
    page_shown = answer.content.decode()
    (listed,) = re.findall(r'<ul class="messagelist">(.*?)</ul>', page_shown, re.DOTALL)
    return [html.unescape(text) for text in re.findall(r"<li[^>]*>(.*?)</li>", listed, re.DOTALL)]


def test_lists_and_pages_show_metadata_and_nothing_written(host: SocialKit) -> None:
    ann, _ = settled(host)
    client = browser(ann)
    shown = ""
    for page in PAGES:
        html = listing(client, page)
        assert keys(html)
        shown += html
        for key in keys(html):
            answer = client.get(f"/admin/socialkit/{page}/{key}/change/")
            assert answer.status_code == 200
            shown += answer.content.decode()
    assert "@dan" in shown
    assert "boats" in shown
    for word in ("Leaking", "Water", "wreck", "bees", "beekeeping", "swims", "merger", "Merger"):
        assert word not in shown, word
    assert "We buy" not in shown


def test_who_writes_in_a_secret_group_is_not_told(host: SocialKit) -> None:
    ann, _ = settled(host)
    client = browser(ann)
    assert len(keys(listing(client, "post"))) == 2
    assert len(keys(listing(client, "post", "?q=@dan"))) == 1
    assert len(keys(listing(client, "post", "?q=@eve"))) == 0
    assert "@eve" not in listing(client, "post")
    assert len(keys(listing(client, "post", "?q=merger"))) == 0
    assert len(keys(listing(client, "group", "?q=mer"))) == 0
    assert len(keys(listing(client, "group", "?q=boa"))) == 1


@pytest.mark.parametrize(
    "query",
    ["?body__contains=Water", "?title__startswith=L", "?author__bio__contains=b", "?tags=x"],
)
def test_content_can_not_be_asked_for_in_the_address(host: SocialKit, query: str) -> None:
    ann, _ = settled(host)
    answer = browser(ann).get(f"/admin/socialkit/post/{query}")
    assert answer.status_code == 400


def test_nothing_is_added_changed_or_deleted(host: SocialKit) -> None:
    ann, _ = settled(host)
    client = browser(ann)
    for page in PAGES:
        key = keys(listing(client, page))[0]
        assert client.get(f"/admin/socialkit/{page}/add/").status_code == 403
        assert client.get(f"/admin/socialkit/{page}/{key}/delete/").status_code == 403
        assert (
            client.post(f"/admin/socialkit/{page}/{key}/change/", {"state": "x"}).status_code == 403
        )


def test_filters_and_searches_find_rows(host: SocialKit) -> None:
    ann, dan = settled(host)
    client = browser(ann)
    found = {
        ("person", "?q=da"): 1,
        ("person", f"?q={dan.pk}"): 1,
        ("person", "?q=nobody"): 0,
        ("person", "?status=suspended"): 0,
        ("person", "?member_class=employee"): 3,
        ("person", "?status=odd"): 3,
        ("group", "?visibility=secret"): 1,
        ("group", "?archived=yes"): 0,
        ("group", "?archived=no"): 3,
        ("post", "?kind=question"): 1,
        ("post", "?state=hidden"): 0,
        ("post", "?q=boats"): 1,
        ("question", "?question_state=open"): 1,
        ("question", "?q=nonsense"): 0,
    }
    assert {key: len(keys(listing(client, *key))) for key in found} == found
    post = keys(listing(client, "post"))[0]
    assert keys(listing(client, "post", f"?q={post}")) == [post]


def test_actions_go_through_the_services_as_whoever_is_signed_in(host: SocialKit) -> None:
    ann, _ = settled(host)
    client = browser(ann)
    (key,) = keys(listing(client, "person", "?q=dan"))
    assert do(client, "person", "suspend", [key]) == ["Done: 1 row."]
    assert "suspended" in listing(client, "person", "?q=dan")
    assert do(client, "person", "reactivate", [key]) == ["Done: 1 row."]
    assert do(client, "person", "change_class", [key]) == ["Choose a class beside the action."]
    assert do(client, "person", "change_class", [key], member_class="customer") != []
    (group,) = keys(listing(client, "group", "?q=boats"))
    (post,) = keys(listing(client, "post", "?q=boats"))
    told = do(client, "post", "hide", [post])
    assert told == ["Done: 1 row."], told
    assert do(client, "group", "archive", [group]) == ["Done: 1 row."]
    assert keys(listing(client, "group", "?archived=yes")) == [group]
    history = client.get(f"/admin/socialkit/person/{key}/history/").content.decode()
    assert "suspended" in history


def test_refusals_are_told_row_by_row(host: SocialKit) -> None:
    ann, _ = settled(host)
    client = browser(ann)
    (own,) = keys(listing(client, "person", "?q=ann"))
    (other,) = keys(listing(client, "person", "?q=dan"))
    assert do(client, "person", "suspend", [own, other]) == [
        "Done: 1 row.",
        "@ann: Somebody else has to do this to your own account.",
    ]
    gus = user("gus")
    person(host, gus)
    (secret,) = keys(listing(client, "group", "?visibility=secret"))
    (group,) = keys(listing(client, "group", "?q=boats"))
    assert do(browser(gus), "group", "archive", [group, secret]) == [
        f"Secret group {secret}: There is nothing here that you can see.",
        "Boats: You may not do this here.",
    ]


def test_staff_without_a_person_may_look_and_change_nothing(host: SocialKit) -> None:
    settled(host)
    client = browser(user("root"))
    (key,) = keys(listing(client, "person", "?q=dan"))
    (told,) = do(client, "person", "suspend", [key])
    assert told.startswith("You have no person in the network 'default'")
    assert "suspended" not in listing(client, "person", "?q=dan").split("</thead>")[1]


def test_too_many_rows_at_once_are_refused(
    host: SocialKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, _ = settled(host)
    monkeypatch.setattr("socialkit.contrib.django.administration.acting.AT_ONCE", 1)
    client = browser(ann)
    told = do(client, "person", "suspend", keys(listing(client, "person")))
    assert told == ["Choose at most 1 rows at once. Nothing was changed."]


def test_staff_need_the_permission_of_the_admin_to_look(host: SocialKit) -> None:
    settled(host)
    clerk = User.objects.create_user("clerk", password="pw", is_staff=True)
    answer = browser(clerk).get("/admin/socialkit/person/")
    assert answer.status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_a_list_takes_as_many_statements_for_ten_rows_as_for_a_thousand(
    host: SocialKit, page: str
) -> None:
    ann, _ = settled(host)
    client = browser(ann)
    _add(10)
    few = _statements(client, page)
    _add(1000)
    assert _statements(client, page) == few
    assert few <= 12


def _add(count: int) -> None:
    """Copy a person, a group and a question, past everything that counts and checks."""
    ids = TimeOrderedIds(SystemClock())
    account, someone = Account.objects.get(people__handle="dan"), Person.objects.get(handle="dan")
    group, question = Group.objects.get(slug="boats"), Question.objects.get(group__slug="boats")
    rows: dict[Any, list[Any]] = {Account: [], Person: [], Group: [], Post: []}
    for _ in range(count):
        row = {kind: ids.new() for kind in rows}
        mark = row[Person].hex
        rows[Account].append(_copy(account, id=row[Account], subject=mark))
        rows[Person].append(
            _copy(someone, id=row[Person], account_id=row[Account], handle=mark, handle_key=mark)
        )
        rows[Group].append(_copy(group, id=row[Group], slug=mark, slug_key=mark))
        rows[Post].append(_copy(question, id=row[Post], author_id=row[Person], group_id=row[Group]))
    for kind, made in rows.items():
        QuerySet(kind, using=ALIAS).bulk_create(made)


def _copy(row: Any, **changes: Any) -> Any:
    kind = Post if isinstance(row, Question) else type(row)
    values = {field.attname: getattr(row, field.attname) for field in kind._meta.concrete_fields}
    return kind(**{**values, **changes})


def _statements(client: Client, page: str) -> int:
    with CaptureQueriesContext(connections[ALIAS]) as captured:
        listing(client, page)
    assert not any("body" in query["sql"] for query in captured)
    return len(captured)


def test_long_lists_are_counted_no_further_than_pages_go(
    host: SocialKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, _ = settled(host)
    _add(10)
    monkeypatch.setattr(paging, "COUNTED", 5)
    html = listing(browser(ann), "person")
    assert "more than 5" in html
