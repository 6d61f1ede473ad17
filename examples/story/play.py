"""Act the story out on a kit: everybody writes their own lines, at their own time."""

from __future__ import annotations

from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING

from examples.story.acts import Stage, network_acts
from examples.story.script import NETWORKS, load

if TYPE_CHECKING:
    from socialkit.clock import FixedClock
    from socialkit.kit import SocialKit


def play(kit: SocialKit, clock: FixedClock, *, today: datetime) -> None:
    """Fill the kit's networks with the story, as it would be on `today`.

    The kit must use `clock`, which is moved from the first day to the last; with seeded ids the
    same day gives the same rows.
    """
    for slug in NETWORKS:
        stage = Stage(kit, slug, today)
        for act in sorted(network_acts(load(slug), today), key=attrgetter("at")):
            clock.set(act.at)
            act.do(stage)
    clock.set(today)
