"""Run the demo: seed a database, pick a port, serve, and perhaps drive the journey through it."""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from examples.flask_app.app import POLICY, create_app
from examples.flask_app.demo import FLAG, Permit
from examples.flask_app.seeding import cache_folder, database, prepare
from examples.scenario import journey
from socialkit.errors import ConfigurationError
from socialkit.policy import load_folder

PORT: Final = 8765


def main(words: list[str]) -> int:
    """Run the demo; return the exit code."""
    options = parser().parse_args(words)
    try:
        load_folder(options.policy)
        return check(options) if options.check else serve(options)
    except ConfigurationError as error:
        print(f"The demo can not start. {error.message}", file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    """Return what the command line may say."""
    made = argparse.ArgumentParser(
        prog="python -m examples.flask_app",
        description="Brightwater Engineering's project tracker, with socialkit embedded.",
    )
    made.add_argument("--port", type=int, default=PORT, help="another one is taken if it is in use")
    made.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    made.add_argument("--reset", action="store_true", help="begin the story anew")
    made.add_argument(
        "--policy", type=Path, default=POLICY, help="folder of model.conf, policy.csv"
    )
    made.add_argument("--data", type=Path, help="folder of the database, instead of the cache")
    made.add_argument("--check", action="store_true", help="drive the whole journey, then end")
    return made


def serve(options: argparse.Namespace) -> int:
    """Serve until somebody presses Ctrl+C."""
    folder = options.data or cache_folder()
    seeded = prepare(folder, reset=options.reset)
    server = listen(make_app(folder, options.policy), options.host, options.port)
    told = "The story was written anew." if seeded else "The story goes on; --reset begins it anew."
    print(f"{told}\nOpen {address(server)}/become and choose who you are.", flush=True)
    if options.host not in {"127.0.0.1", "localhost", "::1"}:
        print("Anybody who reaches this address can be anybody: never do this with real data.")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()
    finally:
        server.server_close()
    return 0


def check(options: argparse.Namespace) -> int:
    """Drive the journey against a fresh demo; 0 where every expectation holds."""
    with tempfile.TemporaryDirectory(prefix="brightwater-") as name:
        folder = Path(name)
        prepare(folder, reset=False)
        with running(make_app(folder, options.policy), options.host) as base:
            return journey(base)


@contextmanager
def running(app: Flask, host: str) -> Iterator[str]:
    """Serve in a thread and yield the address."""
    server = listen(app, host, 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield address(server)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def make_app(folder: Path, policy: Path) -> Flask:
    """Make the tracker with one-click log-in, which only this runner can have."""
    key = folder / "secret"
    return create_app(
        f"sqlite:///{database(folder)}",
        policy=policy,
        secret_key=key.read_text(),
        permit=Permit(FLAG),
    )


# ── the port ──────────────────────────────────────────────────────────────────────────────


class Quiet(WSGIRequestHandler):
    """Print failures alone, not every request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Stay quiet unless the server failed."""
        if str(code).startswith("5"):
            super().log_request(code, size)


def listen(app: Flask, host: str, port: int) -> BaseWSGIServer:
    """Listen on the port, or on a free one where that is taken."""
    try:
        return make_server(host, port, app, threaded=True, request_handler=Quiet)
    except (OSError, SystemExit):
        return make_server(host, 0, app, threaded=True, request_handler=Quiet)


def address(server: BaseWSGIServer) -> str:
    """Return where the server answers."""
    host = f"[{server.host}]" if ":" in server.host else server.host
    return f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{server.port}"  # noqa: S104
