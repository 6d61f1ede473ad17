"""The process that stands over one server: `python -m tests.services.keeper NAME FOLDER`.

It starts the server, writes down where it listens, and waits until the test session's lock
is free. The system frees that lock however the session ends, so a server never outlives it.
"""

import contextlib
import fcntl
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from tests.services.mariadb import MariaDb
from tests.services.postgres import Postgres
from tests.services.server import Running, Server, ServerError, tail

SERVERS: Final[dict[str, Server]] = {"postgres": Postgres(), "mariadb": MariaDb()}
START_SECONDS: Final = 60
ATTEMPTS: Final = 3
GLANCE_SECONDS: Final = 0.1
LOCK: Final = "lock"


def main(name: str, session: Path) -> None:
    """Keep one server for as long as the session lives, then remove every trace of it."""
    server = SERVERS[name]
    folder = session / name
    try:
        running = _start(server, folder, session / f"{name}.log")
    except (ServerError, OSError, subprocess.SubprocessError) as error:
        _report(session / f"{name}.json", {"error": f"{error}\n{tail(session / f'{name}.log')}"})
        return
    try:
        _report(session / f"{name}.json", {"port": running.port})
        _wait(session / LOCK, running)
    finally:
        _stop(server, running)
        shutil.rmtree(folder, ignore_errors=True)
        _leave(session)


def _start(server: Server, folder: Path, log: Path) -> Running:
    """Start the server; another process may have taken the port, so try a few times."""
    for _ in range(ATTEMPTS):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o755)
        running = server.start(folder, log)
        if _answers(server, running):
            return running
        _stop(server, running)
    raise ServerError(f"{server.name} did not start in {ATTEMPTS} attempts")


def _answers(server: Server, running: Running) -> bool:
    """Wait for the first connection; False when the server ended or time is up."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and running.process.poll() is None:
        try:
            server.ping(running.port)
        except Exception:  # noqa: BLE001 - each driver has its own errors for "not yet"
            time.sleep(GLANCE_SECONDS)
        else:
            return running.process.poll() is None
    return False


def _wait(lock: Path, running: Running) -> None:
    """Return when the session is over or the server has ended."""
    with lock.open("r+") as file:
        while running.process.poll() is None:
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                time.sleep(GLANCE_SECONDS)
            else:
                return


def _leave(session: Path) -> None:
    """Remove the session's folder when the session is over and no other server is left."""
    with contextlib.suppress(FileNotFoundError), (session / LOCK).open("r+") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return
        if not any(path.is_dir() for path in session.iterdir()):
            shutil.rmtree(session, ignore_errors=True)


def _stop(server: Server, running: Running) -> None:
    running.process.send_signal(server.stop_signal)
    try:
        running.process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        running.process.kill()
        running.process.wait()


def _report(file: Path, what: dict[str, object]) -> None:
    """Write an answer that a reader sees whole or not at all."""
    draft = file.with_suffix(".draft")
    draft.write_text(json.dumps(what))
    draft.rename(file)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
