"""Know the session of the request at hand, for what is called without being handed one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, cast

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


class _Innermost:
    """Pass everything on to the innermost session that is open."""

    def __getattr__(self, name: str) -> Any:
        return getattr(_innermost(), name)

    def __repr__(self) -> str:
        return repr(SESSION.get(None) or "no open session")


def _innermost() -> Session:
    found = SESSION.get(None)
    if found is None:
        message = (
            "No socialkit session is open here. Open one around your code: "
            "`with ....acting_as_current() as me:`."
        )
        raise RuntimeError(message)
    return found


social: Final = cast("Session", _Innermost())
"""The innermost open `Session`, inside `with ....acting_as_current():`."""
