"""Pages inside the layout of the project, and pieces inside its own pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from socialkit.errors import ConfigurationError
from tests.integration.django_hosts import browser, enrol, kit, project, user, with_templates

from django.contrib.auth.models import AnonymousUser  # isort: skip
from django.template import engines  # isort: skip
from django.test import RequestFactory, override_settings  # isort: skip

BASE = (
    "{% load socialkit %}<!doctype html>"
    "<title>{% block title %}{% endblock %} - Acme & Sons</title>"
    "{% block head %}<link rel=host>{% endblock %}<nav>{{ request.path }} {{ user.username }}"
    " {% socialkit_badge %}</nav>{% for m in messages %}{{ m }}{% endfor %}"
    "<main>{% block content %}{% endblock %}</main>"
)


@pytest.fixture
def people(django_template: Path, tmp_path: Path) -> Iterator[dict[str, Any]]:
    with project(django_template, tmp_path, BASE_TEMPLATE="base.html"):
        found = {"ann": user("ann", first_name="Ann"), "dan": user("dan", first_name="Dan")}
        enrol(found)
        yield found


@pytest.fixture
def templates(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "templates"
    folder.mkdir()
    with with_templates(folder, base=BASE):
        yield folder


def shown(text: str, who: Any = None) -> str:
    """Render a template of the host's for a user."""
    request = RequestFactory().get("/desk")
    request.user = AnonymousUser() if who is None else who
    return str(engines["django"].from_string("{% load socialkit %}" + text).render({}, request))


@pytest.mark.usefixtures("templates")
def test_pages_sit_inside_the_layout_of_the_project(people: dict[str, Any]) -> None:
    page = browser(people["ann"]).get("/social/").content.decode()
    assert "- Acme & Sons</title>" in page
    assert re.search(r"<title>\s*Home\s+-", page)
    assert page.index("socialkit.css") < page.index("<link rel=host>") < page.index("<nav>")
    assert "<nav>/social/ ann" in page
    assert page.count('<div class="sk"') == 1
    assert page.count("<!doctype") == 1
    assert 'name="csrfmiddlewaretoken"' in page
    assert "\0" not in page
    missing = browser(people["ann"]).get("/social/groups/nowhere")
    assert missing.status_code == 404
    assert "Acme & Sons" in missing.content.decode()


@pytest.mark.usefixtures("templates")
def test_what_people_wrote_is_no_template_of_the_project(people: dict[str, Any]) -> None:
    client = browser(people["ann"])
    form = "application/x-www-form-urlencoded"
    client.post("/social/posts", "body={{ request.user }}{% now %}<b>", content_type=form)
    page = client.get("/social/").content.decode()
    assert "{{ request.user }}{% now %}" in page
    assert "<b>" not in page.partition("<main>")[2]


@pytest.mark.usefixtures("templates")
def test_a_template_of_the_project_replaces_one_of_ours(
    people: dict[str, Any], tmp_path: Path
) -> None:
    folder = tmp_path / "jinja2" / "socialkit"
    folder.mkdir(parents=True)
    (folder / "problem.html").write_text("ours: {{ problem.code }} {{ request.path }}")
    with override_settings(BASE_DIR=tmp_path):
        missing = browser(people["ann"]).get("/social/groups/nowhere")
    assert missing.content == b"ours: not_found /social/groups/nowhere"


@pytest.mark.usefixtures("templates")
def test_pieces_show_what_the_reader_may_see_and_otherwise_nothing(people: dict[str, Any]) -> None:
    with kit().acting_as(str(people["dan"].pk)) as me:
        post = me.posts.publish("Look here, @ann")
    pieces = f"{{% socialkit_feed limit=3 %}}|{{% socialkit_thread '{post.id}' %}}"
    page = shown(pieces + "|{% socialkit_badge %}", people["ann"])
    assert page.count("Look here") == 2
    assert 'href="/social/notifications"' in page
    assert "socialkit.css" in shown("{% socialkit_head %}", people["ann"])
    assert "Look here" not in shown(pieces)
    assert shown("{% socialkit_badge %}").strip() == ""
    unknown = user("nobody")
    assert shown(pieces, unknown).strip() == "|"
    assert shown("{% socialkit_thread none %}{% socialkit_thread 'nope' %}", people["ann"]) == ""
    assert shown("{% socialkit_feed of='club' %}", people["ann"]) == ""


@pytest.mark.usefixtures("templates")
def test_texts_of_the_project_link_the_people_that_the_reader_may_see(
    people: dict[str, Any],
) -> None:
    text = "{% socialkit_text 'Ask @dan, **now** <script>' %}"
    linked = shown(text, people["ann"])
    assert '<a class="sk-mention" href="/social/people/dan"' in linked
    assert "<strong>now</strong>" in linked
    assert "<script>" not in linked
    for who in (None, user("nobody")):
        plain = shown(text, who)
        assert "href" not in plain
        assert "<strong>now</strong>" in plain
    far_too_long = "{% socialkit_text body %}".replace("body", "'" + "x" * 70_000 + "'")
    assert "x" * 70_000 in shown(far_too_long, people["ann"])


@pytest.mark.usefixtures("templates", "people")
def test_wrong_wiring_is_told_where_debug_is_on_and_logged_elsewhere(
    caplog: pytest.LogCaptureFixture,
) -> None:
    template = engines["django"].from_string("{% load socialkit %}({% socialkit_badge %})")
    assert template.render({}) == "()"
    assert "context_processors.request" in caplog.text
    with override_settings(DEBUG=True), pytest.raises(ConfigurationError, match="has no `request`"):
        template.render({})
    assert shown("({% socialkit_badge of='nowhere' %})") == "()"
    assert 'mount("nowhere")' in caplog.text


def test_a_layout_of_jinja_is_extended_by_the_pages_themselves(
    people: dict[str, Any], tmp_path: Path
) -> None:
    folder = tmp_path / "j"
    folder.mkdir()
    (folder / "base.html").write_text(
        "<title>{% block title %}{% endblock %}</title>{% block head %}{% endblock %}"
        "<b>{{ request.path }}</b>{% block content %}{% endblock %}"
    )
    engine = {"BACKEND": "django.template.backends.jinja2.Jinja2", "DIRS": [folder]}
    with override_settings(TEMPLATES=[engine]):
        page = browser(people["ann"]).get("/social/explore").content.decode()
    assert "<b>/social/explore</b>" in page
    assert 'class="sk"' in page
