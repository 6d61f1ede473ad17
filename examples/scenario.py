"""One journey through a host with the story in it, over HTTP alone, as every class of member.

    python -m examples.scenario http://127.0.0.1:8765
    python -m examples.scenario http://127.0.0.1:8765 http://127.0.0.1:8766

Each expectation is a sentence. The last line says how many held; the exit code is 0 where all did.
The host must offer `/become` (a form with `name`), `/who`, pages of its own as
`examples.journey.hosts` names them, and socialkit below `/social` (the workplace) and `/community`.
With two addresses of hosts on one database, what is posted in one is looked for in the other.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Final

from examples.journey import doing, looking, seeing
from examples.journey.crossing import there_and_back
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
        tried(go, part.__name__.replace("_", " "), partial(part, go))
    return told(go, began)


def crossing(one: str, other: str) -> int:
    """Post in each of two hosts and look for it in the other; return 0 where all held."""
    here, there, began = Journey(one), Journey(other), time.monotonic()
    there.say = here.say
    tried(here, "there and back", partial(there_and_back, here, there))
    return told(here, began)


def tried(go: Journey, name: str, part: Callable[[], None]) -> None:
    """Make one part of the way; say how it went and how long it took."""
    before, start = len(go.say.failed), time.monotonic()
    try:
        part()
    except (LookupError, ValueError, OSError, StopIteration, RuntimeError) as error:
        go.say.expect(f"The part '{name}' comes to its end", that=False, seen=repr(error))
    mark = "ok" if len(go.say.failed) == before else "FAILED"
    print(f"{mark:7}{name:22}{time.monotonic() - start:>6.1f} s", flush=True)


def told(go: Journey, began: float) -> int:
    """Say how many expectations held; return the exit code."""
    total = go.say.held + len(go.say.failed)
    seconds = time.monotonic() - began
    print(f"{go.say.held} of {total} expectations hold ({seconds:.0f} s).")
    return 1 if go.say.failed else 0


def main(addresses: list[str]) -> int:
    """Make the journey at each address, and between the two."""
    codes = [journey(address) for address in addresses]
    if len(addresses) > 1:
        codes.append(crossing(*addresses))
    return max(codes)


if __name__ == "__main__":
    if len(sys.argv) not in {2, 3}:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
