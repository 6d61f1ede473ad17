"""Record that people were here: one short write a day and person."""

from __future__ import annotations

from datetime import date
from typing import Final

from socialkit.kit import SocialKit
from socialkit.web.http import Request

_REMEMBERED: Final = 50_000


class Visitors:
    """Remember in this process who was recorded today, so that nobody is written twice."""

    def __init__(self, kit: SocialKit) -> None:
        self._kit = kit
        self._last: dict[tuple[str, str], date] = {}

    def record(self, request: Request) -> bool:
        """Keep the visit of whoever asks; tell whether something was written."""
        if request.identity is None:
            return False
        who, today = (request.network, request.identity), self._kit.clock.now().date()
        if self._last.get(who) == today:
            return False
        if len(self._last) >= _REMEMBERED:
            self._last.clear()
        with self._kit.acting_as(request.identity, network=request.network) as me:
            new = me.person is not None and me.visits.record()
        self._last[who] = today
        return new
