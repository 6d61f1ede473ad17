"""Act the story out on a kit: everybody writes their own lines, at their own time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from examples.story.script import NETWORKS, Story, load
from examples.story.settling import archiving, endings, enrol_all, opening, tidy
from examples.story.stage import Act, Stage
from examples.story.talking import thread_acts

if TYPE_CHECKING:
    from socialkit.clock import FixedClock
    from socialkit.kit import SocialKit

BEGINNING: Final = timedelta(days=45)
OPENING: Final = timedelta(days=44)
TIDY: Final = timedelta(days=5)
"""Notices older than this were read."""


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


def network_acts(story: Story, today: datetime) -> Iterator[Act]:
    """Return everything that happens in a network, group by group."""
    yield Act(today - BEGINNING, lambda stage: enrol_all(stage, story))
    for number, (slug, room) in enumerate(story.groups.items()):
        yield Act(today - OPENING + timedelta(minutes=number), opening(slug, room))
        if room.archived is not None:
            yield Act(today - room.archived, archiving(slug, room))
    for name, role in story.people.items():
        yield from endings(name, role, today)
    for shelf in story.shelves:
        for thread in shelf.threads:
            yield from thread_acts(shelf, thread, today)
    yield Act(today - TIDY, lambda stage: tidy(stage, story))
