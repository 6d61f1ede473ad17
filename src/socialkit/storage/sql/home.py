"""Find the page of a home feed: the newest posts of the places in which the viewer is.

The places are the groups with a live membership and, for whoever is signed in, the network's
wall. What being a member implies is folded out of the policy's formula, so that the rows
themselves need as few tests as possible. No form grows with the number of posts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final, TypeAlias

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
from socialkit.storage.sql.sources import Placed, pinned
from socialkit.storage.sql.tables import GROUP, NETWORK, POST

Known: TypeAlias = Mapping[Attribute, frozenset[Value]]
Listed: TypeAlias = Callable[[Placed], list[Clause]]
"""Builds the conditions of a list on posts and groups under these names."""
Narrow: TypeAlias = Callable[[Any], list[Clause]]
"""Builds the condition of a partial index on the columns of posts; none where none serves."""

MERGED: Final = 64
"""Up to so many places, SQLite merges their indexes natively."""
PROBED: Final = 200
"""How many of the newest posts of the network are looked at before places are asked one by one."""

_POST: Final = VOCABULARY.kinds["post"].attributes
_IN_PLACE: Final[Known] = {
    _POST["my_role"]: frozenset(PLACE_ROLES.values()) - {"none"},
    _POST["place"]: frozenset({"open", "listed", "secret"}),
}
_ON_WALL: Final[Known] = {
    _POST["my_role"]: frozenset({"none"}),
    _POST["place"]: frozenset({"wall"}),
}
_OUTSIDE: Final[Known] = {_POST["my_role"]: frozenset({"none"})}


class Form(StrEnum):
    """Name the ways to find the newest posts of many places."""

    MERGE = "merge"
    """Walk the index of places, merged by the database."""
    PROBE = "probe"
    """Look at the newest posts of the network and keep those of the places."""
    HEADS = "heads"
    """Take the newest post of each place, then the newest of the places that lead."""


PLACES: Final = sa.select(sa.func.count()).select_from(
    conditions.limited(conditions.my_places(), MERGED).subquery("few_places")
)
"""Counts the caller's places up to `MERGED`."""


def is_bounded(plan: Plan) -> bool:
    """Say whether the plan allows nothing outside the places of the caller."""
    return assume(plan.formula, _OUTSIDE) == NEVER


def conditions_for(plan: Plan, known: Known, placed: Placed, *, signed_in: bool) -> list[Clause]:
    """Return the conditions that select the posts of home."""
    inside, on_wall = _tests(plan, known, signed_in=signed_in)
    places = _places(inside, on_wall)
    if places is None:
        return [sa.false()]
    mapping = post_sql(placed.post, placed.group)
    if on_wall in (inside, NEVER):
        test = to_clause(inside, mapping)
    elif inside == NEVER:
        test = to_clause(on_wall, mapping)
    else:
        is_wall = placed.group.c.visibility == "wall"
        test = sa.or_(
            sa.and_(sa.not_(is_wall), to_clause(inside, mapping)),
            sa.and_(is_wall, to_clause(on_wall, mapping)),
        )
    return [placed.post.c.group_id.in_(places), test]


def _tests(plan: Plan, known: Known, *, signed_in: bool) -> tuple[Formula, Formula]:
    """Return what is left of the formula in a place of the caller, and on the wall."""
    inside = assume(plan.formula, {**known, **_IN_PLACE})
    on_wall = assume(plan.formula, {**known, **_ON_WALL}) if signed_in else NEVER
    return inside, on_wall


def _places(inside: Formula, on_wall: Formula) -> Any:
    found: list[sa.Select[Any]] = []
    if inside != NEVER:
        found.append(conditions.my_places())
    if on_wall != NEVER:
        found.append(sa.select(NETWORK.c.wall_id).where(NETWORK.c.id == NETWORK_ID))
    if not found:
        return None
    return found[0] if len(found) == 1 else sa.union_all(*found)


def merge(listed: Listed, narrow: Narrow, page: PageRequest) -> sa.Select[Any]:
    """Return the ids of one page along the index of places; for SQLite."""
    return _newest(_along_places(narrow), listed, page)


def _along_places(narrow: Narrow, group: str | None = None) -> Placed:
    """Return posts along the index of places: of open questions alone where those are asked for."""
    name = "sk_post_open_place_ix" if narrow(POST.c) else "sk_post_place_ix"
    place = GROUP if group is None else GROUP.alias(group)
    return Placed(pinned(POST, name), place)


def probe(listed: Listed, narrow: Narrow, page: PageRequest) -> sa.Select[Any]:
    """Return the ids of the page that are among the newest posts of the network."""
    newest = POST.alias("newest")
    chosen = sa.select(newest.c.id).where(
        newest.c.network_id == NETWORK_ID,
        newest.c.state == "published",
        *narrow(newest.c),
        conditions.after(newest.c.created_at, newest.c.id, page),
    )
    ordered = chosen.order_by(newest.c.created_at.desc(), newest.c.id.desc())
    recent = conditions.limited(ordered, PROBED).subquery("recent")
    placed = Placed(POST, GROUP)
    kept = (
        sa.select(POST.c.id)
        .select_from(recent.join(POST, POST.c.id == recent.c.id).join(*placed.link))
        .where(*listed(placed))
        .order_by(POST.c.created_at.desc(), POST.c.id.desc())
    )
    return conditions.limited(kept, page.limit + 1)


def places(plan: Plan, known: Known, *, signed_in: bool) -> sa.Subquery | None:
    """Return the ids of the viewer's places, or None where the plan allows nothing in them."""
    found = _places(*_tests(plan, known, signed_in=signed_in))
    return None if found is None else found.subquery("place")


def heads(
    place: sa.Subquery | None, listed: Listed, narrow: Narrow, page: PageRequest, *, lateral: bool
) -> sa.Select[Any]:
    """Return the ids of one page by asking each place for its newest post first."""
    if place is None:
        return sa.select(POST.c.id).where(sa.false())
    # The parts of the union name their column differently; the subquery takes the first name.
    own = next(iter(place.c))
    head = _along_places(narrow, "head_group")
    first = _newest(head, listed, page, head.post.c.group_id == own, count=1)
    lead: sa.FromClause = POST.alias("lead")
    led = lead.c.id == first.correlate(place).scalar_subquery()
    if lateral:
        # Joined by its id, the head would be looked for in a hash of all posts.
        lead = first.add_columns(head.post.c.created_at).correlate(place).lateral("lead")
        led = sa.true()
    leading = (
        sa.select(own.label("group_id"))
        .select_from(place.join(lead, led))
        .order_by(lead.c.created_at.desc(), lead.c.id.desc())
    )
    top = conditions.limited(leading, page.limit + 1).subquery("top")
    if lateral:
        return _each(top, listed, page)
    rest = _along_places(narrow)
    return _newest(rest, listed, page, rest.post.c.group_id.in_(sa.select(top.c.group_id)))


def _each(top: sa.Subquery, listed: Listed, page: PageRequest) -> sa.Select[Any]:
    """Return the newest posts of the leading places, each place asked along its own index."""
    inner = Placed(POST.alias("placed"), GROUP.alias("placed_group"))
    own = _newest(inner, listed, page, inner.post.c.group_id == top.c.group_id)
    each = own.add_columns(inner.post.c.created_at).correlate(top).lateral("each_place")
    merged = (
        sa.select(each.c.id)
        .select_from(top.join(each, sa.true()))
        .order_by(each.c.created_at.desc(), each.c.id.desc())
    )
    return conditions.limited(merged, page.limit + 1)


def _newest(
    placed: Placed, listed: Listed, page: PageRequest, *more: Clause, count: int = 0
) -> sa.Select[Any]:
    """Return the ids of the newest posts of the list: `count`, or one more than the page holds."""
    post = placed.post.c
    found = [post.network_id == NETWORK_ID, *more, *listed(placed)]
    chosen = (
        sa.select(post.id)
        .select_from(placed.joined)
        .where(*found, conditions.after(post.created_at, post.id, page))
        .order_by(post.created_at.desc(), post.id.desc())
    )
    return conditions.limited(chosen, count or page.limit + 1)
