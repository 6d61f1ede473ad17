"""A mounted API on a real database, one viewer of every class, and a client that speaks to it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from socialkit import SocialKit
from socialkit.clock import FixedClock
from socialkit.policy import load_default
from socialkit.ports.policy import Policy
from socialkit.testing.world import ANON, CLUB_ANON, World, build_world
from socialkit.web.application import WebApp
from socialkit.web.http import Fields, Headers, Request, Response
from socialkit.web.settings import WebSettings


@dataclass(slots=True)
class SiteUnderTest:
    """A world in a database, and the application that serves it."""

    app: WebApp
    kit: SocialKit
    world: World
    clock: FixedClock
    seen: list[tuple[Request, Response]] = field(default_factory=list)

    def send(
        self,
        viewer: str,
        method: str,
        path: str,
        *,
        body: object = None,
        raw: bytes | None = None,
        query: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Response:
        """Send a request of the JSON API as a viewer of the world."""
        content = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        sent = {"content-type": "application/json", **(headers or {})}
        request = Request(
            method=method,
            path=f"/api/v1{path}",
            query=Fields((query or {}).items()),
            headers=Headers(sent),
            body=content,
            identity=None if viewer in {ANON, CLUB_ANON} else f"host-{viewer}",
            network=self.world.network_of(viewer).slug,
            origin="https://intra.example",
        )
        response = self.app.handle(request)
        self.seen.append((request, response))
        return response

    def group(self, name: str) -> str:
        """Return the id of a group of the world."""
        return str(self.world.groups[name].id)

    def post(self, name: str) -> str:
        """Return the id of a post of the world."""
        return str(self.world.posts[name].id)


@cache
def shipped_policy() -> Policy:
    """Return the policy that every kit of these tests shares: compiling it takes a moment."""
    return load_default()


def read(response: Response) -> dict[str, object]:
    """Return the JSON of a response."""
    found = json.loads(response.body)
    assert isinstance(found, dict)
    return found


def code(response: Response) -> str:
    """Return the code of the problem that a response is."""
    assert response.headers["Content-Type"] == "application/problem+json", response
    found = read(response)
    assert found["status"] == response.status
    return str(found["code"])


def open_site(file: Path, world: World, *, pages: bool = False) -> SiteUnderTest:
    """Return the application on a database that holds the world."""
    clock = FixedClock(world.make.now())
    kit = SocialKit.open(f"sqlite:///{file}", clock=clock, policy=shipped_policy())
    return SiteUnderTest(WebApp(kit, settings=WebSettings(pages=pages)), kit, world, clock)


def make_world(file: Path) -> World:
    """Put a world into a new database."""
    kit = SocialKit.open(f"sqlite:///{file}", policy=shipped_policy())
    world = build_world(kit.storage)
    kit.close()
    return world
