"""axe finds nothing serious, and nothing is wider than a telephone."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import pytest

from tests.browser.people import Invite, Somebody

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/become",
    "/who",
    "/projects/PX",
    "/social/",
    "/social/questions",
    "/social/questions/ask",
    "/social/groups",
    "/social/groups/prototype-x",
    "/social/groups/new",
    "/social/people",
    "/social/people/luis",
    "/social/notifications",
)


AXE = "axe.run(document, {resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa']})"


@cache
def axe() -> str:
    """Return the script of axe-core."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def serious(who: Somebody) -> list[str]:
    """Return what axe calls serious or critical on the page that is open."""
    who.page.evaluate(axe())
    found: dict[str, Any] = who.page.evaluate(AXE)
    return [
        f"{who.page.url}: {rule['id']} at {node['target']}: {node['failureSummary']}"
        for rule in found["violations"]
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"][:2]
    ]


def too_wide(who: Somebody) -> list[str]:
    """Return the page that is open where it must be scrolled sideways."""
    extra = who.page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return [f"{who.page.url} is {extra} px too wide"] if extra > 0 else []


def test_axe_finds_nothing_serious_for_an_employee(invite: Invite) -> None:
    ana = invite("ana")
    found = [trouble for path in PAGES for trouble in look(ana, path)]
    ana.goes("/social/groups/prototype-x")
    ana.opens_thread("Does the SN-40 seal survive ten seconds of dry start?")
    assert found + serious(ana) == []


def look(who: Somebody, path: str) -> list[str]:
    """Open a page and return what is wrong with it."""
    who.goes(path)
    return serious(who)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("carla", "/social/"),
        ("rosa", "/community/"),
        (None, "/community/explore"),
        (None, "/login"),
    ],
)
def test_axe_finds_nothing_serious_for_others(invite: Invite, name: str | None, path: str) -> None:
    assert look(invite(name), path) == []


def test_no_page_is_wider_than_a_telephone(invite: Invite) -> None:
    ana = invite("ana", viewport={"width": 390, "height": 844})
    found = []
    for path in PAGES:
        ana.goes(path)
        found += too_wide(ana)
    assert found == []
