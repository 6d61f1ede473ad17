"""One world is built for all tests; each test gets a copy of its database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from socialkit.testing.world import World
from tests.unit.web.checking import wrong_answers
from tests.unit.web.site import SiteUnderTest, make_world, open_site


@pytest.fixture(scope="session")
def world_file(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    file = tmp_path_factory.mktemp("world") / "world.db"
    return file, make_world(file)


@pytest.fixture
def site(world_file: tuple[Path, World], tmp_path: Path) -> Iterator[SiteUnderTest]:
    file, world = world_file
    copy = tmp_path / "site.db"
    shutil.copy(file, copy)
    found = open_site(copy, world)
    yield found
    assert wrong_answers(found) == []
    found.kit.close()
