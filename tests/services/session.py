"""How long servers live: as long as the test session that first asked for them.

The outermost pytest process makes a folder and holds a lock in it; its workers and any
pytest that a test starts find the folder in the environment and share the servers.
"""

import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from tests.services.keeper import ATTEMPTS, LOCK, START_SECONDS
from tests.services.server import ServerError

VARIABLE: Final = "SOCIALKIT_TEST_SERVICES"
ROOT: Final = Path(__file__).resolve().parents[2]
STOP_SECONDS: Final = 20
PAUSE_SECONDS: Final = 0.05


class Session:
    """The servers of one test session."""

    def __init__(self) -> None:
        self._lock: IO[str] | None = None
        self._ports: dict[str, int] = {}
        given = os.environ.get(VARIABLE)
        if given and Path(given).is_dir():
            self.folder = Path(given)
            return
        self.folder = Path(tempfile.mkdtemp(prefix="socialkit-"))
        # Servers run under another account when we are root, and must get to their data.
        self.folder.chmod(0o755)
        self._lock = (self.folder / LOCK).open("w")
        fcntl.lockf(self._lock, fcntl.LOCK_EX)
        os.environ[VARIABLE] = str(self.folder)

    def port(self, name: str) -> int:
        """Return where a server listens, starting it when nobody has done so yet."""
        if name not in self._ports:
            with self._turn(name):
                answer = self._answer(name) or self._start(name)
            if "error" in answer:
                raise ServerError(str(answer["error"]))
            self._ports[name] = int(str(answer["port"]))
        return self._ports[name]

    def close(self) -> None:
        """End the servers when they are ours, and wait until they are gone."""
        if self._lock is None:
            return
        self._lock.close()
        os.environ.pop(VARIABLE, None)
        end = time.monotonic() + STOP_SECONDS
        while time.monotonic() < end and self._has_servers():
            self.pause()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _has_servers(self) -> bool:
        """Tell whether a keeper still has to clear away; the last one takes the folder too."""
        try:
            return any(path.is_dir() for path in self.folder.iterdir())
        except FileNotFoundError:
            return False

    @staticmethod
    def pause() -> None:
        """Wait a moment before looking again."""
        time.sleep(PAUSE_SECONDS)

    @contextlib.contextmanager
    def _turn(self, name: str) -> Iterator[None]:
        with (self.folder / f"{name}.turn").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _answer(self, name: str) -> dict[str, object] | None:
        file = self.folder / f"{name}.json"
        if not file.exists():
            return None
        answer: dict[str, object] = json.loads(file.read_text())
        return answer

    def _start(self, name: str) -> dict[str, object]:
        """Start the keeper apart from the terminal, so that Ctrl-C reaches the tests alone."""
        with (self.folder / f"{name}.keeper.log").open("w") as log:
            keeper = subprocess.Popen(
                [sys.executable, "-m", "tests.services.keeper", name, str(self.folder)],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        end = time.monotonic() + ATTEMPTS * START_SECONDS
        while time.monotonic() < end:
            ended = keeper.poll() is not None
            if answer := self._answer(name):
                keeper.returncode = keeper.returncode or 0
                return answer
            if ended:
                break
            self.pause()
        text = (self.folder / f"{name}.keeper.log").read_text(errors="replace")
        return {"error": f"the keeper of {name} gave no answer\n{text}"}
