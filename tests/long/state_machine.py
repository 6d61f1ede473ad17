"""Run the state machine for long on one database, and print what it found.

python -m tests.long.state_machine --database sqlite --steps 20000 --seed 1
"""

from __future__ import annotations

import argparse
import platform
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from socialkit.testing.machine import Outcome, run_machine
from tests.conformance.django_storages import Hosted, hosted
from tests.conformance.sql_storages import Prepared, prepared
from tests.services.databases import BACKENDS, empty_database
from tests.services.session import Session

THROUGH_DJANGO: Final = "django-"
DATABASES: Final = (*BACKENDS, *(f"{THROUGH_DJANGO}{backend}" for backend in BACKENDS))


@contextmanager
def opened(database: str, session: Session, folder: Path) -> Iterator[Prepared | Hosted]:
    """Make an empty database, and open a storage on it: the library's own, or Django's."""
    backend = database.removeprefix(THROUGH_DJANGO)
    with empty_database(session, backend, folder) as url:
        if backend == database:
            with prepared(url) as ready:
                yield ready
        else:
            with hosted("machine", url) as django:
                yield django


def run(database: str, *, steps: int, seed: int) -> Outcome:
    """Take the steps on an empty database of this kind."""
    session = Session()
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            opened(database, session, Path(folder)) as ready,
        ):
            return run_machine(ready.emptied, steps=steps, seed_number=seed)
    finally:
        session.close()


def main() -> None:
    """Read the command line, run, and print one block of results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    outcome = run(chosen.database, steps=chosen.steps, seed=chosen.seed)
    print("state machine against memory")
    print(f"  database     {chosen.database}")
    print(f"  python       {platform.python_version()}")
    print(f"  seed         {chosen.seed}")
    print(f"  steps        {outcome.steps}")
    print(f"  comparisons  {outcome.questions}")
    print("  divergences  0")
    print(f"  seconds      {outcome.seconds:.0f}")


if __name__ == "__main__":
    main()
