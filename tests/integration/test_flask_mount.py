from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Blueprint, Flask, render_template, render_template_string, url_for
from flask_login import LoginManager, UserMixin, login_user

from socialkit import ConfigurationError, SocialKit
from socialkit.contrib.flask import SocialKitFlask, social
from socialkit.contrib.flask.settings import FlaskSettings, Options
from tests.integration.flask_hosts import Host, enrol, plain_host

API = "/social/api/v1"


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return plain_host(tmp_path)


def test_the_api_answers_below_the_prefix(host: Host) -> None:
    response = host.client.get(f"{API}/me")
    assert response.status_code == 200
    assert response.get_json()["handle"] == "ann"
    assert response.headers["ETag"] == '"1"'
    assert response.headers["Cache-Control"] == "private, no-store"


def test_links_lead_below_the_prefix(host: Host) -> None:
    made = host.client.post(f"{API}/posts", json={"body": "Hello @dan"}).get_json()
    assert 'href="/social/people/dan"' in made["html"]


def test_links_lead_below_the_path_at_which_the_application_is_mounted(host: Host) -> None:
    made = host.client.post(
        f"{API}/posts", json={"body": "Hello @dan"}, environ_overrides={"SCRIPT_NAME": "/intra"}
    )
    assert 'href="/intra/social/people/dan"' in made.get_json()["html"]
    page = host.client.get("/social/", environ_overrides={"SCRIPT_NAME": "/intra"}).text
    assert 'href="/intra/social/groups"' in page
    assert 'href="/social/groups"' not in page


def test_other_methods_and_paths_get_problems_and_not_the_pages_of_flask(host: Host) -> None:
    client = host.client
    refused = client.put(f"{API}/posts")
    assert refused.status_code == 405
    assert refused.headers["Allow"] == "POST"
    assert refused.content_type == "application/problem+json"
    assert client.options(f"{API}/posts").headers["Allow"] == "POST"
    assert client.get(f"{API}/nothing/here").get_json()["code"] == "not_found"
    assert client.head(f"{API}/me").data == b""


def test_routes_of_the_host_are_not_hidden() -> None:
    app = Flask("host")
    SocialKitFlask(app, url="memory:", identity=lambda: None)
    app.add_url_rule("/social/own", view_func=lambda: "the host's own", endpoint="own")
    app.add_url_rule("/", view_func=lambda: "home", endpoint="home")
    client = app.test_client()
    assert client.get("/social/own").text == "the host's own"
    assert client.get("/").text == "home"
    assert client.get("/social/no/such/page").status_code == 404


def test_every_page_answers_for_a_member_a_stranger_and_somebody_unknown(host: Host) -> None:
    rows = [r for r in host.app.extensions["socialkit"]["socialkit"].web.table.rows if r.page]
    with host.app.app_context(), host.ext.kit.acting_as("u-ann") as me:
        group = me.groups.found("Resins")
        question = me.questions.ask("Which one?", group=group.id)
        reply = me.questions.answer(question.id, "This one")
        comment = me.comments.add(question.id, "Hm")
    values = {
        "group": group.slug,
        "person": "dan",
        "tag": "x",
        "kind": "post",
        "post": str(question.id),
        "question": str(question.id),
        "reply": str(reply.id),
        "comment": str(comment.id),
        "target": str(question.id),
        "reaction": "like",
    }
    for subject in ("u-ann", "u-dan", None, "u-unknown"):
        host.who.subject = subject
        for row in rows:
            names = {name: values.get(name, "1") for name in row.names}
            address = "/social" + row.path.format(**names)
            response = host.client.open(address, method=row.method)
            assert response.status_code < 500, (row.name, response.text)
            assert "script-src 'self'" in response.headers["Content-Security-Policy"], row.name
            assert response.headers["Cache-Control"] == "private, no-store"


def test_absent_and_forbidden_pages_are_the_same_bytes(host: Host) -> None:
    with host.app.app_context(), host.ext.kit.acting_as("u-ann") as me:
        group = me.groups.found("Board", visibility="secret")
        post = me.posts.publish("Only here", group=group.id)
    host.who.subject = "u-dan"
    for forbidden, absent in (
        (f"/social/posts/{post.id}", f"/social/posts/{UUID(int=7)}"),
        ("/social/groups/board", "/social/groups/nowhere"),
        ("/social/groups/board/members", "/social/groups/nowhere/members"),
        ("/social/people/nobody", "/social/people/nowhere"),
    ):
        there, gone = host.client.get(forbidden), host.client.get(absent)
        assert there.status_code == 404
        assert there.data == gone.data
        assert list(there.headers) == list(gone.headers)
    write = host.client.post(f"/social/posts/{post.id}/replies", data={"body": "x"})
    none = host.client.post(f"/social/posts/{UUID(int=7)}/replies", data={"body": "x"})
    assert (write.status_code, write.data) == (none.status_code, none.data)


def test_a_form_of_a_page_writes_and_redirects_to_this_site_alone(host: Host) -> None:
    assert 'action="/social/posts"' in host.client.get("/social/").text
    sent = host.client.post("/social/posts", data={"body": "From a form"})
    assert sent.status_code == 303
    assert sent.headers["Location"].startswith("/social/")
    assert "From a form" in host.client.get("/social/").text
    crossing = host.client.post(
        "/social/posts", data={"body": "Evil"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert crossing.status_code == 403
    assert "Evil" not in host.client.get("/social/").text


def test_a_double_click_posts_once(host: Host) -> None:
    page = host.client.get("/social/").text
    key = re.search(r'name="once" value="([^"]+)"', page)
    assert key is not None
    form = {"body": "Said but once", "once": key[1]}
    first, second = (host.client.post("/social/posts", data=form) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    listed = host.client.get(f"{API}/feeds/explore").get_json()["items"]
    assert [post["html"].count("Said but once") for post in listed] == [1]


def test_static_files_carry_their_hash_and_are_kept_for_ever(host: Host) -> None:
    page = host.client.get("/social/").text
    address = re.search(r'href="(/social/static/[0-9a-f]+/socialkit\.css)"', page)
    assert address is not None
    sent = host.client.get(address[1])
    assert sent.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    again = host.client.get(address[1], headers={"If-None-Match": sent.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    old = host.client.get("/social/static/0123/socialkit.css")
    assert old.headers["Cache-Control"] == "public, no-cache"
    for path in ("nope.css", "../__init__.py", "%2e%2e/__init__.py"):
        assert host.client.get(f"/social/static/0123/{path}").status_code == 404


def test_pages_sit_inside_the_layout_of_the_host(tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    (templates / "socialkit").mkdir(parents=True)
    (templates / "base.html").write_text(
        "<!doctype html><title>{% block title %}{% endblock %} - {{ firm }}</title>"
        "{% block head %}{% endblock %}<nav>{{ url_for('home') }} {{ socialkit_badge() }}"
        " {{ 'x' | shout }}</nav>{% block content %}{% endblock %}"
    )
    host = plain_host(tmp_path, base_template="base.html")
    host.app.add_url_rule("/home", view_func=lambda: render_template("base.html"), endpoint="home")
    host.app.add_template_filter(lambda text: f"{text}!".upper(), "shout")
    host.app.context_processor(lambda: {"firm": "Tracker & Sons"})
    for address in ("/social/", "/social/nothing-here-at-all"):
        response = host.client.get(address)
        if response.status_code == 200:
            assert "Tracker &amp; Sons</title>" in response.text
            assert "<nav>/home" in response.text
            assert "X!" in response.text
            assert 'class="sk"' in response.text
    (templates / "socialkit" / "problem.html").write_text("ours: {{ problem.code }}")
    missing = host.client.get("/social/groups/nowhere")
    assert (missing.status_code, missing.text) == (404, "ours: not_found")


def test_fragments_stand_in_the_pages_of_the_host(host: Host) -> None:
    with host.app.app_context(), host.ext.kit.acting_as("u-dan") as me:
        post = me.posts.publish("Look here, @ann")
    host.app.add_url_rule("/dash", view_func=_dash(str(post.id)), endpoint="dash")
    page = host.client.get("/dash").text
    assert "Look here" in page
    assert page.count("<hr>") == 3
    host.who.subject = None
    assert re.sub(r"\s", "", host.client.get("/dash").text).startswith("<hr>")
    assert "Look here" not in host.client.get("/dash").text
    host.who.subject = "u-unknown"
    assert host.client.get("/dash").status_code == 200


def _dash(post_id: str) -> Callable[[], str]:
    return lambda: render_template_string(
        "{{ socialkit_badge() }}<hr>{{ socialkit_feed(limit=3) }}<hr>"
        "{{ socialkit_thread(post) }}<hr>{{ socialkit_thread('nope') }}",
        post=post_id,
    )


def test_a_view_of_the_host_acts_as_whoever_is_signed_in(host: Host) -> None:
    @host.app.get("/name")
    def name() -> str:
        with host.ext.acting_as_current() as me:
            assert social.person == me.person
            return social.people.me().name

    assert host.client.get("/name").text == "Ann Arbor"
    host.who.subject = "u-dan"
    assert host.client.get("/name").text == "Dan Dare"
    with host.app.app_context(), pytest.raises(RuntimeError, match="acting_as_current"):
        social.people.me()


def test_flask_login_says_who_is_signed_in(tmp_path: Path) -> None:
    app = Flask("host")
    app.secret_key = "tests"
    app.config["SOCIALKIT_URL"] = f"sqlite:///{tmp_path}/social.db"
    manager = LoginManager(app)
    manager.login_view = "login"

    class User(UserMixin):  # type: ignore[misc]
        def __init__(self, key: str) -> None:
            self.id = key

    manager.user_loader(User)
    ext = SocialKitFlask(app)

    @app.get("/login/<key>")
    @app.get("/login", endpoint="login")
    def enter(key: str = "") -> str:
        login_user(User(key))
        return "ok"

    with app.app_context():
        enrol(ext.kit)
    client = app.test_client()
    stranger = client.get("/social/notifications")
    assert stranger.status_code in {302, 404}
    if stranger.status_code == 302:
        assert stranger.headers["Location"].startswith("/login?next=")
    assert client.get(f"{API}/me").status_code == 401
    client.get("/login/u-dan")
    assert client.get(f"{API}/me").get_json()["handle"] == "dan"


def test_csrf_protection_of_the_host_leaves_our_check_in_place(tmp_path: Path) -> None:
    wtf = pytest.importorskip("flask_wtf")
    app = Flask("host")
    app.secret_key = "tests"
    wtf.CSRFProtect(app)
    ext = SocialKitFlask(app, url=f"sqlite:///{tmp_path}/s.db", identity=lambda: "u-ann")
    with app.app_context():
        enrol(ext.kit)
    client = app.test_client()
    assert client.post(f"{API}/posts", json={"body": "x"}).status_code == 201
    evil = {"Origin": "https://evil.example"}
    assert client.post(f"{API}/posts", json={"body": "x"}, headers=evil).status_code == 403


def test_two_networks_at_two_prefixes_know_nothing_of_each_other(tmp_path: Path) -> None:
    app = Flask("host")
    kit = SocialKit.open(f"sqlite:///{tmp_path}/social.db")
    enrol(kit)
    with kit.system("tests", network="club") as desk:
        desk.create_network("Club", kind="community")
        desk.enrol("u-ann", "Ann of the club", handle="ann")
    SocialKitFlask(app, kit=kit, identity=lambda: "u-ann")
    SocialKitFlask(
        app, name="club", prefix="/club", kit=kit, identity=lambda: "u-ann", network="club"
    )
    client = app.test_client()
    post = client.post(f"{API}/posts", json={"body": "inside, @ann"}).get_json()
    assert 'href="/social/people/ann"' in post["html"]
    other = client.post("/club/api/v1/posts", json={"body": "outside, @ann"}).get_json()
    assert 'href="/club/people/ann"' in other["html"]
    assert client.get("/club/api/v1/me").get_json()["name"] == "Ann of the club"
    assert client.get(f"/club/api/v1/posts/{post['id']}").status_code == 404
    with app.test_request_context():
        assert url_for("club.groups_get", group="x") == "/club/api/v1/groups/x"
        assert url_for("socialkit.groups_get", group="x") == f"{API}/groups/x"


def test_one_extension_serves_two_applications(tmp_path: Path) -> None:
    ext = SocialKitFlask(identity=lambda: "u-ann")
    for name in ("one", "two"):
        app = Flask(name)
        app.config["SOCIALKIT_URL"] = f"sqlite:///{tmp_path}/{name}.db"
        app.config["SOCIALKIT_PREFIX"] = f"/{name}"
        ext.init_app(app)
        with app.app_context():
            enrol(ext.kit)
        app.test_client().post(f"/{name}/api/v1/posts", json={"body": name})
        wall = app.test_client().get(f"/{name}/api/v1/groups/wall/posts").get_json()["items"]
        assert [post["source"] for post in wall] == [name]
    with Flask("three").app_context(), pytest.raises(ConfigurationError, match="init_app"):
        _ = ext.kit


def test_the_arguments_are_the_settings() -> None:
    assert set(Options.__annotations__) == {field.name for field in fields(FlaskSettings)}


@pytest.mark.parametrize(
    ("given", "code", "word"),
    [
        ({}, "flask.storage", "SocialKitFlask(app, url='sqlite:///social.db')"),
        ({"url": "memory:", "kit": object()}, "flask.storage", "url, kit"),
        ({"url": 5}, "flask.storage", "no text"),
        ({"db": "x"}, "flask.storage", "no Flask-SQLAlchemy object"),
        ({"kit": object()}, "flask.storage", "no SocialKit"),
        ({"url": "memory:", "identity": "u1"}, "flask.identity", "can not be called"),
        ({"url": "memory:", "identity": lambda request: request}, "flask.identity", "arguments"),
        ({"url": "memory:", "policy": 5}, "flask.setting", "path of a folder"),
        ({"url": "memory:", "policy": "/nowhere"}, "policy_refused", "/nowhere/model.conf"),
        ({"url": "memory:", "name": "my club"}, "flask.name", "underscores"),
        ({"url": "memory:", "name": "hosts_own"}, "flask.name", "blueprint of yours"),
        ({"url": "memory:", "base_template": "bsae.html"}, "web.base_template", "'bsae.html'"),
        ({"url": "memory:", "prefix": ""}, "web.prefix", "pages=False"),
        ({"url": "memory:", "network": "a b\n"}, "web.network", "short name"),
        ({"url": "memory:", "colour": "red"}, "flask.setting", "colour"),
        ({"url": "nosuch://x"}, "storage.url", "sqlite:///social.db"),
    ],
)
def test_wrong_wiring_says_what_to_write(given: dict[str, Any], code: str, word: str) -> None:
    app = Flask("host")
    app.register_blueprint(Blueprint("hosts_own", "host"))
    with pytest.raises(ConfigurationError) as caught:
        SocialKitFlask(app, **{"identity": lambda: None, **given})
    assert "socialkit" not in app.extensions, "nothing is half mounted"
    assert caught.value.code == code
    assert word in caught.value.message


def test_mounting_twice_under_one_name_is_refused() -> None:
    app = Flask("host")
    SocialKitFlask(app, url="memory:", identity=lambda: None)
    with pytest.raises(ConfigurationError, match="name='community'"):
        SocialKitFlask(app, url="memory:", identity=lambda: None)


@pytest.mark.parametrize("prefix", ["/social", "/social/club", "/social/club/house"])
def test_a_mount_inside_another_one_is_refused(prefix: str) -> None:
    app = Flask("host")
    SocialKitFlask(app, url="memory:", prefix="/social/club", identity=lambda: None)
    SocialKitFlask(app, url="memory:", name="b", prefix="/social-too", identity=lambda: None)
    with pytest.raises(ConfigurationError, match="overlaps with '/social/club'"):
        SocialKitFlask(app, url="memory:", name="c", prefix=prefix, identity=lambda: None)


def test_a_user_without_a_person_can_be_a_stranger_where_the_host_says_so(tmp_path: Path) -> None:
    app = Flask("host")
    kit = SocialKit.open(f"sqlite:///{tmp_path}/social.db")
    with kit.system("tests") as desk:
        desk.create_network("Club", kind="community", public=True)
        desk.enrol("u-ann", "Ann Arbor", handle="ann")
    with kit.acting_as("u-ann") as me:
        post = me.posts.publish("For everyone", audience="public")
    who: Callable[[], str] = lambda: "u-unknown"  # noqa: E731 - one user of the host
    SocialKitFlask(app, kit=kit, identity=who, sign_in="/login")
    SocialKitFlask(
        app, name="open", prefix="/open", kit=kit, identity=who, unknown_users="stranger"
    )
    client = app.test_client()
    assert client.get(f"{API}/posts/{post.id}").status_code == 403
    shown = client.get(f"/open/api/v1/posts/{post.id}")
    assert (shown.status_code, shown.get_json()["html"]) == (200, "<p>For everyone</p>\n")
    assert "For everyone" in client.get(f"/open/posts/{post.id}").text
    for refused in (
        client.post("/open/api/v1/posts", json={"body": "x"}),
        client.get("/open/notifications"),
    ):
        assert refused.status_code == 403, "to sign in again would change nothing"
        assert "no person in the network" in refused.text


def test_without_a_log_in_the_log_says_what_is_missing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = Flask("host")
    SocialKitFlask(app, url=f"sqlite:///{tmp_path}/s.db")
    response = app.test_client().get(f"{API}/me")
    assert response.status_code == 500
    assert "identity=f" in caplog.text


def test_the_commands_of_the_library_know_the_database(host: Host) -> None:
    run = host.app.test_cli_runner().invoke
    shown = run(args=["socialkit", "stats", "--json"])
    assert shown.exit_code == 0, shown.output
    assert '"people": 2' in shown.output
    assert "stats" in run(args=["socialkit", "--help"]).output


def test_a_page_takes_forms_of_a_sane_size_and_nothing_else(host: Host) -> None:
    large = host.client.post("/social/posts", data={"body": "x" * 600_000})
    assert large.status_code == 413
    other = host.client.post("/social/posts", json={"body": "x"})
    assert other.status_code == 415
    files = host.client.post(
        "/social/posts", data={"body": "x"}, content_type="multipart/form-data"
    )
    assert files.status_code == 415
    odd = host.client.post("/social/posts", data={"body": "a\x00b"})
    assert odd.status_code == 422


def test_the_kit_of_a_mount_acts_in_its_own_network() -> None:
    app = Flask("host")
    mount = SocialKitFlask(app, url="sqlite://", network="club", identity=lambda: "1")
    with app.app_context(), mount.kit.system("set up") as desk:
        desk.create_network("The club")
        desk.enrol("1", "Ann")
    with app.app_context(), mount.kit.acting_as("1") as me:
        assert me.networks.current().slug == "club"
