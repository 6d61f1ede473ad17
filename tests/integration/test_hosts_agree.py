"""Flask and Django answer one table of requests with the same bytes."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from socialkit import SocialKit
from socialkit.contrib.django.kits import kit
from socialkit.testing.world import ANON, World, build_world
from tests.integration.agreeing import (
    WHO,
    Asked,
    ask_django,
    ask_flask,
    django_settings,
    errors_asked,
    flask_host,
    rows_asked,
)
from tests.integration.django_hosts import migrate, project
from tests.unit.web.site import shipped_policy

QUICK = ("ann", ANON)
VIEWERS = (
    *QUICK,
    *(
        pytest.param(name, marks=pytest.mark.slow)
        for name in ("bob", "dan", "eve", "gus", "hal", "unknown")
    ),
)


@dataclass(frozen=True)
class Built:
    """The same world in a database of each host."""

    flask: Path
    django: Path
    world: World


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("agree")
    ours, theirs, empty = folder / "flask.db", folder / "django.db", folder / "empty.db"
    own = SocialKit.open(f"sqlite:///{ours}", policy=shipped_policy())
    world = build_world(own.storage)
    own.close()
    migrate(empty)
    (folder / "made").mkdir()
    with project(empty, folder / "made"):
        twin = build_world(kit().storage)
    shutil.move(folder / "made" / "project.db", theirs)
    assert twin.posts == world.posts
    return Built(ours, theirs, world)


@pytest.fixture
def flask_app(built: Built, tmp_path: Path) -> Iterator[Flask]:
    """A fresh copy of both hosts; Django's is the one that is set up."""
    file = tmp_path / "flask.db"
    shutil.copy(built.flask, file)
    with project(built.django, tmp_path, **django_settings(built.world)):
        yield flask_host(file, built.world)


def differences(app: Flask, viewer: str, table: Iterator[Asked]) -> tuple[list[str], Counter[int]]:
    """Ask both hosts the same in the same order; return where they differ, and what came."""
    who = {} if viewer == ANON else {WHO: f"host-{viewer}"}
    found, statuses = [], Counter[int]()
    for number, row in enumerate(table):
        asked = replace(row, headers={**row.headers, **who})
        ours, theirs = ask_flask(app, asked), ask_django(asked)
        statuses[ours.status] += 1
        if ours != theirs:
            found.append(f"{number} {asked.label}\n  flask:  {ours}\n  django: {theirs}"[:3000])
    return found, statuses


@pytest.mark.parametrize("viewer", VIEWERS)
def test_every_row_is_answered_alike(flask_app: Flask, built: Built, viewer: str) -> None:
    found, statuses = differences(flask_app, viewer, rows_asked(built.world))
    assert found == []
    assert 500 not in statuses
    if viewer == "ann":
        assert statuses.keys() >= {200, 201, 204, 303, 400, 403, 404, 409, 422}


@pytest.mark.parametrize("path", ["", "explore", "questions", "people", "api/v1/me", "groups"])
def test_every_page_takes_the_same_statements(flask_app: Flask, path: str) -> None:
    told: list[str] = []

    def note(*given: object) -> None:
        # Only Flask's own engine begins a transaction by a statement of its own.
        if not str(given[2]).startswith("BEGIN"):
            told.append(str(given[2]))

    counts = []
    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        for ask in (partial(ask_flask, flask_app), ask_django):
            asked = Asked("GET", f"/social/{path}", headers={WHO: "host-ann"})
            assert ask(asked).status == 200
            told.clear()
            assert ask(asked).status == 200
            counts.append(len(told))
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    assert counts[0] == counts[1] > 0


@pytest.mark.parametrize("viewer", QUICK)
def test_every_refusal_is_the_same(flask_app: Flask, built: Built, viewer: str) -> None:
    found, statuses = differences(flask_app, viewer, errors_asked(built.world))
    assert found == []
    assert statuses.keys() >= {404, 405, 413, 415, 422}
    if viewer == "ann":
        assert statuses.keys() >= {400, 403, 412}
