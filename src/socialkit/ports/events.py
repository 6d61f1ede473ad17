"""State what the core needs to tell the process of what happened."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Protocol

from socialkit.domain.events import Event


class EventBus(Protocol):
    """Tell receivers in this process, after the outermost commit."""

    @abstractmethod
    def publish(self, events: Sequence[Event]) -> None:
        """Tell every receiver of every event, in order.

        A receiver that raises is reported in the log by event id and stops nobody else.
        """
