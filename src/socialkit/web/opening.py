"""Open the session of whoever asks; somebody unknown may be enrolled by the host first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TypeAlias

from socialkit.errors import Forbidden
from socialkit.kit import SocialKit
from socialkit.services.session import Session
from socialkit.web.present import present

Welcome: TypeAlias = Callable[[str, str], bool]
"""Takes a subject and the slug of a network; makes a person if the host wants one there."""


@contextmanager
def open_session(
    kit: SocialKit,
    subject: str | None,
    *,
    network: str,
    read_only: bool,
    welcome: Welcome | None = None,
) -> Iterator[Session]:
    """Open a unit of work, which `present` and `social` speak of meanwhile.

    `welcome` is asked only where nobody is known by that subject, so it costs known people nothing.
    Raises what `SocialKit.acting_as` raises.
    """
    with ExitStack() as stack:
        opened = kit.acting_as(subject, network=network, read_only=read_only)
        try:
            me = stack.enter_context(opened)
        except Forbidden as error:
            if not _welcomed(error, subject, network, welcome):
                raise
            again = kit.acting_as(subject, network=network, read_only=read_only)
            me = stack.enter_context(again)
        stack.enter_context(present(me))
        yield me


def _welcomed(error: Forbidden, subject: str | None, network: str, welcome: Welcome | None) -> bool:
    if welcome is None or subject is None or error.code != "unknown_subject":
        return False
    return welcome(subject, network)
