"""Empty databases, made quickly and removed again."""

import contextlib
import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.services.keeper import SERVERS
from tests.services.session import Session

SQLITE: Final = "sqlite"
BACKENDS: Final = (SQLITE, *SERVERS)
_numbers = itertools.count(1)


@contextlib.contextmanager
def empty_database(session: Session, backend: str, folder: Path) -> Iterator[str]:
    """Make an empty database and yield its SQLAlchemy address; remove it afterwards.

    `backend` is one of BACKENDS; `folder` is where a file of SQLite goes.
    """
    name = f"t{os.getpid()}_{next(_numbers)}"
    if backend == SQLITE:
        yield f"sqlite:///{folder / name}.db"
        return
    server = SERVERS[backend]
    port = session.port(backend)
    server.create(port, name)
    try:
        yield server.url(port, name)
    finally:
        server.drop(port, name)
