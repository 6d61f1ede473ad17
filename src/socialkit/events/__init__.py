"""Tell receivers in this process of what happened, once it was committed."""

from __future__ import annotations

from socialkit.events.signals import Signals

__all__ = ["Signals"]
