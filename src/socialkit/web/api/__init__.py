"""Be the rows of the JSON API: every verb of the services, one row each."""

from __future__ import annotations

from typing import Final

from socialkit.web.api import groups, people, posts, questions, reading
from socialkit.web.routes import Route

ROUTES: Final[tuple[Route, ...]] = (
    *people.ROUTES,
    *groups.ROUTES,
    *posts.ROUTES,
    *questions.ROUTES,
    *reading.ROUTES,
)
