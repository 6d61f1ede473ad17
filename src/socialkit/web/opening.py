"""Open the session of whoever asks; somebody unknown may be enrolled by the host first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
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
    Whoever it made is read where it was written: a replica may not know of it yet. Raises what
    `SocialKit.acting_as` raises.
    """

    def opened(*, read_only: bool = read_only) -> AbstractContextManager[Session]:
        return kit.acting_as(subject, network=network, read_only=read_only)

    with ExitStack() as stack:
        me = _known(stack, opened, asks=welcome is not None)
        if me is None or (me.person is None and subject is not None and welcome is not None):
            stack.close()
            made = welcome is not None and subject is not None and welcome(subject, network)
            me = stack.enter_context(opened(read_only=read_only and not made))
        stack.enter_context(present(me))
        yield me


def _known(
    stack: ExitStack, opened: Callable[[], AbstractContextManager[Session]], *, asks: bool
) -> Session | None:
    """Return the session of somebody known; None for whom the host has yet to be asked about."""
    try:
        return stack.enter_context(opened())
    except Forbidden as error:
        if error.code != "unknown_subject" or not asks:
            raise
        return None
