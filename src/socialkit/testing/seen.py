"""Show what was recorded in the open transaction of a host, committed or not."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final
from uuid import UUID

from socialkit.domain.events import Event, EventName
from socialkit.kit import SocialKit
from socialkit.services.session import Session
from socialkit.services.views import NoticeView

_MANY: Final = 10_000


class Seen:
    """Show events and notices of the open transaction of the host, committed or not."""

    def __init__(self) -> None:
        self._before = {event.id for event in self._recorded()}

    @abstractmethod
    def opened(self) -> AbstractContextManager[SocialKit]:
        """Give the kit of the host, in whatever context the host needs."""

    def events(self, *names: EventName | str) -> tuple[Event, ...]:
        """Return events recorded since the test began, the oldest first; all or by name."""
        wanted = {EventName(name) for name in names} or set(EventName)
        new = (event for event in self._recorded() if event.id not in self._before)
        return tuple(event for event in new if event.name in wanted)

    def notices(self, subject: str | int | UUID) -> tuple[NoticeView, ...]:
        """Return the notices of a user of the host, the latest first, at most 100."""
        with self.acting_as(subject, read_only=True) as me:
            return me.notifications.list(limit=100).items

    @contextmanager
    def acting_as(
        self, subject: str | int | UUID | None, *, read_only: bool = False
    ) -> Iterator[Session]:
        """Open a unit of work for a user of the host, inside the host's transaction."""
        with self.opened() as kit, kit.acting_as(subject, read_only=read_only) as me:
            yield me

    def _recorded(self) -> tuple[Event, ...]:
        with self.opened() as kit, kit.storage.unit(read_only=True) as unit:
            return unit.outbox.pending(limit=_MANY)
