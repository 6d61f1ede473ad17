from __future__ import annotations

import inspect
import json
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment

from socialkit.errors import ConfigurationError, Invalid
from socialkit.web.api import ROUTES
from socialkit.web.assets import FOREVER, Assets
from socialkit.web.headers import page_headers
from socialkit.web.http import Fields, Headers, Html, Redirect, Request, Site
from socialkit.web.problems import Problem
from socialkit.web.reading import check_json
from socialkit.web.routes import Match, NoMatch, Route, RouteTable
from socialkit.web.showing import PageRenderer, bare_problem, local_path

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "http.md"


def renderer(prefix: str = "/social") -> PageRenderer:
    environment = Environment(
        loader=DictLoader({"p": "{{ site.prefix }} {{ firm }} {{ text }}"}), autoescape=True
    )
    return PageRenderer(environment, lambda root: Site(root + prefix), lambda _: {"firm": "Acme"})


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "posts",
        "",
        "/\t/evil.example",
        "/x\r\nSet-Cookie: a=b",
        "/posts/\\..",
    ],
)
def test_a_redirect_to_another_site_leads_home(location: str) -> None:
    assert not local_path(location)
    sent = renderer().show(Redirect(location), None, Request("POST", "/posts"))
    assert (sent.status, sent.headers["Location"]) == (303, "/social/")


@pytest.mark.parametrize(
    ("location", "address"),
    [
        ("/posts/1#reply", "/social/posts/1#reply"),
        ("/social/posts/1", "/social/posts/1"),
        ("/socialites", "/social/socialites"),
        ("/tags/ünï?x=1", "/social/tags/%C3%BCn%C3%AF?x=1"),
    ],
)
def test_a_redirect_goes_below_the_mount_once(location: str, address: str) -> None:
    sent = renderer().show(Redirect(location), None, Request("POST", "/posts"))
    assert sent.headers["Location"] == address


def test_a_page_is_rendered_with_what_the_host_adds() -> None:
    page = Html("p", {"text": "<b>"}, 422)
    sent = renderer().show(page, None, Request("GET", "/", root="/intra"))
    assert (sent.status, sent.body) == (422, b"/intra/social Acme &lt;b&gt;")
    with pytest.raises(TypeError, match="not str"):
        renderer().show("text", None, Request("GET", "/"))


def test_the_last_resort_page_escapes_what_it_says() -> None:
    assert b"<script" not in bare_problem(Problem(404, "x", "<script>alert(1)</script>"))


def test_a_host_adds_sources_and_takes_none_away() -> None:
    strict = page_headers()["Content-Security-Policy"]
    assert strict.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "img-src 'self' data:;" in strict
    wider = page_headers({"script-src": ["'nonce-x'"], "base-uri": ["'self'"], "font-src": ["*"]})
    policy = wider["Content-Security-Policy"]
    assert "script-src 'self' 'nonce-x';" in policy
    assert "base-uri 'self';" in policy
    assert policy.endswith("font-src *")


def test_one_hash_stands_for_all_files_and_changes_with_each(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a{}")
    (tmp_path / "b.js").write_text("import './c.js'")
    (tmp_path / "secret.py").write_text("no")
    first = Assets(tmp_path)
    addresses = first.addresses("/social")
    assert set(addresses) == {"a.css", "b.js"}
    found = first.answer(Request("GET", addresses["a.css"].removeprefix("/social")))
    assert found is not None
    assert (found.body, found.headers["Cache-Control"]) == (b"a{}", FOREVER)
    assert first.answer(Request("GET", f"/static/{first.hash}/secret.py")) is None
    (tmp_path / "b.js").write_text("changed")
    assert Assets(tmp_path).hash != first.hash


def test_names_of_headers_and_fields_are_found_as_they_come() -> None:
    headers = Headers([("Content-TYPE", "a"), ("X", "1"), ("x", "2")])
    assert headers["content-type"] == "a"
    assert (headers["X"], len(headers), sorted(headers)) == ("2", 2, ["Content-TYPE", "x"])
    fields = Fields([("a", "1"), ("b", "2"), ("a", "3")])
    assert (fields["a"], fields.every("a"), len(fields)) == ("1", ("1", "3"), 2)
    assert fields.every("z") == ()


def test_a_path_without_braces_goes_first() -> None:
    def handler(*_: object) -> None: ...

    table = RouteTable(
        [
            Route("GET", "/groups/{group}", "one", None, handler),
            Route("GET", "/groups/new", "new", None, handler),
            Route("POST", "/groups/{group}", "send", None, handler),
        ]
    )
    found = table.match("GET", "/groups/new")
    assert isinstance(found, Match)
    assert found.route.name == "new"
    assert table.match("DELETE", "/groups/x") == NoMatch(("GET", "HEAD", "POST"))
    assert table.match("GET", "/groups/x/y") == NoMatch(())
    assert table.match("GET", "/groups/x\n") != NoMatch(())
    with pytest.raises(ConfigurationError, match="one"):
        RouteTable([table.rows[0], table.rows[0]])


def test_the_reference_lists_every_route() -> None:
    page = REFERENCE.read_text(encoding="utf-8")
    rows = [
        f"| `{row.method}` | `{row.path}` | {(inspect.getdoc(row.handler) or '').rstrip('.')} |"
        for row in sorted(ROUTES, key=lambda row: (row.path, row.method))
    ]
    assert page.endswith("\n".join(rows) + "\n")


def test_every_post_that_makes_something_can_be_repeated() -> None:
    for row in ROUTES:
        if row.method == "POST" and not row.read_only and row.response is not None:
            assert row.again is not None, row.name


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_twenty_levels_are_read_and_no_more() -> None:
    check_json(b"[" * 20 + b"]" * 20)
    check_json(b'{"a":' * 19 + b"[1]" + b"}" * 19)
    for body in (b"[" * 21 + b"]" * 21, b'{"a":' * 20 + b"[1]" + b"}" * 20):
        with pytest.raises(Invalid, match="20 levels"):
            check_json(body)


@given(JSON)
def test_plain_json_is_accepted(value: object) -> None:
    text = json.dumps(value)
    if "\\u0000" in text:
        return
    check_json(text.encode())


@given(st.binary(max_size=200))
def test_any_bytes_are_accepted_or_named(body: bytes) -> None:
    with suppress(Invalid):
        check_json(body)


@pytest.mark.parametrize("piece", ['"\\', "[", '{"a":', '"', "\\u", "1", "[]", '"a"', "{}", "\\\\"])
def test_hostile_repeats_are_read_in_no_time(piece: str) -> None:
    body = (piece * (400_000 // len(piece))).encode()
    start = time.perf_counter()
    with pytest.raises(Invalid):
        check_json(body)
    assert time.perf_counter() - start < 2
