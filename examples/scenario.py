"""One journey through a host with the story in it, over HTTP alone, as every class of member.

    python -m examples.scenario http://127.0.0.1:8765

Each expectation is a sentence. The last line says how many held; the exit code is 0 where all did.
The host must offer `/become` (a form with `name`), `/projects/CODE`, and socialkit below
`/social` (the workplace) and `/community`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Final

from examples.journey import doing, looking, seeing
from examples.journey.expectations import Journey

PARTS: Final[tuple[Callable[[Journey], None], ...]] = (
    seeing.external,
    seeing.hidden_is_absent,
    seeing.nothing_at_all,
    seeing.administrators,
    seeing.community,
    doing.mention,
    doing.question,
    doing.badge,
    looking.pages_and_api_agree,
    looking.host_pages,
    looking.every_page,
    looking.bad_input,
)


def journey(base: str) -> int:
    """Make the journey at an address; return 0 where every expectation held."""
    go, began = Journey(base), time.monotonic()
    for part in PARTS:
        before, start = len(go.say.failed), time.monotonic()
        try:
            part(go)
        except (LookupError, ValueError, OSError, StopIteration, RuntimeError) as error:
            go.say.expect(
                f"The part '{part.__name__}' comes to its end", that=False, seen=repr(error)
            )
        mark = "ok" if len(go.say.failed) == before else "FAILED"
        took = f"{time.monotonic() - start:.1f} s"
        print(f"{mark:7}{part.__name__.replace('_', ' '):22}{took:>8}", flush=True)
    seconds = time.monotonic() - began
    total = go.say.held + len(go.say.failed)
    print(f"{go.say.held} of {total} expectations hold ({seconds:.0f} s).")
    return 1 if go.say.failed else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004
        sys.exit(__doc__)
    sys.exit(journey(sys.argv[1]))
