from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from socialkit.web.http import Response
from tests.unit.web.site import SiteUnderTest, code, read


def keyed(site: SiteUnderTest, viewer: str, key: str, **body: object) -> Response:
    return site.send(viewer, "POST", "/posts", body=body, headers={"Idempotency-Key": key})


def wall(site: SiteUnderTest) -> int:
    page = read(site.send("dan", "GET", "/groups/wall/posts", query={"limit": "100"}))
    return len(page["items"])  # type: ignore[arg-type]


def test_a_version_is_an_etag_and_an_edit_from_an_old_one_is_refused(site: SiteUnderTest) -> None:
    made = site.send("ann", "POST", "/posts", body={"body": "one"})
    address, tag = f"/posts/{read(made)['id']}", made.headers["ETag"]
    assert site.send("ann", "GET", address).headers["ETag"] == tag
    edited = site.send("ann", "PATCH", address, body={"body": "two"}, headers={"If-Match": tag})
    assert edited.status == 200
    assert edited.headers["ETag"] != tag
    stale = site.send("ann", "PATCH", address, body={"body": "3"}, headers={"If-Match": tag})
    assert (stale.status, code(stale)) == (412, "stale")
    free = site.send("ann", "PATCH", address, body={"body": "4"}, headers={"If-Match": "*"})
    assert free.status == 200
    for bad in ("3", 'W/"3"', '"x"', '"1", "2"', ""):
        refused = site.send("ann", "PATCH", address, body={"body": "5"}, headers={"If-Match": bad})
        assert (refused.status, code(refused)) == (400, "http.if_match"), bad


def test_profiles_and_groups_are_guarded_by_their_version_too(site: SiteUnderTest) -> None:
    tag = site.send("dan", "GET", "/me").headers["ETag"]
    stale = site.send("dan", "PATCH", "/me", body={"title": "x"}, headers={"If-Match": '"999"'})
    assert stale.status == 412
    fresh = site.send("dan", "PATCH", "/me", body={"title": "x"}, headers={"If-Match": tag})
    assert fresh.status == 200
    address = f"/groups/{site.group('O')}"
    stale = site.send("ann", "PATCH", address, body={"about": "x"}, headers={"If-Match": '"999"'})
    assert stale.status == 412


def test_a_key_makes_a_write_happen_once(site: SiteUnderTest) -> None:
    before = wall(site)
    first = keyed(site, "dan", "k-1", body="once")
    again = keyed(site, "dan", "k-1", body="once")
    assert (first.status, again.status) == (201, 201)
    assert first.body == again.body
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert wall(site) == before + 1


def test_a_key_belongs_to_one_request_of_one_person(site: SiteUnderTest) -> None:
    keyed(site, "dan", "k-1", body="once")
    other = keyed(site, "dan", "k-1", body="else")
    assert (other.status, code(other)) == (422, "idempotency.reused")
    elsewhere = site.send(
        "dan", "POST", "/questions", body={"title": "t"}, headers={"Idempotency-Key": "k-1"}
    )
    assert elsewhere.status == 422
    assert keyed(site, "cat", "k-1", body="mine").status == 201


def test_a_failed_write_leaves_its_key_free(site: SiteUnderTest) -> None:
    failed = keyed(site, "dan", "k-1", body="x", group="nowhere")
    assert failed.status == 404
    assert keyed(site, "dan", "k-1", body="x").status == 201


def test_a_bad_key_is_refused(site: SiteUnderTest) -> None:
    for key in ("", "a b", "x" * 101, "ключ"):
        response = keyed(site, "dan", key, body="x")
        assert (response.status, code(response)) == (422, "idempotency.key")


def test_a_repeated_write_shows_the_thing_as_it_may_be_read_today(site: SiteUnderTest) -> None:
    made = keyed(site, "bob", "k-1", body="inside", group=site.group("S"))
    assert made.status == 201
    removed = site.send("ann", "DELETE", f"/groups/{site.group('S')}/members/bob")
    assert removed.status == 204
    again = keyed(site, "bob", "k-1", body="inside", group=site.group("S"))
    assert (again.status, code(again)) == (404, "not_found")
    assert b"inside" not in again.body


def test_double_sends_at_once_have_one_effect(site: SiteUnderTest) -> None:
    before = wall(site)
    with ThreadPoolExecutor(8) as pool:
        for number in range(5):
            key = f"race-{number}"
            sends = [pool.submit(keyed, site, "dan", key, body=f"race {number}") for _ in range(8)]
            answers = {(s.result().status, s.result().body) for s in sends}
            assert {status for status, _ in answers} <= {201, 409}
            assert len({body for status, body in answers if status == 201}) == 1
    assert wall(site) == before + 5


def test_a_key_works_for_writes_without_an_answer(site: SiteUnderTest) -> None:
    headers = {"Idempotency-Key": "seen"}
    first = site.send("dan", "POST", "/notifications/seen", headers=headers)
    again = site.send("dan", "POST", "/notifications/seen", headers=headers)
    assert (first.status, again.status) == (204, 204)


def test_a_visit_is_recorded_once_a_day(site: SiteUnderTest) -> None:
    def known() -> bool:
        with site.kit.acting_as("host-dan", network="works") as me:
            return not me.visits.record()

    site.send("dan", "GET", "/me")
    assert known()
    site.clock.advance(timedelta(days=1))
    site.send("dan", "GET", "/me")
    site.send("dan", "GET", "/me")
    assert known()


def test_a_page_is_shown_though_the_visit_can_not_be_recorded(site: SiteUnderTest) -> None:
    with site.kit.storage.unit(read_only=True) as unit:
        kind = type(unit.visits)
    keep = kind.record
    try:
        kind.record = _broken  # type: ignore[method-assign,assignment]
        assert site.send("dan", "GET", "/me").status == 200
    finally:
        kind.record = keep  # type: ignore[method-assign]


def _broken(*_: object) -> bool:
    message = "the disk is full"
    raise OSError(message)
