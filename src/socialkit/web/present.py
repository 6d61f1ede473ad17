"""Know the session of the request at hand, for what is called without being handed one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from socialkit.services.session import Session

SESSION: Final[ContextVar[Session]] = ContextVar("socialkit_session")


@contextmanager
def present(me: Session) -> Iterator[Session]:
    """Make `me` the session of everything that runs inside."""
    token = SESSION.set(me)
    try:
        yield me
    finally:
        SESSION.reset(token)
