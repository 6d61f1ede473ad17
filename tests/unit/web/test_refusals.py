from __future__ import annotations

import uuid

import pytest

from socialkit.web.reading import MAX_BYTES
from tests.unit.web.site import SiteUnderTest, code, read

PRIVATE = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"{", (400, "body.json")),
        (b"\xff{}", (400, "body.json")),
        (b'{"body":"a","body":"b"}', (400, "body.json")),
        (b'{"body":NaN}', (400, "body.json")),
        (b'{"body":Infinity}', (400, "body.json")),
        (b'{"body":"\\u0000"}', (400, "body.json")),
        (b'{"body":"\\ud800"}', (400, "body.json")),
        (b'{"\\udfff":1}', (400, "body.json")),
        (b"[" * 100_000 + b"]" * 100_000, (400, "body.json")),
        (b'{"body":' + b"[" * 30 + b"]" * 30 + b"}", (400, "body.json")),
        (b'{"body":' + b"9" * 10_000 + b"}", (400, "body.json")),
        (b"[]", (422, "body.value")),
        (b"null", (422, "body.value")),
        (b"{}", (422, "body.missing_field")),
        (b'{"body":"a","author":"me"}', (422, "body.unknown_field")),
        (b'{"body":1}', (422, "body.value")),
        (b'{"body":"a","tags":"b"}', (422, "body.value")),
        (b'{"body":"a","audience":"all"}', (422, "body.value")),
        (b'{"body":"a","tags":["b",1]}', (422, "body.value")),
        (b'{"body":""}', (422, "body.empty")),
        (b" " * (MAX_BYTES + 1), (413, "body.too_large")),
    ],
)
def test_a_bad_body_is_named(site: SiteUnderTest, raw: bytes, expected: tuple[int, str]) -> None:
    before = read(site.send("ann", "GET", "/feeds/explore"))
    response = site.send("ann", "POST", "/posts", raw=raw)
    assert response.status == expected[0]
    assert code(response) == expected[1]
    assert read(site.send("ann", "GET", "/feeds/explore")) == before


def test_a_body_must_say_that_it_is_json(site: SiteUnderTest) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        response = site.send(
            "ann", "POST", "/posts", body={"body": "a"}, headers={"content-type": kind}
        )
        assert (response.status, code(response)) == (415, "body.content_type")


def test_a_write_that_takes_no_body_refuses_one(site: SiteUnderTest) -> None:
    address = f"/groups/{site.group('O')}/membership"
    response = site.send("dan", "PUT", address, body={"role": "owner"})
    assert (response.status, code(response)) == (422, "body.unexpected")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"limit": "0"}, (422, "paging.limit")),
        ({"limit": "101"}, (422, "paging.limit")),
        ({"limit": "x"}, (422, "query.value")),
        ({"limit": "9" * 1900}, (422, "paging.limit")),
        ({"cursor": "zzz"}, (400, "paging.cursor")),
        ({"cursor": ""}, (400, "paging.cursor")),
        ({"cursor": "é" * 32}, (400, "paging.cursor")),
        ({"kind": "poll"}, (422, "query.value")),
        ({"sort": "author"}, (422, "query.unknown_field")),
        ({"kind": "\x00"}, (422, "query.character")),
        ({"\ud800": "x"}, (422, "query.character")),
        ({"kind": "x" * 3000}, (422, "query.too_long")),
        ({f"n{i}": "x" for i in range(200)}, (422, "query.too_many")),
    ],
)
def test_a_bad_query_is_named(
    site: SiteUnderTest, query: dict[str, str], expected: tuple[int, str]
) -> None:
    response = site.send("ann", "GET", "/feeds/explore", query=query)
    assert (response.status, code(response)) == expected


@pytest.mark.parametrize("path", ["/nix", "/groups/%00", "/groups/\x00", "/groups/" + "a" * 400])
def test_what_can_not_be_there_is_not_found(site: SiteUnderTest, path: str) -> None:
    response = site.send("ann", "GET", path)
    assert (response.status, code(response)) == (404, "not_found")


def test_absent_and_forbidden_are_the_same_bytes(site: SiteUnderTest) -> None:
    absent = str(uuid.UUID(int=7))
    pairs = [
        ("/groups/{}", site.group("S")),
        ("/groups/{}/members", site.group("S")),
        ("/groups/{}/posts", site.group("S")),
        ("/posts/{}", site.post("S-group")),
        ("/posts/{}/thread", site.post("S-question")),
        ("/posts/{}/history", site.post("S-question")),
        ("/replies/{}", str(site.world.replies["S-question-plain"].id)),
        ("/people/{}", str(site.world.people["cus"].id)),
    ]
    for path, forbidden in pairs:
        there = site.send("dan", "GET", path.format(forbidden))
        gone = site.send("dan", "GET", path.format(absent))
        assert there.status == 404
        assert (there.status, dict(there.headers), there.body) == (
            gone.status,
            dict(gone.headers),
            gone.body,
        )
    for method, path, body in (
        ("PATCH", "/posts/{}", {"body": "x"}),
        ("DELETE", "/posts/{}", None),
        ("POST", "/posts/{}/replies", {"body": "x"}),
        ("PUT", "/posts/{}/follow", None),
        ("PUT", "/reactions/post/{}/like", None),
        ("POST", "/questions/{}/close", {"reason": "x"}),
    ):
        there = site.send("dan", method, path.format(site.post("S-question")), body=body)
        gone = site.send("dan", method, path.format(absent), body=body)
        assert there == gone, path


def test_an_unknown_method_is_told_the_known_ones(site: SiteUnderTest) -> None:
    response = site.send("ann", "PUT", "/posts")
    assert response.status == 405
    assert response.headers["Allow"] == "POST"
    assert site.send("ann", "PUT", "/me").headers["Allow"] == "GET, HEAD, PATCH"


def test_head_answers_as_get_without_a_body(site: SiteUnderTest) -> None:
    got, head = site.send("ann", "GET", "/me"), site.app.handle(site.seen[0][0])
    assert head == got
    headed = site.app.handle(site.seen[0][0].with_values(method="HEAD"))
    assert (headed.status, headed.headers, headed.body) == (200, got.headers, b"")


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": "https://intra.example"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "https://intra.example.evil.example"},
        {"origin": "http://intra.example"},
    ],
)
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data"])
def test_a_write_from_another_site_is_refused_before_anything_else(
    site: SiteUnderTest, headers: dict[str, str], kind: str
) -> None:
    for path, raw in (("/posts", b'{"body":"x"}'), ("/nix", b"{"), ("/me", b"")):
        sent = {**headers, "content-type": kind}
        response = site.send("ann", "POST", path, raw=raw, headers=sent)
        assert (response.status, code(response)) == (403, "cross_site")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"origin": "https://intra.example"},
        {"sec-fetch-site": "same-origin", "origin": "https://behind-a-proxy.example"},
    ],
)
def test_a_write_from_this_site_or_from_no_browser_is_accepted(
    site: SiteUnderTest, headers: dict[str, str]
) -> None:
    assert site.send("ann", "POST", "/posts", body={"body": "x"}, headers=headers).status == 201


def test_reading_from_another_site_changes_nothing_and_is_left_alone(site: SiteUnderTest) -> None:
    headers = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
    assert site.send("ann", "GET", "/me", headers=headers).status == 200


def test_every_answer_with_a_viewer_is_kept_by_nobody(site: SiteUnderTest) -> None:
    answers = [
        site.send("ann", "GET", "/me"),
        site.send("ann", "GET", "/nix"),
        site.send("ann", "POST", "/posts", raw=b"{"),
        site.send("ann", "PUT", "/posts"),
        site.send("anon", "GET", "/me"),
    ]
    for response in answers:
        assert {name: response.headers[name] for name in PRIVATE} == PRIVATE
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_stranger_is_asked_to_sign_in_and_somebody_unknown_is_told_so(
    site: SiteUnderTest,
) -> None:
    stranger = site.send("anon", "GET", "/me")
    assert (stranger.status, code(stranger)) == (401, "sign_in")
    assert stranger.headers["WWW-Authenticate"]
    request = site.seen[0][0].with_values(identity="nobody-here")
    assert site.app.handle(request).status == 403


def test_a_module_that_is_off_answers_as_if_it_were_not_there(site: SiteUnderTest) -> None:
    with site.kit.storage.unit() as unit:
        network = unit.networks.find_by_slug("works")
        assert network is not None
        unit.networks.save(network.evolve(modules=frozenset()))
    assert site.send("ann", "GET", "/questions") == site.send("ann", "GET", "/nix")


def test_a_fault_of_ours_shows_an_id_that_the_log_has_and_no_trace(
    site: SiteUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    site.kit.close()
    object.__setattr__(site.app.table.by_name["me.get"], "handler", _faulty)
    try:
        response = site.send("ann", "GET", "/me")
    finally:
        from socialkit.web.api import people

        object.__setattr__(site.app.table.by_name["me.get"], "handler", people._me)  # noqa: SLF001
    assert (response.status, code(response)) == (500, "unexpected")
    found = read(response)["params"]
    assert isinstance(found, dict)
    assert found["error_id"] in caplog.text
    assert b"secret detail" not in response.body


def _faulty(*_: object) -> object:
    message = "secret detail"
    raise RuntimeError(message)


def test_a_wiring_fault_is_told_to_the_log_and_not_to_the_caller(
    site: SiteUnderTest, caplog: pytest.LogCaptureFixture
) -> None:
    site.send("ann", "GET", "/me")
    response = site.app.handle(site.seen[0][0].with_values(network="nowhere"))
    assert (response.status, code(response)) == (500, "configuration")
    assert b"nowhere" not in response.body
    assert "network.unknown" in caplog.text
