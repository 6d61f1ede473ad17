"""The Flask example: its own log-in, its own rules, and a demo that can not leave its cage."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from examples.demo import permit, runner
from examples.demo.hosts import POLICY, Setup
from examples.demo.keeping import database, empty
from examples.demo.serving import listen
from examples.flask_app import demo
from examples.flask_app.app import create_app
from examples.flask_app.host import Tracker
from examples.flask_app.models import User, db
from examples.story.script import COMPANY
from socialkit.errors import ConfigurationError
from tests.browser.seeded import seeded

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return seeded(tmp_path_factory)


@pytest.fixture(scope="module")
def app(folder: Path) -> Iterator[Flask]:
    yield from opened(folder, POLICY)


def opened(folder: Path, policy: Path) -> Iterator[Flask]:
    """Open the tracker as any server would: without a permit."""
    app = create_app(f"sqlite:///{database(folder)}", policy=policy)
    with app.app_context():
        user = db.session.query(User).filter_by(username="grace").one()
        user.set_password("a long enough password")
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


def signed_in(app: Flask, name: str) -> FlaskClient:
    """Return a client whose session is somebody's."""
    client = app.test_client()
    with app.app_context():
        user_id = db.session.query(User).filter_by(username=name).one().get_id()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = user_id, True
    return client


# ── the demo's log-in ─────────────────────────────────────────────────────────────────────


def test_one_click_log_in_can_not_start_outside_the_demo() -> None:
    with pytest.raises(permit.DemoOnly, match=r"python -m examples\.demo"):
        permit.Permit(permit.FLAG)


def test_its_pages_are_mounted_for_a_permit_alone() -> None:
    with pytest.raises(permit.DemoOnly):
        demo.mount(object())  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["/become", "/who"])
def test_without_a_permit_its_pages_do_not_exist(app: Flask, path: str) -> None:
    client = app.test_client()
    assert client.get(path).status_code == 404
    assert client.post(path, data={"name": "ana"}).status_code in {404, 405}
    assert client.get("/social/api/v1/me").status_code in {401, 404}


@pytest.mark.parametrize("key", ["DEMO", "TESTING", "DEBUG", "ONE_CLICK", "PERMIT"])
def test_no_setting_switches_it_on(folder: Path, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"FLASK_{key}", "1")
    app = create_app(f"sqlite:///{database(folder)}")
    app.config[key] = True
    assert app.test_client().get("/become").status_code == 404


# ── the tracker itself ────────────────────────────────────────────────────────────────────


def test_a_password_signs_in_and_a_wrong_one_does_not(app: Flask) -> None:
    client = app.test_client()
    sent = {"username": "grace", "password": "a wrong password"}
    assert client.post("/login", data=sent).location == "/login"
    sent["password"] = "a long enough password"
    assert client.post("/login", data=sent).location == "/"
    assert b"Grace Mbeki" in client.get("/").data


def test_nobody_signs_in_without_a_password(app: Flask) -> None:
    client = app.test_client()
    assert client.post("/login", data={"username": "ana", "password": ""}).location == "/login"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_log_in_sends_nobody_to_another_site(app: Flask, target: str) -> None:
    sent = {"username": "grace", "password": "a long enough password", "next": target}
    assert app.test_client().post("/login", data=sent).location == "/"


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, True),
        ({"Sec-Fetch-Site": "same-site"}, True),
        ({"Origin": "https://elsewhere.example"}, True),
        ({"Origin": "null"}, True),
        ({"Origin": "http://localhost"}, False),
        ({"Sec-Fetch-Site": "same-origin"}, False),
        ({}, False),
    ],
)
def test_a_write_from_another_site_is_refused_by_old_browsers_too(
    app: Flask, headers: dict[str, str], *, refused: bool
) -> None:
    # The demo's switch hangs on the same check: it looks at every write of the application.
    for path in ("/login", "/become", "/social/api/v1/me"):
        answer = app.test_client().post(path, data={"name": "ana"}, headers=headers)
        assert (answer.status_code == 403) is refused, path


def test_a_write_from_another_site_is_refused(app: Flask) -> None:
    client = signed_in(app, "ana")
    crossed = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/logout", headers=crossed).status_code == 403
    assert client.post("/social/posts", data={"body": "x"}, headers=crossed).status_code == 403


def test_staff_see_every_project_and_a_partner_their_own(app: Flask) -> None:
    assert b"Test rig 7" in signed_in(app, "ana").get("/").data
    shown = signed_in(app, "carla").get("/").data
    assert b"Prototype X" in shown
    assert b"Test rig 7" not in shown


def test_a_project_shows_what_its_group_says_to_those_who_may_read_it(app: Flask) -> None:
    said = b"How long should we soak before the first pressure step?"
    assert said in signed_in(app, "ana").get("/projects/PX").data
    assert said not in signed_in(app, "tomas").get("/projects/PX").data


def test_the_community_has_the_host_s_own_layout_and_its_own_people(app: Flask) -> None:
    page = app.test_client().get("/community/explore").data
    assert b"bw-bar" in page
    assert b"The pump hums at 48 Hz" in page
    assert COMPANY.encode() not in app.test_client().get("/community/people").data


# ── one rule ──────────────────────────────────────────────────────────────────────────────


def test_changing_one_rule_shows_the_external_everybody(folder: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policy"
    shutil.copytree(POLICY, policy)
    rules = policy / "policy.csv"
    before = "p, P1, insider,           see,           person, always, allow"
    after = before.replace("insider,  ", "signed-in,")
    text = rules.read_text()
    assert before in text
    rules.write_text(text.replace(before, after))
    assert people_of_carla(folder, POLICY) == 11
    assert people_of_carla(folder, policy) > 20


def people_of_carla(folder: Path, policy: Path) -> int:
    """Count whom the external sees under a policy."""
    counted = 0
    for app in opened(folder, policy):
        counted = signed_in(app, "carla").get("/social/api/v1/counts/people").get_json()["count"]
    return int(counted)


# ── the runner ────────────────────────────────────────────────────────────────────────────


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    precious = tmp_path / "thesis.txt"
    precious.write_text("mine")
    with pytest.raises(ConfigurationError, match="not the demo's"):
        empty(tmp_path)
    assert precious.read_text() == "mine"


def test_the_runner_started_by_anything_else_gets_no_permit(folder: Path) -> None:
    with pytest.raises(permit.DemoOnly):
        runner.main(["--data", str(folder), "--port", "0"])


def test_a_broken_policy_ends_the_start_with_words(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "policy.csv").write_text("p, only, three\n")
    shutil.copy(POLICY / "model.conf", tmp_path)
    assert runner_says(["--data", str(folder), "--policy", str(tmp_path)]) == 2


def runner_says(words: list[str]) -> int:
    """Run the demo's command and return its exit code; its words must name the file."""
    command = [sys.executable, "-m", "examples.flask_app", *words]
    env = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PATH": "/usr/bin"}
    done = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=120
    )
    assert "policy.csv" in done.stderr
    assert "Traceback" not in done.stderr
    return done.returncode


def test_a_taken_port_is_replaced_by_a_free_one(app: Flask, folder: Path) -> None:
    host = Tracker(Setup(f"sqlite:///{database(folder)}", "a key"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = listen(host, app, "127.0.0.1", port)
        try:
            assert server.server_port not in {0, port}
        finally:
            server.server_close()


@pytest.mark.slow
def test_the_whole_journey_holds() -> None:
    env = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PATH": "/usr/bin", "HOME": str(Path.home())}
    command = [sys.executable, "-m", "examples.flask_app", "--check"]
    done = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=900
    )
    assert done.returncode == 0, done.stdout + done.stderr
