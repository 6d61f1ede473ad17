"""Decide while policies come into force, half of them broken: two processes, four threads each.

python -m tests.long.policy_reload --decisions 1000000 --activations 200
"""

from __future__ import annotations

import argparse
import multiprocessing
import platform
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from typing import Final
from uuid import UUID

from socialkit.domain.actions import Permission
from socialkit.domain.caller import Caller
from socialkit.domain.facts import NetworkFacts
from socialkit.domain.policies import Activation, PolicyVersion, Step, digest
from socialkit.kit import open_storage
from socialkit.policy import default_texts, load_policy
from socialkit.services.deciding import LivingPolicy, Terms
from tests.unit.services.world import START

THREADS: Final = 4
PROCESSES: Final = 2
POLL: Final = 0.002
MODEL, _RULES = default_texts()
OPEN: Final = _RULES
SHUT: Final = "\n".join(line for line in _RULES.splitlines() if not line.startswith("p, N1,"))
BROKEN: Final = (
    _RULES.replace("p, N1,", "q, N1,"),
    _RULES.replace(", allow", ", Allow"),
    MODEL,
    "",
)
NETWORK: Final = UUID(int=1)
CALLER: Final = Caller(
    person_id=UUID(int=2),
    network_id=NETWORK,
    network_kind="workplace",
    member_class="employee",
    now=START,
)
THING: Final = NetworkFacts(id=NETWORK)


@dataclass
class Tally:
    """Count what one process saw."""

    decisions: int = 0
    wrong: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    policies: set[str] = field(default_factory=set)

    def add(self, other: Tally) -> None:
        """Put what another thread or process saw into this one."""
        self.decisions += other.decisions
        self.wrong += other.wrong
        self.errors += other.errors
        self.policies |= other.policies


def source_on(url: str) -> LivingPolicy:
    """Return what decides on a database, as a process of its own."""
    fallback = load_policy(MODEL, OPEN)
    return LivingPolicy(
        open_storage(url), Terms(load=load_policy, fallback=fallback, poll_seconds=POLL)
    )


def decide(
    source: LivingPolicy, expected: Mapping[str, bool], enough: int, over: Event, tally: Tally
) -> None:
    """Ask until there is enough and all policies were in force; compare with what is right."""
    while tally.decisions < enough or not over.is_set():
        try:
            policy = source.current()
            answer = policy.check(CALLER, Permission.NETWORK_FOUND_GROUP, THING)
            plan = policy.plan(CALLER, Permission.NETWORK_FOUND_GROUP)
            tally.policies.add(policy.version)
            right = expected.get(policy.version)
            tally.wrong += answer is not right or plan.holds(THING, CALLER) is not right
        except Exception as error:  # noqa: BLE001 - it is what is looked for
            tally.errors[repr(error)] += 1
        tally.decisions += 1
        if tally.decisions % 500 == 0:
            time.sleep(0.0005)  # or the others would hardly get their turn


def serve(
    url: str,
    expected: Mapping[str, bool],
    enough: int,
    ready: Barrier,
    over: Event,
    told: Queue[Tally],
) -> None:
    """Be one process with its threads."""
    source = source_on(url)
    source.current()
    ready.wait()
    tallies = [Tally() for _ in range(THREADS)]
    threads = [
        threading.Thread(target=decide, args=(source, expected, enough // THREADS, over, tally))
        for tally in tallies
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = Tally()
    for tally in tallies:
        found.add(tally)
    told.put(found)


def good(number: int) -> tuple[str, bool]:
    """Return the rules of a good policy and whether it lets an employee found a group."""
    opens = number % 4 == 0
    return f"{OPEN if opens else SHUT}\n# {number}\n", opens


def activate(url: str, number: int, *, pause: float) -> None:
    """Put a policy into force past the gates: every second one is broken."""
    rules = good(number)[0] if number % 2 == 0 else BROKEN[number // 2 % len(BROKEN)]
    storage = open_storage(url)
    with storage.unit() as unit:
        unit.policies.add(
            PolicyVersion(
                version=number,
                model=MODEL,
                rules=rules,
                sha256=digest(MODEL, rules) if number % 10 != 1 else "0" * 64,
                reason="the campaign",
                at=START,
            )
        )
        unit.policies.activate(
            Activation(
                number=number, version=number, step=Step.PUBLISHED, reason="the campaign", at=START
            )
        )
    storage.close()
    time.sleep(pause)


def run(folder: Path, *, decisions: int, activations: int, pause: float = 0.05) -> Tally:
    """Run the campaign on a new SQLite file and return what all processes saw."""
    url = f"sqlite:///{folder / 'reload.db'}"
    fallback = load_policy(MODEL, OPEN)
    expected = {fallback.version: True}
    for number in range(2, activations + 1, 2):
        rules, opens = good(number)
        expected[load_policy(MODEL, rules).version] = opens
    with open_storage(url).unit(read_only=True):
        """The first unit makes the tables."""
    making = multiprocessing.get_context("fork")
    told: Queue[Tally] = making.Queue()
    ready, over = making.Barrier(PROCESSES + 1), making.Event()
    workers = [
        making.Process(
            target=serve, args=(url, expected, decisions // PROCESSES, ready, over, told)
        )
        for _ in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    ready.wait()
    for number in range(1, activations + 1):
        activate(url, number, pause=pause)
    over.set()
    total = Tally()
    for _ in workers:
        total.add(told.get(timeout=3600))
    for worker in workers:
        worker.join()
    return total


def main() -> None:
    """Read the command line, run, and print one block of results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decisions", type=int, default=1_000_000)
    parser.add_argument("--activations", type=int, default=200)
    parser.add_argument("--pause", type=float, default=0.05)
    chosen = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        found = run(
            Path(folder),
            decisions=chosen.decisions,
            activations=chosen.activations,
            pause=chosen.pause,
        )
    print(f"processes           {PROCESSES}, with {THREADS} threads each")
    print(f"decisions           {found.decisions:,}")
    print(f"activations         {chosen.activations}, {(chosen.activations + 1) // 2} broken")
    print(f"policies seen       {len(found.policies)}")
    print(f"wrong               {found.wrong}")
    print(f"exceptions          {found.errors.total()} {dict(found.errors) or ''}".rstrip())
    print(f"seconds             {time.monotonic() - began:,.0f}")
    print(f"with                CPython {platform.python_version()}")


if __name__ == "__main__":
    main()
