"""Send events by blinker; each receiver is isolated and strongly held."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from blinker import Namespace, Signal

from socialkit.domain.events import Event, EventName
from socialkit.ports.events import EventBus

Receiver: TypeAlias = Callable[[Event], object]

_log: Final = logging.getLogger("socialkit.events")
_EVERY: Final = "*"


class Signals(EventBus):
    """Be one kit's signals: one for each event name, and one for all of them.

    >>> from socialkit.events import Signals
    >>> signals = Signals()
    >>> @signals.on("post:published")
    ... def index(event): print(event.name.value)
    """

    def __init__(self) -> None:
        self._namespace = Namespace()
        self._held: dict[Receiver, Callable[..., object]] = {}

    def on(self, *names: EventName | str) -> Callable[[Receiver], Receiver]:
        """Return a decorator that connects a receiver; without names it gets every event.

        The receiver is called with the event alone, after the outermost commit, and is held until
        `disconnect`. Raises ValueError for a name that no event has.
        """
        chosen = [EventName(name).value for name in names] or [_EVERY]

        def connect(receiver: Receiver) -> Receiver:
            link = self._held.setdefault(receiver, lambda _sender, event: receiver(event))
            for name in chosen:
                self._signal(name).connect(link, weak=False)
            return receiver

        return connect

    def disconnect(self, receiver: Receiver) -> None:
        """Forget a receiver, for every event."""
        link = self._held.pop(receiver, None)
        if link is not None:
            for signal in tuple(self._namespace.values()):
                signal.disconnect(link)

    def publish(self, events: Sequence[Event]) -> None:
        """Tell every receiver of every event, in order; one that raises stops nobody."""
        for event in events:
            for name in (event.name.value, _EVERY):
                self._send(name, event)

    def _send(self, name: str, event: Event) -> None:
        for receiver in tuple(self._signal(name).receivers_for(self)):
            try:
                receiver(self, event=event)
            except Exception:  # noqa: BLE001 - one receiver never stops the others
                _log.exception("a receiver of event %s (%s) failed", event.id, event.name.value)

    def _signal(self, name: str) -> Signal:
        return self._namespace.signal(name)
