"""Tell Django's receivers of what happened, once it was committed.

>>> from django.dispatch import receiver
>>> from socialkit.contrib.django.signals import EventName, recorded
>>> @receiver(recorded, sender=EventName.POST_PUBLISHED)
... def index(sender, event, **kwargs): print(event.data["post_id"])
"""

from __future__ import annotations

import logging
from typing import Final

from django.dispatch import Signal

from socialkit.domain.events import Event, EventName

__all__ = ["EventName", "publish", "recorded"]

recorded: Final = Signal()
"""Is sent with `event` after the outermost commit; its sender is the name of the event.

A receiver that raises is logged (`socialkit.events`), and stops nobody.
"""
_log: Final = logging.getLogger("socialkit.events")


def publish(event: Event) -> None:
    """Send an event to every receiver."""
    for _, answer in recorded.send_robust(sender=event.name, event=event):
        if isinstance(answer, Exception):
            _log.error(
                "a receiver of event %s (%s) failed", event.id, event.name.value, exc_info=answer
            )
