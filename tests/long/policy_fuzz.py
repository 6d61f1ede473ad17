"""Change the shipped policy many times: each equals stock Casbin or is refused with a line."""

from __future__ import annotations

import argparse

from tests.conformance.policy_fuzz import run_fuzz


def main() -> None:
    """Try as many mutants as asked for, and print how many were loaded and refused."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000, help="mutants (%(default)s)")
    parser.add_argument("--seed", type=int, default=2, help="of the random changes (%(default)s)")
    options = parser.parse_args()
    tally = run_fuzz(options.count, seed=options.seed)
    print(f"mutants   {sum(tally.values()):,}")
    for outcome in ("loaded", "refused"):
        print(f"{outcome:9} {tally[outcome]:,}")


if __name__ == "__main__":
    main()
