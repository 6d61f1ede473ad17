"""Hold the visitors, and what was expected and seen."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final

from examples.journey.hosts import HostPages, recognised
from examples.visitor import Answer, Visitor

OK: Final = 200
NOWHERE: Final = "0190a5b0-0000-7000-8000-000000000000"
"""An id that nothing has."""


class Expectations:
    """Keep what was expected, and say at once what did not hold."""

    def __init__(self) -> None:
        self.held = 0
        self.failed: list[str] = []

    def expect(self, sentence: str, *, that: bool, seen: object = "") -> None:
        """Expect something; `seen` is shown where it does not hold."""
        if that:
            self.held += 1
            return
        self.failed.append(sentence)
        print(f"NOT SO: {sentence}" + (f"\n        seen: {seen}" if seen != "" else ""), flush=True)

    def equal(self, sentence: str, found: object, wanted: object) -> None:
        """Expect two values to be equal."""
        self.expect(sentence, that=found == wanted, seen=f"{found!r}, wanted {wanted!r}")


class Journey:
    """Hold the visitors and what they expect."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.say = Expectations()
        self.seen: set[str] = set()
        self._visitors: dict[str | None, Visitor] = {}

    def as_(self, name: str | None) -> Visitor:
        """Return the visitor who is signed in as somebody, or as nobody."""
        if name not in self._visitors:
            self._visitors[name] = Visitor(self.base, name)
        return self._visitors[name]

    @cached_property
    def host(self) -> HostPages:
        """Return where this host's own pages are."""
        return recognised(self.as_("ana").get("/who").text)

    # ── small questions ───────────────────────────────────────────────────────────────────

    def slugs(self, name: str | None, prefix: str = "/social") -> set[str]:
        """Return the groups that exist for somebody."""
        found = self.as_(name).api("GET", f"{prefix}/groups?limit=100")
        return {group["slug"] for group in found.items}

    def handles(self, name: str | None, prefix: str = "/social") -> set[str]:
        """Return the people who exist for somebody."""
        found = self.as_(name).api("GET", f"{prefix}/people?limit=100")
        return {person["handle"] for person in found.items}

    def posts(self, name: str | None, prefix: str = "/social") -> list[dict[str, object]]:
        """Return everything that somebody can read, newest first."""
        return self.as_(name).api("GET", f"{prefix}/feeds/explore?limit=100").items

    def counts(self, name: str) -> dict[str, int]:
        """Return the numbers of somebody's question queue."""
        found: dict[str, int] = self.as_(name).api("GET", "/social/counts/questions").json
        return found

    def unread(self, name: str) -> int:
        """Return the number on somebody's badge."""
        return int(self.as_(name).api("GET", "/social/counts/notifications").json["unread"])

    def post_id(self, name: str, title: str) -> str:
        """Return the id of a post by its title, as somebody who can read it."""
        return next(str(post["id"]) for post in self.posts(name) if post["title"] == title)

    def same(self, sentence: str, one: Answer, other: Answer) -> None:
        """Expect a refusal and an absence to be the same answer, byte for byte."""
        self.say.equal(f"{sentence}: the status is 404", one.status, 404)
        self.say.equal(f"{sentence}: the statuses are equal", one.status, other.status)
        self.say.expect(f"{sentence}: the bytes are equal", that=_plain(one) == _plain(other))
        self.say.equal(f"{sentence}: the headers are equal", _kept(one), _kept(other))


_TOKEN: Final = re.compile(rb'(name="csrfmiddlewaretoken" value=")\w*"')


def _plain(answer: Answer) -> bytes:
    """Return the bytes without the tokens of forms, which a host masks anew in every page."""
    return _TOKEN.sub(rb"\1", answer.body)


def _kept(answer: Answer) -> dict[str, str]:
    return {
        name: value for name, value in answer.headers.items() if name not in {"date", "set-cookie"}
    }
