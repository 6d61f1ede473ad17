"""Measure what a statement costs more through Django's cursor than on an engine of our own.

Both read the same SQLite file in turn within one run, and CPU time is counted, so that other work
on the machine disturbs little. Django's own `.get()` of the same row stands beside it.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from django.db import connections
from django.test.utils import CaptureQueriesContext

from socialkit.domain.actions import Permission
from socialkit.domain.feeds import Feed, PostQuery
from socialkit.paging import PageRequest
from socialkit.ports.storage import Storage, UnitOfWork
from socialkit.storage.sql import SqlStorage
from socialkit.storage.sql.migrations import migrate
from socialkit.testing.plans import plan_of
from socialkit.testing.world import World, build_world
from tests.benchmarks.home import watched
from tests.django_host.databases import alias, configure

ALIAS: Final = "measured"
REPEATS: Final = 200
"""How many statements are measured at once."""
Act = Callable[[UnitOfWork], object]


def acts_of(world: World, unit: UnitOfWork) -> Iterator[tuple[str, Act]]:
    """Yield what is read, in words: one statement each, the longest last."""
    ann = world.caller(unit, "ann")
    plan = plan_of(ann, Permission.POST_READ)
    query, page = PostQuery(feed=Feed.HOME), PageRequest(20)
    yield "a network", lambda unit: unit.networks.find_by_slug("works")
    yield "who is asking", lambda unit: unit.people.identify("works", "host-ann")
    yield "a page of home", lambda unit: unit.post_lists.page(ann, plan, query, page)


def spent(storage: Storage, act: Act) -> float:
    """Return the microseconds of CPU that one statement takes, inside one unit."""
    with storage.unit(read_only=True) as unit:
        act(unit)
        began = time.process_time()
        for _ in range(REPEATS):
            act(unit)
        return (time.process_time() - began) / REPEATS * 1e6


def spent_on_units(storage: Storage) -> float:
    """Return the microseconds of CPU that opening and leaving an empty reading unit takes."""
    began = time.process_time()
    for _ in range(REPEATS):
        with storage.unit(read_only=True):
            pass
    return (time.process_time() - began) / REPEATS * 1e6


def spent_by_the_orm() -> float:
    """Return the microseconds of CPU that Django's `.get()` of a network takes."""
    from socialkit.contrib.django.models import Network

    rows = Network.objects.using(ALIAS)
    began = time.process_time()
    for _ in range(REPEATS):
        rows.get(slug="works")
    return (time.process_time() - began) / REPEATS * 1e6


@contextmanager
def both(folder: Path) -> Iterator[tuple[SqlStorage, Storage, World]]:
    """Fill one file, and open a storage of our own and one through Django on it."""
    configure()
    from socialkit.contrib.django.unit import open_storage

    url = f"sqlite:///{folder / 'measured.db'}"
    migrate(url)
    plain = SqlStorage.open(url)
    world = build_world(plain)
    with alias(ALIAS, url):
        yield plain, open_storage(reads=ALIAS, writes=ALIAS), world
    plain.close()


def counts(plain: Storage, django: Storage, act: Act) -> tuple[int, int]:
    """Return how many statements the act takes in each."""
    with plain.unit(read_only=True) as unit, watched() as seen:
        act(unit)
    with django.unit(read_only=True) as unit, CaptureQueriesContext(connections[ALIAS]) as queries:
        act(unit)
    return len(seen.statements), len(queries)


def line(name: str, pairs: Sequence[tuple[float, float]], more: str = "") -> str:
    """Return one row of the table: medians, and in brackets what the best tenth has."""
    series = [[a for a, _ in pairs], [b for _, b in pairs], [b - a for a, b in pairs]]
    medians = [statistics.median(each) for each in series]
    best = [sorted(each)[len(each) // 10] for each in series[:2]]
    best.append(best[1] - best[0])
    shown = [f"{one:.0f} ({other:.0f})" for one, other in zip(medians, best, strict=True)]
    return f"| {' | '.join([name, *shown, more])} |"


def run(rounds: int) -> None:
    """Measure and print the table."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        plain, django, world = stack.enter_context(both(Path(folder)))
        with plain.unit(read_only=True) as unit:
            acts = list(acts_of(world, unit))
        print(f"SQLite {sa.create_engine('sqlite://').dialect.dbapi.sqlite_version}", end=", ")  # type: ignore[union-attr]
        print(f"Python {platform.python_version()}, {rounds} rounds; microseconds of CPU")
        print("| what | own engine | through Django | difference | statements |")
        print("|---|---|---|---|---|")
        for name, act in acts:
            pairs = [(spent(plain, act), spent(django, act)) for _ in range(rounds)]
            one, other = counts(plain, django, act)
            print(line(name, pairs, f"{one} and {other}"))
        units = [(spent_on_units(plain), spent_on_units(django)) for _ in range(rounds)]
        print(line("an empty reading unit", units))
        orm = sorted(spent_by_the_orm() for _ in range(rounds))
        print(
            f"| `.get()` of a network by Django's ORM | | {statistics.median(orm):.0f} "
            f"({orm[rounds // 10]:.0f}) | | 1 |"
        )


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    run(parser.parse_args().rounds)


if __name__ == "__main__":
    main()
