"""Whatever arrives, the answer is never a fault of ours."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialkit.testing.world import World
from socialkit.web.api import ROUTES
from socialkit.web.routes import Route
from tests.unit.web.checking import wrong_answers
from tests.unit.web.site import SiteUnderTest, open_site

TEXT = st.text(max_size=30) | st.sampled_from(
    [
        "group-o",
        "ann",
        "@bob",
        "wall",
        "like",
        "post",
        "\x00",
        "\ud800",
        "é" * 60,
        "0" * 36,
        "%",
        "*",
    ]
)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def fuzzed(
    world_file: tuple[Path, World], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SiteUnderTest]:
    copy = tmp_path_factory.mktemp("fuzz") / "site.db"
    shutil.copy(world_file[0], copy)
    site = open_site(copy, world_file[1])
    yield site
    site.kit.close()


def bodies(route: Route) -> st.SearchStrategy[object]:
    """Return bodies that look like what the route wants, and others that do not."""
    if route.body is None:
        return st.none() | VALUE
    names = dict.fromkeys(route.body.model_fields, VALUE | TEXT)
    needed = {
        name: names.pop(name) for name, f in route.body.model_fields.items() if f.is_required()
    }
    return st.fixed_dictionaries(needed, optional=names) | VALUE


def queries(route: Route) -> st.SearchStrategy[dict[str, str]]:
    known = [] if route.query is None else sorted(route.query.model_fields)
    names = st.sampled_from(known) if known else TEXT
    return st.dictionaries(names | TEXT, TEXT, max_size=3)


from hypothesis import settings as _s
@_s(max_examples=4000, deadline=None)
@given(st.data())
def test_no_request_is_a_fault(fuzzed: SiteUnderTest, data: st.DataObject) -> None:
    route = data.draw(st.sampled_from(ROUTES))
    path = route.path.removeprefix("/api/v1")
    for name in route.names:
        path = path.replace(f"{{{name}}}", data.draw(TEXT))
    viewer = data.draw(st.sampled_from(["ann", "eve", "gus", "hal", "anon"]))
    response = fuzzed.send(
        viewer,
        route.method,
        path,
        body=data.draw(bodies(route)),
        query=data.draw(queries(route)),
        headers=data.draw(st.dictionaries(st.sampled_from(["If-Match", "Idempotency-Key"]), TEXT)),
    )
    assert response.status < 500, (viewer, route.name, path, response)
    fuzzed.seen[:] = fuzzed.seen[-1:]
    assert wrong_answers(fuzzed) == []
