"""Measure the import of a dump: rows a second, and memory as the dump grows.

`python3 dev.py bench importing FOLDER --times 10` imports the dump as it is, then one in which
every row stands ten times under other numbers, each in a process of its own.
"""

from __future__ import annotations

import argparse
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from socialkit import SocialKit
from socialkit.services.imports import import_stackexchange

_NUMBER: Final = re.compile(
    r' (Id|PostId|RelatedPostId|ParentId|AcceptedAnswerId|UserId|OwnerUserId)="(-?\d+)"'
)
_STEP: Final = 10_000_000


def grown(folder: Path, target: Path, times: int) -> Path:
    """Write a dump with every row `times` times, under other numbers, and return its folder."""
    target.mkdir()
    for file in sorted(folder.glob("*.xml")):
        with (target / file.name).open("w", encoding="utf-8") as out:
            out.writelines(_lines(file, times))
    return target


def _lines(file: Path, times: int) -> Iterator[str]:
    lines = file.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    rows = [line for line in lines if line.lstrip().startswith("<row")]
    yield from lines[:2]
    for number in range(times):
        for row in rows:
            yield _NUMBER.sub(lambda m: f' {m[1]}="{int(m[2]) + number * _STEP}"', row)  # noqa: B023
    yield lines[-1]


def once(folder: Path, url: str) -> None:
    """Import a dump and print what it took."""
    kit = SocialKit.open(url)
    wall, busy = time.perf_counter(), time.process_time()
    done = import_stackexchange(folder, storage=kit.storage, tools=kit.tools)
    wall, busy = time.perf_counter() - wall, time.process_time() - busy
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{done.rows:,} rows, {done.new:,} new values, at most {memory:.0f} MB")
    for what, seconds in (("clock", wall), ("processor", busy)):
        print(f"  {what}: {seconds:.1f} s, {done.rows / seconds:,.0f} rows a second", flush=True)


def main() -> None:
    """Measure one size after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="an unpacked dump")
    parser.add_argument(
        "--times", type=int, action="append", help="how often each row stands there"
    )
    parser.add_argument("--url", help="import once into this database instead")
    options = parser.parse_args()
    if options.folder is None:
        print("Name the folder of an unpacked dump: nothing was measured.")
        return
    if options.url:
        once(options.folder, options.url)
        return
    for times in options.times or [1, 10]:
        with TemporaryDirectory() as scratch:
            folder = grown(options.folder, Path(scratch) / "dump", times)
            url = f"sqlite:///{Path(scratch) / 'social.db'}"
            words = [sys.executable, "-m", "tests.benchmarks.importing", str(folder), "--url", url]
            subprocess.run(words, check=True)


if __name__ == "__main__":
    main()
