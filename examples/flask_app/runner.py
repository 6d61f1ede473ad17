"""Run the demo: seed a database, pick a port, serve, and perhaps drive the journey through it."""

from __future__ import annotations

import argparse
import hashlib
import os
import secrets
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from examples.flask_app.app import POLICY, create_app
from examples.flask_app.demo import FLAG, Permit
from examples.flask_app.models import db
from examples.flask_app.seeding import add_own_rows
from examples.scenario import journey
from examples.story import play
from examples.story.script import FOLDER
from socialkit.clock import FixedClock, SystemClock
from socialkit.errors import ConfigurationError
from socialkit.ids import SeededIds
from socialkit.kit import SocialKit
from socialkit.policy import load_folder
from socialkit.storage.sql import tables

PORT: Final = 8765
SEED: Final = 2009


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


# ── the database ──────────────────────────────────────────────────────────────────────────


def cache_folder() -> Path:
    """Return where the demo keeps its database between two starts."""
    chosen = os.environ.get("SOCIALKIT_CACHE")
    if chosen:
        return Path(chosen) / "demo"
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "socialkit" / "demo"


def database(folder: Path) -> Path:
    """Return the file of the database."""
    return folder.resolve() / "brightwater.db"


def prepare(folder: Path, *, reset: bool) -> bool:
    """Seed the folder's database unless it holds this very story; tell whether it was seeded."""
    mark = folder / "story"
    if not reset and mark.is_file() and mark.read_text() == edition():
        return False
    if folder.is_dir() and any(folder.iterdir()) and not mark.exists():
        message = f"{folder} holds files that are not the demo's. Name an empty folder."
        raise ConfigurationError("demo.folder", message)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "secret").write_text(secrets.token_hex(32))
    seed(f"sqlite:///{database(folder)}", SystemClock().now())
    mark.write_text(edition())
    return True


def seed(url: str, today: datetime) -> None:
    """Fill an empty database: the tracker's rows first, then what people wrote."""
    today = today.replace(minute=0, second=0, microsecond=0)
    app = Flask("seeding")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(app)
    with app.app_context():
        db.create_all()
        add_own_rows(today)
        db.session.commit()
        db.engine.dispose()
    clock = FixedClock(today)
    kit = SocialKit.open(url, clock=clock, ids=SeededIds(clock, SEED))
    play(kit, clock, today=today)
    kit.close()


def edition() -> str:
    """Name the story and the tables, so that another release begins anew."""
    digest = hashlib.sha256()
    for folder in (FOLDER, Path(tables.__file__).parent, Path(__file__).parent):
        for path in sorted([*folder.rglob("*.yaml"), *folder.glob("*.py")]):
            digest.update(path.read_bytes())
    return digest.hexdigest()
