"""Say what an example host must offer to be started as a demo, and find one by its name."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

from examples.demo.permit import Permit

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from socialkit.clock import Clock
    from socialkit.ids import IdFactory
    from socialkit.kit import SocialKit

EXAMPLES: Final = Path(__file__).resolve().parents[1]
POLICY: Final = EXAMPLES / "policy"
"""The rules of the firm: one folder for both hosts, since they are one firm."""
NAMES: Final = ("flask", "django")


@dataclass(frozen=True)
class Setup:
    """What a host is started with."""

    url: str
    """The database, as SQLAlchemy writes addresses."""
    secret_key: str
    """What signs its sessions."""
    policy: Path = POLICY
    permit: Permit | None = None
    """What mounts the one-click log-in."""


class Server(Protocol):
    """A server that answers in threads, as the standard library's and all of its kin do."""

    server_port: int

    def serve_forever(self) -> None:
        """Answer until somebody calls `shutdown` from another thread."""

    def shutdown(self) -> None:
        """Stop answering."""

    def server_close(self) -> None:
        """Give the port back."""


class Host(ABC):
    """An example host, made for one database."""

    name: ClassVar[str]
    """`flask` or `django`."""
    what: ClassVar[str]
    """What it is, for a line on the terminal."""
    port: ClassVar[int]
    """Where it listens unless something else does."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup

    @abstractmethod
    def make_tables(self) -> None:
        """Make the host's tables in an empty database; the library's too, where it migrates."""

    @abstractmethod
    def kit(self, clock: Clock, ids: IdFactory) -> SocialKit:
        """Return a kit on the database, with the clock of a story."""

    @abstractmethod
    def add_rows(self, today: datetime) -> None:
        """Add the host's own rows; the story has been told by then."""

    @abstractmethod
    def application(self) -> WSGIApplication:
        """Return the application, with the one-click log-in where there is a permit."""

    @abstractmethod
    def listen(self, app: WSGIApplication, address: str, port: int) -> Server:
        """Listen on a port (0: a free one); raise `OSError` where it is taken."""


def find_host(name: str) -> Callable[[Setup], Host]:
    """Return the class of a host; only what is named is imported."""
    module = import_module(f"examples.{name}_app.host")
    found: Callable[[Setup], Host] = module.HOST
    return found
