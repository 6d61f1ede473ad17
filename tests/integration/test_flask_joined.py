from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import orm

from socialkit.contrib.flask import SocialKitFlask
from socialkit.domain.events import Event
from socialkit.testing.flask_plugin import SocialKitSeen, socialkit_seen
from tests.integration.flask_hosts import Host, SignedIn, enrol

__all__ = ["socialkit_seen"]  # a fixture, found here by pytest
API = "/social/api/v1"


class Base(orm.DeclarativeBase):
    """The host's own models."""


class Project(Base):
    """Something of the host's own."""

    __tablename__ = "project"
    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    name: orm.Mapped[str]


def joined_host(url: str) -> tuple[Host, SQLAlchemy]:
    app, db, who = Flask("host"), SQLAlchemy(model_class=Base), SignedIn()
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(app)
    ext = SocialKitFlask(app, db=db, identity=who)

    @app.post("/projects/<name>")
    def create(name: str) -> str:
        db.session.add(Project(name=name))
        with ext.acting_as_current() as me:
            me.posts.publish(f"We begin with {name}")
        if name == "bad":
            db.session.rollback()
        elif name != "forgotten":
            db.session.commit()
        return "ok"

    with app.app_context():
        db.create_all()
        ext.create_tables()
        enrol(ext.kit)
        db.session.commit()
    return Host(app, ext, who), db


@pytest.fixture(params=["file", "memory"])
def host_and_db(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[Host, SQLAlchemy]]:
    url = "sqlite://" if request.param == "memory" else f"sqlite:///{tmp_path}/host.db"
    host, db = joined_host(url)
    yield host, db
    with host.app.app_context():
        db.engine.dispose()


@pytest.fixture
def host(host_and_db: tuple[Host, SQLAlchemy]) -> Host:
    return host_and_db[0]


@pytest.fixture
def db(host_and_db: tuple[Host, SQLAlchemy]) -> SQLAlchemy:
    return host_and_db[1]


@pytest.fixture
def app(host: Host) -> Flask:
    return host.app


@pytest.fixture
def told(host: Host) -> list[Event]:
    found: list[Event] = []
    with host.app.app_context():
        host.ext.kit.events.on()(found.append)  # type: ignore[attr-defined]
    return found


def posts(host: Host) -> list[str]:
    items = host.client.get(f"{API}/groups/wall/posts").get_json()["items"]
    return [item["source"] for item in items]


def projects(host: Host, db: SQLAlchemy) -> list[str]:
    with host.app.app_context():
        return list(db.session.scalars(sa.select(Project.name)))


def test_what_a_view_of_the_host_writes_is_kept_with_its_own_commit(
    host: Host, db: SQLAlchemy, told: list[Event]
) -> None:
    host.client.post("/projects/pump")
    assert posts(host) == ["We begin with pump"]
    assert projects(host, db) == ["pump"]
    assert [event.name.value for event in told] == ["post:published"]


@pytest.mark.parametrize("name", ["bad", "forgotten"])
def test_what_the_host_does_not_commit_is_not_kept_and_tells_nobody(
    host: Host, db: SQLAlchemy, told: list[Event], name: str
) -> None:
    host.client.post(f"/projects/{name}")
    assert posts(host) == []
    assert projects(host, db) == []
    assert told == []


def test_writes_of_the_blueprint_are_committed_by_themselves(host: Host, told: list[Event]) -> None:
    made = host.client.post(f"{API}/posts", json={"body": "Hello @dan"})
    assert made.status_code == 201
    assert posts(host) == ["Hello @dan"]
    assert [event.name.value for event in told] == ["post:published"]
    host.who.subject = "u-dan"
    assert host.client.get(f"{API}/counts/notifications").get_json()["unread"] == 1


def test_a_refused_write_of_the_blueprint_leaves_nothing(host: Host, told: list[Event]) -> None:
    headers = {"Idempotency-Key": "k"}
    for body in ({"body": "x", "group": "nowhere"}, {"body": ""}):
        refused = host.client.post(f"{API}/posts", json=body, headers=headers)
        assert refused.status_code in {404, 422}
    assert posts(host) == []
    assert told == []
    assert host.client.post(f"{API}/posts", json={"body": "x"}, headers=headers).status_code == 201


def test_a_key_makes_a_write_of_the_blueprint_happen_once(host: Host) -> None:
    for _ in range(2):
        host.client.post(f"{API}/posts", json={"body": "x"}, headers={"Idempotency-Key": "k"})
    assert posts(host) == ["x"]


def test_a_form_of_a_page_is_committed_and_a_wrong_one_is_not(host: Host) -> None:
    sent = host.client.post("/social/posts", data={"body": "From a form"})
    assert sent.status_code == 303
    wrong = host.client.post("/social/posts", data={"body": ""})
    assert wrong.status_code == 422
    assert posts(host) == ["From a form"]


def test_a_visit_is_kept_though_a_page_was_only_read(host: Host, db: SQLAlchemy) -> None:
    host.client.get(f"{API}/me")
    with host.app.app_context(), host.ext.kit.acting_as("u-ann") as me:
        assert not me.visits.record()
        db.session.rollback()


def test_an_error_inside_a_unit_leaves_the_hosts_own_work_alone(host: Host, db: SQLAlchemy) -> None:
    with host.app.app_context():
        db.session.add(Project(name="kept"))
        with pytest.raises(ZeroDivisionError):
            _fail_after_a_post(host)
        db.session.commit()
    assert projects(host, db) == ["kept"]
    assert posts(host) == []


def _fail_after_a_post(host: Host) -> None:
    with host.ext.kit.acting_as("u-ann") as me:
        me.posts.publish("lost")
        _ = 1 / 0


def test_a_suite_of_the_host_sees_events_and_notices_that_are_never_committed(
    host: Host, db: SQLAlchemy, socialkit_seen: SocialKitSeen, told: list[Event]
) -> None:
    with host.app.app_context():
        with socialkit_seen.acting_as("u-ann") as me:
            me.posts.publish("Hello @dan")
        assert [e.name.value for e in socialkit_seen.events()] == ["post:published"]
        assert socialkit_seen.events("group:founded") == ()
        assert [n.reason.value for n in socialkit_seen.notices("u-dan")] == ["mentioned"]
        db.session.rollback()
        assert socialkit_seen.events() == ()
    assert posts(host) == []
    assert told == []


def test_without_tables_the_log_says_what_to_run(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app, db = Flask("host"), SQLAlchemy(model_class=Base)
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path}/empty.db"
    db.init_app(app)
    SocialKitFlask(app, db=db, identity=lambda: "u-ann")
    response = app.test_client().get(f"{API}/me")
    assert (response.status_code, response.get_json()["code"]) == (500, "configuration")
    assert app.test_client().get("/social/").status_code == 500
    assert "flask socialkit db upgrade" in caplog.text
    assert "Traceback" not in caplog.text
    with app.app_context():
        db.engine.dispose()


def test_init_makes_the_tables_beside_those_of_the_host(tmp_path: Path) -> None:
    app, db = Flask("host"), SQLAlchemy(model_class=Base)
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path}/host.db"
    db.init_app(app)
    SocialKitFlask(app, db=db, identity=lambda: "u-ann")
    with app.app_context():
        db.create_all()
        db.engine.dispose()
    run = app.test_cli_runner().invoke
    assert "flask socialkit db upgrade" in run(args=["socialkit", "stats"]).stderr
    assert run(args=["socialkit", "init", "--admin", "u-ann"]).exit_code == 0
    assert app.test_client().get(f"{API}/me").status_code == 200
    with app.app_context():
        db.engine.dispose()
