"""Run the tests of a policy on three engines: stock Casbin, the compiled check, and SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from socialkit.domain.actions import Permission
from socialkit.errors import ConfigurationError
from socialkit.policy import CompiledPolicy, default_folder, load_folder
from socialkit.policy.suites import (
    FOLDER,
    Asked,
    CheckEngine,
    Engine,
    OpenEngine,
    RememberingStock,
    Report,
    Scene,
    Suite,
    judge,
    plain,
    read_suites,
)
from socialkit.policy.suites.casts import Cast
from socialkit.ports.storage import Batch
from socialkit.storage.sql import SqlStorage


class SqlEngine(Engine):
    """Ask the filter that lists use, on a database that holds the cast."""

    name = "SQL"

    def __init__(self, policy: CompiledPolicy, scene: Scene, storage: SqlStorage) -> None:
        self._policy = policy
        self._scene = scene
        self._storage = storage
        self._selected: dict[tuple[object, ...], frozenset[tuple[object, ...]]] = {}

    def allows(self, asked: Asked) -> bool:
        """Say whether the list of what this caller may do this to has the thing."""
        key = (asked.who, asked.permission, asked.at)
        if key not in self._selected:
            caller = self._scene.caller(asked.who, asked.at)
            plan = self._policy.plan(caller, Permission(asked.permission))
            self._selected[key] = self._storage.selected(plan, caller)
        return self._scene.cast.key_of(asked.thing) in self._selected[key]


def three_engines(policy: CompiledPolicy) -> tuple[OpenEngine, ...]:
    """Return what opens each of the three engines for a scene."""
    stock = RememberingStock(policy.loaded)

    @contextmanager
    def in_memory(scene: Scene) -> Iterator[Engine]:
        with stored(scene.cast) as storage:
            yield SqlEngine(policy, scene, storage)

    return (
        plain(lambda scene: CheckEngine(stock, scene, name="stock Casbin")),
        plain(lambda scene: CheckEngine(policy, scene, name="compiled check")),
        in_memory,
    )


def policy_suites(
    folder: Path | None = None, *, files: Sequence[Path] = ()
) -> tuple[CompiledPolicy, tuple[Suite, ...]]:
    """Return a policy with its tests: those of `files`, or of the folder `tests` beside it.

    Without a folder, the policy that is shipped. Raises `PolicyError` for a mistake in the policy,
    `SuiteError` for one in a test, `ConfigurationError` (``policy.no_tests``) where there is none.
    """
    where = default_folder() if folder is None else folder
    policy = load_folder(where)
    chosen = list(files) or sorted((where / FOLDER).glob("*.yaml"))
    if not chosen:
        message = f"There is no *.yaml in {where / FOLDER}. Write one, or name a file with --file."
        raise ConfigurationError("policy.no_tests", message)
    return policy, read_suites(chosen, policy=policy)


def run_policy_tests(folder: Path | None = None, *, files: Sequence[Path] = ()) -> Report:
    """Run the tests of a policy on three engines; raise as `policy_suites` does."""
    policy, suites = policy_suites(folder, files=files)
    return judge(suites, policy, engines=three_engines(policy))


@contextmanager
def stored(cast: Cast) -> Iterator[SqlStorage]:
    """Open a database in memory that holds a cast."""
    storage = SqlStorage.open("sqlite://")
    try:
        _store(storage, cast)
        yield storage
    finally:
        storage.close()


def _store(storage: SqlStorage, cast: Cast) -> None:
    with storage.unit() as unit:
        for network in (cast.network, cast.elsewhere):
            unit.networks.add(network)
        unit.bulk.load(
            Batch(
                accounts=cast.accounts,
                people=list(cast.people.values()),
                groups=[cast.wall, cast.far_wall, *cast.groups.values()],
                memberships=list(cast.memberships.values()),
                posts=list(cast.posts.values()),
                replies=list(cast.replies.values()),
                comments=list(cast.comments.values()),
            )
        )
        for request in cast.requests.values():
            unit.requests.add(request)
