"""What every kind of server has in common."""

import os
import shutil
import signal
import socket
import subprocess
from abc import abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

SYSTEM_FOLDERS: Final = ("/usr/sbin", "/usr/local/sbin", "/usr/libexec")


class ServerError(Exception):
    """A server that did not start; the text holds the end of its log."""


@dataclass(frozen=True)
class Running:
    """A started process and where it listens."""

    process: subprocess.Popen[bytes]
    port: int


class Server(Protocol):
    """A kind of database server that tests can start."""

    name: str
    """The word by which tests ask for it, and its marker."""

    remedy: str
    """What to do when it is absent."""

    stop_signal: signal.Signals
    """The quickest way to end it; its data is thrown away anyhow."""

    @abstractmethod
    def present(self) -> bool:
        """Tell whether its programs are on this machine."""

    @abstractmethod
    def start(self, folder: Path, log: Path) -> Running:
        """Make an empty installation in the folder and start it, without waiting."""

    @abstractmethod
    def ping(self, port: int) -> None:
        """Open and close a connection; raise while the server is not ready."""

    @abstractmethod
    def url(self, port: int, database: str) -> str:
        """Return the SQLAlchemy address of one of its databases."""

    @abstractmethod
    def create(self, port: int, database: str) -> None:
        """Make an empty database."""

    @abstractmethod
    def drop(self, port: int, database: str) -> None:
        """Remove a database, whoever is still connected to it."""


def find_program(*names: str) -> Path | None:
    """Find the first of some programs; servers often stand outside a user's PATH."""
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *SYSTEM_FOLDERS])
    found = (shutil.which(name, path=path) for name in names)
    return next((Path(program) for program in found if program), None)


def free_port() -> int:
    """Ask the system for a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def tail(log: Path, lines: int = 20) -> str:
    """Return the end of a log."""
    if not log.exists():
        return "(no log)"
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
