"""The web layer on each database: races that only real servers have, and odd input."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from socialkit import SocialKit
from socialkit.clock import FixedClock
from socialkit.storage.sql import schema
from socialkit.storage.sql.engines import make_engine
from socialkit.testing.factories import START
from socialkit.testing.world import build_world
from socialkit.web.api import ROUTES
from socialkit.web.application import WebApp
from socialkit.web.http import Response
from socialkit.web.settings import WebSettings
from tests.unit.web.checking import wrong_answers
from tests.unit.web.site import SiteUnderTest, code, read, shipped_policy


@pytest.fixture
def site(database_url: str) -> Iterator[SiteUnderTest]:
    engine = make_engine(database_url)
    with engine.begin() as connection:
        schema.create(connection)
    engine.dispose()
    clock = FixedClock(START)
    kit = SocialKit.open(database_url, policy=shipped_policy(), clock=clock)
    world = build_world(kit.storage)
    clock.set(world.make.now())
    yield SiteUnderTest(WebApp(kit, settings=WebSettings(pages=False)), kit, world, clock)
    kit.close()


def test_double_sends_at_once_have_one_effect(site: SiteUnderTest) -> None:
    def publish(number: int) -> Response:
        key, body = f"race-{number % 5}", {"body": f"race {number % 5}"}
        headers = {"Idempotency-Key": key}
        return site.send("dan", "POST", "/posts", body=body, headers=headers)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(publish, range(40)))
    assert {answer.status for answer in answers} <= {201, 409, 503}
    kept = {answer.body for answer in answers if answer.status == 201}
    assert len(kept) == 5
    page = read(site.send("dan", "GET", "/groups/wall/posts", query={"limit": "100"}))
    texts = [str(post["source"]) for post in page["items"]]  # type: ignore[attr-defined]
    assert sorted(text for text in texts if text.startswith("race")) == [
        f"race {number}" for number in range(5)
    ]


def test_edits_at_once_from_one_version_leave_one(site: SiteUnderTest) -> None:
    made = site.send("dan", "POST", "/posts", body={"body": "first"})
    address, tag = f"/posts/{read(made)['id']}", made.headers["ETag"]

    def edit(number: int) -> int:
        body = {"body": f"edit {number}"}
        return site.send("dan", "PATCH", address, body=body, headers={"If-Match": tag}).status

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(edit, range(8)))
    assert statuses.count(200) == 1
    assert set(statuses) <= {200, 412, 503}


def test_reactions_at_once_count_once(site: SiteUnderTest) -> None:
    made = read(site.send("dan", "POST", "/posts", body={"body": "x"}))
    address = f"/reactions/post/{made['id']}/like"
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: site.send("ann", "PUT", address), range(16)))
    assert {a.status for a in answers} <= {200, 503}
    assert read(site.send("ann", "GET", f"/posts/{made['id']}"))["reaction_count"] == 1


@pytest.mark.parametrize("odd", ["\x00", "\ud800", "😀" * 40, "a" * 300])
def test_odd_names_and_texts_are_answers_and_not_faults(site: SiteUnderTest, odd: str) -> None:
    for word in (odd, f"x{odd}'", f"\\{odd}%"):
        _ask_with(site, word)


def _ask_with(site: SiteUnderTest, odd: str) -> None:
    for route in ROUTES:
        if route.method != "GET" or not route.names:
            continue
        path = route.path.removeprefix("/api/v1")
        for name in route.names:
            path = path.replace(f"{{{name}}}", odd)
        assert site.send("ann", "GET", path).status in {404, 422}, path
    for query in ({"text": odd}, {"department": odd}, {"skill": odd}, {"group": odd}):
        assert site.send("ann", "GET", "/people", query=query).status in {200, 422}
    assert site.send("ann", "GET", "/feeds/tag", query={"tag": odd}).status in {200, 422}
    sent = site.send("ann", "POST", "/posts", body={"body": f"x {odd} y"})
    assert sent.status in {201, 400}
    if sent.status == 400:
        assert code(sent) == "body.json"


def test_the_answers_are_as_the_document_says(site: SiteUnderTest) -> None:
    for path in ("/me", "/people", "/groups", "/feeds/home", "/questions", "/notifications"):
        assert site.send("ann", "GET", path).status == 200
    assert wrong_answers(site) == []
