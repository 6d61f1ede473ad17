"""The long comparison with stock Casbin: `python -m tests.long.policy_equivalence --help`.

Prints a block of figures to be recorded in docs/explanation/policy.md, and fails at the first
difference or where the figures are not honest.
"""

import argparse
import contextlib
import logging
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from pathlib import Path
from time import monotonic
from typing import Final

from tests.conformance.policy_campaign import DifferenceError, Tally, dishonest, run_campaign
from tests.services.databases import BACKENDS, empty_database
from tests.services.session import Session

EACH_CONSTRUCT: Final = 1_000
FEWEST_PLANS: Final = 5_000
FEW_ROWS: Final = 100_000
SLICE: Final = 10_000


def _compare(url: str, seed: int, rows: int) -> Tally:
    logging.disable(logging.CRITICAL)
    return run_campaign(url, seed=seed, rows=rows)


@contextlib.contextmanager
def _databases(backend: str, count: int) -> Iterator[list[str]]:
    session = Session()
    try:
        with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
            yield [
                stack.enter_context(empty_database(session, backend, Path(folder)))
                for _ in range(count)
            ]
    finally:
        session.close()


def _run(backend: str, rows: int, jobs: int, seed: int) -> Tally:
    slices = [min(SLICE, rows - done) for done in range(0, rows, SLICE)]
    tally = Tally()
    with _databases(backend, jobs) as urls, ProcessPoolExecutor(jobs) as pool:
        lanes = [
            pool.submit(_lane, urls[lane], seed, list(enumerate(slices))[lane::jobs])
            for lane in range(jobs)
        ]
        for lane in lanes:
            tally.add(lane.result())
    return tally


def _lane(url: str, seed: int, slices: list[tuple[int, int]]) -> Tally:
    tally = Tally()
    for number, rows in slices:
        tally.add(_compare(url, seed * 1_000_003 + number, rows))
        print(f"slice {number}: {tally.rows} rows, no difference", file=sys.stderr, flush=True)
    return tally


def _report(backend: str, tally: Tally, seconds: float) -> str:
    shares = ", ".join(
        f"{effect}/{kind} {share:.0%}" for (effect, kind), share in tally.shares().items()
    )
    rarest = min(tally.constructs, key=tally.constructs.__getitem__)
    return "\n".join(
        [
            f"database            {backend}",
            f"row decisions       {tally.rows:,} (stock enforce() = check = list)",
            f"audiences           {tally.audiences:,} (each against every person)",
            "differences         0",
            f"policies            {tally.policies:,}",
            f"distinct plans      {len(tally.plans):,}",
            f"partial plans       {tally.partial / tally.planned:.0%}",
            f"allowed             {shares}",
            f"constructs          {len(tally.constructs)}",
            f"rarest construct    {rarest}, in {tally.constructs[rarest]:,} decisions",
            f"seconds             {seconds:,.0f}",
            f"with                {platform.python_implementation()} {platform.python_version()}",
            f"                    pycasbin {version('pycasbin')}",
            f"                    SQLAlchemy {version('sqlalchemy')}",
        ]
    )


def main() -> int:
    """Compare, print the block, return 1 for a difference or for figures that prove little."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=BACKENDS, default="sqlite")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--jobs", type=int, default=max(1, (os.cpu_count() or 2) - 1))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--only-differences", action="store_true", help="one process, in memory, no figures"
    )
    given = parser.parse_args()
    start = monotonic()
    try:
        if given.only_differences:
            _compare("sqlite://", given.seed, given.rows)
            return 0
        tally = _run(given.database, given.rows, given.jobs, given.seed)
    except DifferenceError as difference:
        print(difference)
        return 1
    print(_report(given.database, tally, monotonic() - start))
    poor = dishonest(tally, constructs=tally.constructs, at_least=EACH_CONSTRUCT)
    if given.rows >= FEW_ROWS and len(tally.plans) < FEWEST_PLANS:
        poor.append(f"only {len(tally.plans)} distinct plans")
    print("\n".join(poor))
    return 1 if poor else 0


if __name__ == "__main__":
    raise SystemExit(main())
