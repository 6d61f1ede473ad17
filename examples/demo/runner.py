"""Run the demo: fill a database, pick a port, serve, and perhaps drive the journey through it."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import threading
from contextlib import ExitStack, suppress
from pathlib import Path
from types import FrameType

from examples.demo import sharing
from examples.demo.keeping import cache_folder, prepare
from examples.demo.options import BOTH, parser
from examples.demo.permit import FLAG, Permit
from examples.demo.serving import LOCAL, running
from examples.scenario import journey
from socialkit.errors import ConfigurationError
from socialkit.policy import load_folder


def start(words: list[str]) -> int:
    """Run the demo as this process's own task; return the exit code."""
    signal.signal(signal.SIGTERM, interrupt)
    with suppress(KeyboardInterrupt):
        return main(words)
    return 0


def main(words: list[str]) -> int:
    """Run the demo; return the exit code."""
    options = parser().parse_args(words)
    try:
        load_folder(options.policy)
        if options.host == BOTH:
            return sharing.check(options) if options.check else sharing.serve(options, wait)
        return check(options) if options.check else serve(options)
    except ConfigurationError as error:
        print(f"The demo can not start. {error.message}", file=sys.stderr)
        return 2


def interrupt(_signal: int, _frame: FrameType | None) -> None:
    """End as with Ctrl+C, so that whatever was started is stopped."""
    raise KeyboardInterrupt


def serve(options: argparse.Namespace) -> int:
    """Serve until somebody presses Ctrl+C."""
    folder = options.data or cache_folder(options.host)
    host, anew = prepare(
        folder,
        options.host,
        policy=options.policy,
        permit=Permit(FLAG),
        reset=options.reset,
    )
    port = host.port if options.port is None else options.port
    with running(host, options.listen, port) as base:
        told = "The story was written anew." if anew else "The story goes on; --reset starts anew."
        wait(options, f"{told}\nOpen {base}/become and choose who you are.")
    return 0


def wait(options: argparse.Namespace, told: str) -> None:
    """Tell where the demo is, and wait for Ctrl+C."""
    print(told, flush=True)
    if options.listen not in LOCAL:
        print("Anybody who reaches this address can be anybody: never do this with real data.")
    with suppress(KeyboardInterrupt):
        threading.Event().wait()
    print()


def check(options: argparse.Namespace) -> int:
    """Drive the journey against a fresh demo; 0 where every expectation holds."""
    with ExitStack() as stack:
        name = stack.enter_context(tempfile.TemporaryDirectory(prefix="brightwater-"))
        host, _ = prepare(Path(name), options.host, policy=options.policy, permit=Permit(FLAG))
        return journey(stack.enter_context(running(host, options.listen)))
