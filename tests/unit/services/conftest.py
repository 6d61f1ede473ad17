"""A fresh world for every test, on the memory storage and on an SQLite file."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from socialkit import SocialKit
from socialkit.clock import FixedClock
from socialkit.policy import load_default
from socialkit.ports.policy import Policy
from socialkit.storage.memory import MemoryStorage
from tests.unit.services.world import World, build


@pytest.fixture(scope="session")
def policy() -> Policy:
    """The shipped policy, compiled once."""
    return load_default()


@pytest.fixture(scope="session")
def in_memory(policy: Policy) -> World:
    """A world in memory, made once; tests work on forks of it."""
    return build("memory:", policy)


@pytest.fixture(scope="session")
def in_file(policy: Policy, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """A world on an SQLite file, made once; tests work on copies of it."""
    path = tmp_path_factory.mktemp("world") / "social.db"
    world = build(f"sqlite:///{path}", policy)
    world.kit.close()
    return path, world


# All of it twice is minutes; the suite of storages shows every day that both answer alike.
@pytest.fixture(params=["memory", pytest.param("sqlite", marks=pytest.mark.slow)])
def world(request: pytest.FixtureRequest, policy: Policy, tmp_path: Path) -> Iterator[World]:
    """The fixture world, as nobody changed it before."""
    if request.param == "memory":
        made: World = request.getfixturevalue("in_memory")
        clock = FixedClock(made.clock.now())
        kit = SocialKit.open("memory:", policy=policy, clock=clock)
        kit.storage = _fork(made)
    else:
        path, made = request.getfixturevalue("in_file")
        shutil.copy(path, tmp_path / "social.db")
        clock = FixedClock(made.clock.now())
        url = f"sqlite:///{tmp_path / 'social.db'}"
        kit = SocialKit.open(url, policy=policy, clock=clock)
    yield World(kit, clock, dict(made.people), dict(made.groups), dict(made.posts))
    kit.close()


def _fork(made: World) -> MemoryStorage:
    assert isinstance(made.kit.storage, MemoryStorage)
    fork = MemoryStorage()
    # Building a world takes a second; forking its tables takes nothing.
    fork._committed = made.kit.storage._fork(writable=False)  # noqa: SLF001
    return fork
