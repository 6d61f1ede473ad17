"""A fresh world for every test, on the memory storage and on an SQLite file."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from socialkit import SocialKit
from socialkit.clock import FixedClock
from tests.unit.services.world import World, build


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """A world on an SQLite file, made once; tests work on copies."""
    path = tmp_path_factory.mktemp("world") / "social.db"
    world = build(f"sqlite:///{path}")
    world.kit.close()
    return path, world


@pytest.fixture(params=["memory", "sqlite"])
def storage(request: pytest.FixtureRequest) -> str:
    """The name of a storage."""
    return str(request.param)


@pytest.fixture
def world(storage: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """The fixture world, as nobody changed it before."""
    if storage == "memory":
        yield build("memory:")
        return
    path, made = request.getfixturevalue("template")
    shutil.copy(path, tmp_path / "social.db")
    clock = FixedClock(made.clock.now())
    kit = SocialKit.open(f"sqlite:///{tmp_path / 'social.db'}", clock=clock)
    yield World(kit, clock, made.people, made.groups, made.posts)
    kit.close()
