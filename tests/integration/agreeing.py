"""One table of requests, and two hosts that are to answer it alike."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from flask import Flask
from flask import request as flask_request

from socialkit import SocialKit
from socialkit.clock import FixedClock
from socialkit.contrib.flask import SocialKitFlask
from socialkit.ids import SeededIds
from socialkit.testing.world import World
from socialkit.web.api import ROUTES
from socialkit.web.pages.routes import PAGES
from socialkit.web.routes import Route
from tests.integration.django_hosts import Client
from tests.unit.web.site import shipped_policy

WHO: Final = "X-Who"
"""The header by which these hosts know who is signed in."""
SEED: Final = 7
COMPARED: Final = (
    "Allow", "Cache-Control", "Content-Security-Policy", "Content-Type", "ETag",
    "Idempotency-Replayed", "Location", "Retry-After", "WWW-Authenticate",
    "X-Content-Type-Options",
)  # fmt: skip
_TOKEN: Final = re.compile(rb'<input type="hidden" name="csrfmiddlewaretoken" value="\w+">')
_FOUND: Final = 302
_JSON: Final = "application/json"
_FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of the table."""

    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return f"{self.method} {self.path} {dict(self.headers)} {self.body[:60]!r}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host said, as far as it is compared."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def ask_flask(app: Flask, asked: Asked) -> Answer:
    """Send a request to the Flask host."""
    sent = app.test_client().open(
        asked.path, method=asked.method, data=asked.body, headers=dict(asked.headers)
    )
    return _answer(sent.status_code, sent.headers, sent.data)


def ask_django(asked: Asked) -> Answer:
    """Send a request to the Django host."""
    given = dict(asked.headers)
    kind = given.pop("Content-Type", "application/octet-stream")
    sent = Client().generic(asked.method, asked.path, asked.body, content_type=kind, headers=given)
    return _answer(sent.status_code, sent.headers, sent.content)


def _answer(status: int, headers: Any, body: bytes) -> Answer:
    found = {name: headers[name] for name in COMPARED if name in headers}
    if status == _FOUND:
        # Each framework has its own way back from its log-in page.
        found["Location"] = found["Location"].partition("?")[0]
    return Answer(status, found, _TOKEN.sub(b"", body))


def flask_host(file: Path, world: World) -> Flask:
    """Return a Flask host on a database that holds the world."""
    clock = FixedClock(world.make.now())
    kit = SocialKit.open(
        f"sqlite:///{file}", clock=clock, ids=SeededIds(clock, SEED), policy=shipped_policy()
    )
    app = Flask("host")
    who = lambda: flask_request.headers.get(WHO)  # noqa: E731 - as somebody would write it
    slug = world.network.slug
    SocialKitFlask(
        app, kit=kit, network=slug, identity=who, sign_in="/login", trusted_origins=TRUST
    )
    return app


TRUST: Final = ("https://trusted.example",)


def django_settings(world: World) -> dict[str, Any]:
    """Return the same settings for Django."""
    clock = FixedClock(world.make.now())
    return {
        "NETWORK": world.network.slug,
        "IDENTITY": lambda request: request.headers.get(WHO),
        "SIGN_IN": "/login",
        "CLOCK": clock,
        "IDS": SeededIds(clock, SEED),
        "TRUSTED_ORIGINS": TRUST,
    }


def values_of(world: World) -> dict[str, str]:
    """Return what stands in the parts of paths."""
    question = str(world.posts["O-question"].id)
    reply = str(world.replies["O-question-plain"].id)
    return {
        "person": "ann",
        "group": world.groups["O"].slug,
        "post": question,
        "question": question,
        "reply": reply,
        "comment": str(next(iter(world.comments.values())).id),
        "request": str(world.requests["kim"].id),
        "notice": question,
        "kind": "post",
        "target": question,
        "id": question,
        "reaction": "like",
        "tag": "pumps",
    }


def rows_asked(world: World) -> Iterator[Asked]:
    """Yield every row of the table: as it is meant, with HEAD, with nothing there, with garbage."""
    values, nothing = values_of(world), dict.fromkeys(values_of(world), "nothing-like-this")
    bodies = bodies_of(world)
    for row in (*ROUTES, *PAGES):
        kind = _FORM if row.page else _JSON
        body = b"body=Hello+%40bob&title=T&reason=r" if row.page else _json(bodies.get(row.name))
        headers = {"Content-Type": kind} if row.method not in {"GET", "DELETE"} else {}
        sent = body if headers else b""
        yield Asked(row.method, _path(row, values), sent, headers)
        yield Asked(row.method, _path(row, nothing), sent, headers)
        if row.method == "GET":
            yield Asked("HEAD", _path(row, values))
            yield Asked("GET", _path(row, values) + "?limit=0&cursor=x&nonsense=%00")
        else:
            yield Asked(row.method, _path(row, values), b"\xff{", headers)
        if row.method == "POST" and not row.page:
            key = {**headers, "Idempotency-Key": f"k-{row.name}"}
            yield Asked(row.method, _path(row, values), sent, key)
            yield Asked(row.method, _path(row, values), sent, key)


def errors_asked(world: World) -> Iterator[Asked]:
    """Yield what is refused, and the other methods of each path."""
    values = values_of(world)
    for path in sorted({_path(row, values) for row in (*ROUTES, *PAGES)}):
        for method in ("OPTIONS", "PUT", "PATCH", "DELETE"):
            yield Asked(method, path, headers={"Content-Type": _JSON})
    posts, form, api = "/social/api/v1/posts", {"Content-Type": _FORM}, {"Content-Type": _JSON}
    yield Asked("POST", posts, b'{"body": "' + b"x" * 600_000 + b'"}', api)
    yield Asked("POST", "/social/posts", b"body=" + b"x" * 600_000, form)
    yield Asked("POST", posts, b"body=x", form)
    yield Asked(
        "POST", "/social/posts", b"--x--", {"Content-Type": "multipart/form-data; boundary=x"}
    )
    yield Asked("POST", "/social/posts", b"&".join(b"a%d=" % n for n in range(1500)), form)
    yield Asked("POST", "/social/posts", b"body=a%00b", form)
    yield Asked("POST", "/social/posts", b"body=%ff%C3%A9+%zz&body=2", form)
    yield Asked("POST", posts, b'{"body": "x", "body": "y"}', api)
    yield Asked("POST", posts, b'{"nonsense": 1}', api)
    yield Asked("POST", posts, b'{"body": "x"}', {**api, "Idempotency-Key": "a b"})
    for path, kind in ((posts, api), ("/social/posts", form)):
        for headers in (
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-origin"},
            {"Origin": "https://evil.example"},
            {"Origin": TRUST[0], "Sec-Fetch-Site": "cross-site"},
        ):
            body = b'{"body": "x"}' if kind is api else b"body=x"
            yield Asked("POST", path, body, {**kind, **headers})
    me = "/social/api/v1/me"
    yield Asked("PATCH", me, b'{"title": "T"}', {**api, "If-Match": '"999"'})
    yield Asked("PATCH", me, b'{"title": "T"}', {**api, "If-Match": "nonsense"})
    yield Asked("PATCH", me, b'{"title": "T"}', {**api, "If-Match": '"1"'})
    for language in ("es", "ar;q=0.9, es;q=0.1", "*", '"><x>', "xx-YY, de;q=0.5"):
        yield Asked("GET", "/social/explore", headers={"Accept-Language": language})
    yield from (Asked("GET", path) for path in _ODD)


_ODD: Final = (
    "/social/api/v1/openapi.json",
    "/social/api/nothing/here",
    "/social/api/v1/people?text=%C3%A9+x&limit=1&limit=2",
    "/social/api/v1/people?text=%ff",
    "/social/api/v1/people/%E2%82%AC",
    "/social/api/v1/people/" + "x" * 400,
    "/social/static/0123/socialkit.css",
    "/social/static/0123/nothing.css",
    "/social/explore?cursor=x&q=%22%3E%3Cscript%3E",
)


def bodies_of(world: World) -> dict[str, object]:
    """Return what each row of the API is sent."""
    reply = str(world.replies["O-question-plain"].id)
    return {
        "people.add": {"subject": "n9", "display_name": "Nine"},
        "people.status": {"status": "active"},
        "me.edit": {"title": "T"},
        "people.edit": {"title": "T"},
        "groups.found": {"name": "Found"},
        "groups.edit": {"about": "About"},
        "memberships.add": {"person": "dan"},
        "memberships.change_role": {"role": "member"},
        "requests.make": {"message": "m"},
        "requests.decide": {"accept": False},
        "posts.publish": {"body": "Hello @bob, *this* is `code`"},
        "posts.edit": {"body": "b"},
        "replies.add": {"body": "b"},
        "replies.edit": {"body": "b"},
        "comments.add": {"body": "b"},
        "comments.edit": {"body": "b"},
        "questions.ask": {"title": "t"},
        "questions.answer": {"body": "b"},
        "questions.accept": {"reply": reply},
        "questions.close": {"reason": "r"},
        "questions.mark_duplicate": {"of": str(world.posts["S-question"].id)},
        "questions.direct": {"person": "bob"},
        "mentions.check": {"body": "@bob"},
    }


def _json(body: object) -> bytes:
    return b"" if body is None else json.dumps(body).encode()


def _path(row: Route, values: Mapping[str, str]) -> str:
    return "/social" + row.path.format(**{name: values[name] for name in row.names})
