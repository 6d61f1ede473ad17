"""Find who manages whom, and every circle in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from uuid import UUID


def circles(
    managers: Mapping[UUID, UUID | None], above: Callable[[UUID], UUID | None]
) -> Iterator[tuple[UUID, ...]]:
    """Yield each circle once, from the person of `managers` where it was met.

    `above` returns the manager of somebody who is not in `managers`.
    """
    known = dict(managers)
    settled: set[UUID] = set()
    for start in managers:
        path: dict[UUID, None] = {}
        person: UUID | None = start
        while person is not None and person not in settled and person not in path:
            path[person] = None
            if person not in known:
                known[person] = above(person)
            person = known[person]
        if person is not None and person in path:
            chain = tuple(path)
            yield chain[chain.index(person) :]
        settled.update(path)
