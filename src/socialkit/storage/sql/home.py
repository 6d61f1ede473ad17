"""Find the page of a home feed: the newest posts of the places in which the viewer is.

The places are the groups with a live membership and, for whoever is signed in, the network's
wall. What being a member implies is folded out of the policy's formula, so that the rows
themselves need as few tests as possible.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa

from socialkit.domain.attributes import Attribute, Value
from socialkit.domain.formula import NEVER, Formula, assume
from socialkit.domain.vocabulary import PLACE_ROLES, VOCABULARY
from socialkit.paging import PageRequest
from socialkit.ports.policy import Plan
from socialkit.storage.sql import conditions
from socialkit.storage.sql.attributes import post_sql
from socialkit.storage.sql.conditions import NETWORK_ID, Clause
from socialkit.storage.sql.formulas import to_clause
from socialkit.storage.sql.posts import PLACED
from socialkit.storage.sql.tables import GROUP, NETWORK, POST

Known = Mapping[Attribute, frozenset[Value]]

_POST: Final = VOCABULARY.kinds["post"].attributes
_IN_PLACE: Final[Known] = {
    _POST["my_role"]: frozenset(PLACE_ROLES.values()) - {"none"},
    _POST["place"]: frozenset({"open", "listed", "secret"}),
}
_ON_WALL: Final[Known] = {
    _POST["my_role"]: frozenset({"none"}),
    _POST["place"]: frozenset({"wall"}),
}


class Form(StrEnum):
    """Name the ways to find the newest posts of many places."""

    MERGE = "merge"
    """Walk the index of places, merged by the database."""


def form_for(dialect: str, places: int) -> Form:  # noqa: ARG001
    """Return the way that stays flat on this database for so many places."""
    return Form.MERGE


def conditions_for(plan: Plan, known: Known, *, signed_in: bool) -> list[Clause]:
    """Return the conditions that select the posts of home."""
    inside = assume(plan.formula, {**known, **_IN_PLACE})
    on_wall = assume(plan.formula, {**known, **_ON_WALL}) if signed_in else NEVER
    places: list[sa.Select[Any]] = []
    if inside != NEVER:
        places.append(conditions.my_places())
    if on_wall != NEVER:
        places.append(sa.select(NETWORK.c.wall_id).where(NETWORK.c.id == NETWORK_ID))
    if not places:
        return [sa.false()]
    chosen = places[0] if len(places) == 1 else sa.union_all(*places)
    return [POST.c.group_id.in_(chosen), *_tests(inside, on_wall)]


def _tests(inside: Formula, on_wall: Formula) -> list[Clause]:
    mapping = post_sql(POST, GROUP)
    if on_wall in (inside, NEVER):
        return [to_clause(inside, mapping)]
    if inside == NEVER:
        return [to_clause(on_wall, mapping)]
    is_wall = GROUP.c.visibility == "wall"
    return [
        sa.or_(
            sa.and_(sa.not_(is_wall), to_clause(inside, mapping)),
            sa.and_(is_wall, to_clause(on_wall, mapping)),
        )
    ]


def candidates(form: Form, listed: list[Clause], page: PageRequest) -> sa.Select[Any]:  # noqa: ARG001
    """Return the ids of one page of home, newest first."""
    chosen = (
        sa.select(POST.c.id)
        .select_from(PLACED)
        .where(*listed, conditions.after(POST.c.created_at, POST.c.id, page))
        .order_by(POST.c.created_at.desc(), POST.c.id.desc())
    )
    return conditions.limited(chosen, page.limit + 1)
