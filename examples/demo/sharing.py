"""Serve one PostgreSQL database from both hosts at once."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

from examples.demo.hosts import Host, Setup, find_host
from examples.demo.keeping import fill, new_key
from examples.demo.permit import FLAG, Permit
from examples.demo.postgres import temporary_database
from examples.demo.serving import running
from examples.scenario import crossing, journey

ORDER: Final = ("django", "flask")
"""Django's migrations make the library's tables, so it comes first."""


@contextmanager
def both(options: argparse.Namespace, *, free_ports: bool) -> Iterator[dict[str, str]]:
    """Start the database and both hosts; yield what each is, and where."""
    with ExitStack() as stack:
        url = stack.enter_context(temporary_database())
        setups = [Setup(url, new_key(), options.policy, Permit(FLAG)) for _ in ORDER]
        hosts = [find_host(name)(setup) for name, setup in zip(ORDER, setups, strict=True)]
        fill(hosts)
        hosts.sort(key=lambda host: host.port)
        ports = ports_of(hosts, options.port, free=free_ports)
        yield {
            host.what: stack.enter_context(running(host, options.listen, port))
            for host, port in zip(hosts, ports, strict=True)
        }


def ports_of(hosts: list[Host], wanted: int | None, *, free: bool) -> list[int]:
    """Return a port for each host: their own, or the wanted one and those after it."""
    if free or wanted == 0:
        return [0] * len(hosts)
    if wanted is None:
        return [host.port for host in hosts]
    return [wanted + number for number in range(len(hosts))]


def serve(options: argparse.Namespace, wait: Callable[[argparse.Namespace, str], None]) -> int:
    """Serve until somebody presses Ctrl+C."""
    print("Starting PostgreSQL and telling the story; the database ends with the demo.", flush=True)
    with both(options, free_ports=False) as places:
        lines = [f"{what}: open {base}/become" for what, base in places.items()]
        wait(options, "\n".join(lines))
    return 0


def check(options: argparse.Namespace) -> int:
    """Drive the journey through each host, and what is posted from one to the other."""
    with both(options, free_ports=True) as places:
        codes = []
        for what, base in places.items():
            print(f"\n{what} on PostgreSQL, {base}", flush=True)
            codes.append(journey(base))
        print("\nFrom one to the other", flush=True)
        codes.append(crossing(*places.values()))
    return max(codes)
