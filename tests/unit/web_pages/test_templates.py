from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import DictLoader

from socialkit.web.application import WebApp
from socialkit.web.http import Request
from socialkit.web.pages import STATIC, Fragments, environment
from socialkit.web.settings import WebSettings
from tests.unit.web_pages.town import Town

FOLDER = STATIC.parent / "templates" / "socialkit"
TEMPLATES = sorted(FOLDER.glob("*.html"))
CODE = sorted(STATIC.parent.glob("*.py"))


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.stem)
def test_a_template_trusts_only_fields_of_views_that_end_in_html(file: Path) -> None:
    text = file.read_text()
    assert not re.search(r"\|\s*safe\b|autoescape|Markup", text)
    for field in re.findall(r"([\w.]+)\s*\|\s*trusted", text):
        assert re.fullmatch(r"\w+\.(\w+_)?html", field), field


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.stem)
def test_a_template_has_no_inline_style_script_or_handler(file: Path) -> None:
    text = file.read_text()
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.stem)
def test_a_template_says_no_word_that_can_not_be_translated(file: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", file.read_text(), flags=re.DOTALL)
    words = [
        word
        for word in re.findall(r">([^<]+)<", text)
        if re.search(r"[A-Za-z]{2}", word) and "=" not in word
    ]
    assert words == []


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.stem)
def test_every_form_that_writes_carries_the_token_of_the_host(file: Path) -> None:
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", file.read_text(), re.DOTALL):
        assert "csrf()" in form, form[:120]


def test_html_is_trusted_in_one_place_alone() -> None:
    marked = [file.stem for file in CODE if re.search(r"Markup\((?![\"'])", file.read_text())]
    assert marked == ["environment", "fragments", "moves", "sentences"]


def test_every_rule_of_the_stylesheet_stays_below_the_class_sk() -> None:
    css = re.sub(r"/\*.*?\*/", "", (STATIC / "socialkit.css").read_text(), flags=re.DOTALL)
    css = re.sub(r"@media[^{]*\{", "", css)
    for rule in re.findall(r"([^{}]+)\{", css):
        for selector in re.split(r",(?![^(]*\))", rule):
            assert selector.strip().startswith(".sk"), selector


def test_the_stylesheet_knows_no_left_and_no_right() -> None:
    css = (STATIC / "socialkit.css").read_text()
    sides = r"(?:margin|padding|border)-(?:left|right)|[\s{;](?:left|right)\s*:"
    assert re.findall(sides + r"|text-align:\s*(?:left|right)", css) == []


def test_the_script_keeps_the_strict_policy() -> None:
    script = (STATIC / "socialkit.js").read_text()
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|\beval\b|new Function|import\(", script
    )
    assert not re.search(r"localStorage|sessionStorage|document\.cookie|https?://", script)


BASE = """<!doctype html><html lang="en"><head><title>{% block title %}{% endblock %} - Host</title>
{% block head %}<meta name="host">{% endblock %}</head>
<body><p>{{ company }}{{ absent }}</p>{% block content %}{% endblock %}</body></html>"""


def _app(town: Town, templates: dict[str, str], *, base: str | None = None) -> WebApp:
    made = environment(loader=DictLoader(templates), globals={"company": "Acme Works"})
    settings = WebSettings(base_template=base, prefix="/social")
    return WebApp(town.kit, settings=settings, environment=lambda: made)


def _shown(app: WebApp, path: str) -> str:
    return app.handle(Request("GET", path, identity="ana")).body.decode()


def test_pages_sit_inside_the_layout_of_the_host(old_town: Town) -> None:
    body = _shown(_app(old_town, {"base.html": BASE}, base="base.html"), "/groups")
    assert "<title>Groups - Host</title>" in body
    assert '<meta name="host">' in body
    assert "<p>Acme Works</p>" in body
    assert '<div class="sk"' in body
    assert body.count("<body") == 1
    assert 'href="/social/groups"' in body


def test_the_style_of_the_host_comes_after_ours_and_so_wins(old_town: Town) -> None:
    body = _shown(_app(old_town, {"base.html": BASE}, base="base.html"), "/groups")
    assert body.index("socialkit.") < body.index('<meta name="host">')


def test_names_that_a_host_layout_sets_for_itself_disturb_no_page(old_town: Town) -> None:
    taken = [
        "url",
        "here",
        "current",
        "asset",
        "offered",
        "direction",
        "hue",
        "initials",
        "page_title",
        "user",
    ]
    sets = "".join(f"{{% set {name} = 'mine' %}}" for name in taken)
    app = _app(old_town, {"base.html": sets + BASE}, base="base.html")
    for path in ("/", "/groups", "/questions", "/people"):
        assert app.handle(Request("GET", path, identity="ana")).status == 200, path


def test_a_host_overrides_one_block_of_one_page(old_town: Town) -> None:
    mine = (
        '{% extends "builtin/socialkit/people.html" %}{% block sk_aside %}<i>tip</i>{% endblock %}'
    )
    app = _app(old_town, {"socialkit/people.html": mine})
    body = _shown(app, "/people")
    assert "<i>tip</i>" in body
    assert "<h1>People</h1>" in body
    assert "<i>tip</i>" not in _shown(app, "/groups")


def test_a_host_changes_the_layout_of_every_page_by_a_block(old_town: Town) -> None:
    mine = (
        '{% extends "builtin/socialkit/layout.html" %}{% block sk_side %}<i>ours</i>{% endblock %}'
    )
    app = _app(old_town, {"socialkit/layout.html": mine})
    for path in ("/groups", "/people", "/"):
        body = _shown(app, path)
        assert "<i>ours</i>" in body
        assert "sk-brand" not in body


def test_a_fragment_stands_in_any_page_of_the_host(old_town: Town) -> None:
    app = old_town.app
    with old_town.kit.acting_as("ana", read_only=True) as me:
        request = Request("GET", "/invoices/7")
        pieces = Fragments(environment(), app.site(), me, request)
        assert "socialkit.css" in pieces.head()
        assert "/notifications" in pieces.badge()
        assert "Which resin?" in pieces.feed()
        assert "Which resin?" in pieces.feed(group="prototype")
        thread = pieces.thread(old_town.ids["question"])
        assert "Take PPS." in thread
        assert thread.startswith('<div class="sk">')
        assert "<h1" not in pieces.badge()


def test_strangers_get_no_badge_and_what_is_public(old_town: Town) -> None:
    with old_town.kit.acting_as(None, network="club", read_only=True) as me:
        pieces = Fragments(environment(), old_town.app.site(), me, Request("GET", "/"))
        assert pieces.badge() == ""
        assert "Where is the manual?" in pieces.feed()
