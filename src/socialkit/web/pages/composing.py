"""Prepare a composer: where one may post, for whom, who would read it, and what its names do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from socialkit.domain.groups import AUDIENCE_RANK, Audience
from socialkit.paging import MAX_LIMIT
from socialkit.services.session import Session
from socialkit.services.views import GroupView, MentionCheck, PlaceView, ReadersView
from socialkit.web.pages.forms import Form
from socialkit.web.pages.framing import OWN_GROUPS, Frame

WALL: Final = "wall"
CHECK: Final = "check"
"""What the button that asks before sending says."""


@dataclass(frozen=True, slots=True)
class Place:
    """Be a place in which the viewer may start something."""

    slug: str
    name: str
    audiences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """Be what a composer shows."""

    form: Form
    places: tuple[Place, ...]
    place: str
    """The slug of the place that is chosen."""
    fixed: bool = False
    """The page decides the place."""
    question: bool = False
    readers: ReadersView | None = None
    outcomes: tuple[MentionCheck, ...] = ()

    @property
    def audiences(self) -> tuple[str, ...]:
        """Return every audience that one of the places offers, the narrowest first."""
        offered = {audience for place in self.places for audience in place.audiences}
        return tuple(audience.value for audience in Audience if audience.value in offered)


def draft_for(
    me: Session,
    frame: Frame,
    form: Form,
    *,
    question: bool = False,
    group: GroupView | None = None,
) -> Draft:
    """Return the composer of a page; with `group` it posts there alone."""
    if group is not None:
        return Draft(form, (_place(group),), group.slug, fixed=True, question=question)
    places = _places(me, frame, verb="ask" if question else "post")
    slugs = [place.slug for place in places]
    wanted = form.text("group")
    chosen = wanted if wanted in slugs else next(iter(slugs), WALL)
    return Draft(form, places, chosen, question=question)


def checked(me: Session, draft: Draft) -> Draft:
    """Return the composer with who will see the post and what each name in it does.

    Raises `NotFound`, `Forbidden`, `Invalid` as posting would.
    """
    form = draft.form
    group, audience = form.given("group"), form.given("audience")
    return Draft(
        form,
        draft.places,
        draft.place,
        fixed=draft.fixed,
        question=draft.question,
        readers=me.posts.readers(group=group, audience=audience),
        outcomes=me.mentions.check(form.lines("body"), group=group, audience=audience),
    )


def _places(me: Session, frame: Frame, *, verb: str) -> tuple[Place, ...]:
    known = frame.groups
    if len(known) == OWN_GROUPS:
        known = me.groups.places(limit=MAX_LIMIT)
    groups = sorted((g for g in known if verb in g.can), key=lambda g: g.name.casefold())
    own = tuple(_place(group) for group in groups)
    if not frame.signed_in or "post" not in me.networks.current().can:
        return own
    return (Place(WALL, frame.network, (Audience.NETWORK.value,)), *own)


def _place(group: GroupView | PlaceView) -> Place:
    widest = AUDIENCE_RANK[group.reach]
    offered = tuple(a.value for a in Audience if AUDIENCE_RANK[a] <= widest)
    return Place(group.slug, group.name, offered)
