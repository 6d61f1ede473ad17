"""List published posts in SQL, filtered by a plan of ``post:read`` in the same statement.

A list first finds the ids of one page along an index, then reads those posts with their places
and what the viewer has to do with them: one statement, whatever the depth.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from socialkit.domain.caller import Caller
from socialkit.domain.feeds import Feed, PostQuery, QuestionList
from socialkit.domain.follows import FollowKind
from socialkit.domain.formula import assume
from socialkit.domain.posts import PostKind, PostState
from socialkit.domain.questions import QuestionState
from socialkit.domain.vocabulary import VOCABULARY
from socialkit.paging import Page, PageRequest, Position, cut
from socialkit.ports.policy import Plan
from socialkit.ports.storage import PostLists
from socialkit.ports.storage.records import PostRecord
from socialkit.storage.sql import conditions, home
from socialkit.storage.sql.attributes import post_sql
from socialkit.storage.sql.conditions import CALLER, NETWORK_ID, Clause
from socialkit.storage.sql.formulas import to_clause
from socialkit.storage.sql.posts import PLACED, RECORD, records
from socialkit.storage.sql.sources import Placed
from socialkit.storage.sql.tables import FOLLOW, GROUP, POST, POST_TAG
from socialkit.storage.sql.work import Row, Work, binds_of

_POST: Final = VOCABULARY.kinds["post"].attributes
KNOWN: Final[home.Known] = {
    _POST["state"]: frozenset({PostState.PUBLISHED.value}),
    _POST["same_network"]: frozenset({True}),
}
"""What the conditions of every list say by themselves."""

_STATES: Final = {
    QuestionList.UNANSWERED: (QuestionState.OPEN,),
    QuestionList.UNSOLVED: (QuestionState.OPEN, QuestionState.ANSWERED),
    QuestionList.DIRECTED_TO_ME: (QuestionState.OPEN, QuestionState.ANSWERED),
    QuestionList.SOLVED: (QuestionState.SOLVED,),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """Tell statements apart: which list, for which plan, narrowed how."""

    plan: Plan
    feed: Feed
    in_group: bool
    tagged: bool
    kind: PostKind | None
    questions: QuestionList | None
    is_first: bool
    limit: int
    signed_in: bool

    @property
    def in_places(self) -> bool:
        """Say whether every post of the list is in a place of the viewer."""
        if self.in_group or self.tagged:
            return False
        if self.feed is Feed.HOME:
            return True
        return self.feed is Feed.EXPLORE and home.is_bounded(self.plan)

    @property
    def key(self) -> tuple[object, ...]:
        """Return what the statement is kept by."""
        return (
            self.plan.key,
            self.feed,
            self.in_group,
            self.tagged,
            self.kind,
            self.questions,
            self.is_first,
            self.limit,
            self.signed_in,
        )


def _shape(caller: Caller, plan: Plan, query: PostQuery, limit: int, *, is_first: bool) -> Shape:
    return Shape(
        plan=plan,
        feed=query.feed,
        in_group=query.group_id is not None,
        tagged=query.tag is not None,
        kind=query.kind,
        questions=query.questions,
        is_first=is_first,
        limit=limit,
        signed_in=caller.is_signed_in,
    )


class SqlPostLists(PostLists):
    """Answer lists of published posts."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def page(
        self, caller: Caller, plan: Plan, query: PostQuery, page: PageRequest
    ) -> Page[PostRecord]:
        """Return posts, newest first."""
        if plan.never or _is_empty(query):
            return Page(())
        shape = _shape(caller, plan, query, page.limit, is_first=page.after is None)
        binds = _binds(caller, query) | conditions.after_binds(page)
        rows: Sequence[Row] = ()
        for form in self._forms(shape, binds):
            rows = self._work.rows(self._statement(shape, page, form), binds)
            if len(rows) > page.limit:
                break
        return cut(records(rows), page.limit, _position)

    def counts(
        self, caller: Caller, plan: Plan, queries: Sequence[PostQuery], *, cap: int
    ) -> tuple[int, ...]:
        """Return how many posts `page` would show of each query, each at most `cap`."""
        if plan.never or any(map(_is_empty, queries)):
            return (0,) * len(queries)
        shapes = [_shape(caller, plan, query, cap, is_first=True) for query in queries]
        key = ("posts-counts", *(shape.key for shape in shapes))
        statement = self._work.statements.get(key, lambda: sa.select(*map(_count, shapes)))
        (row,) = self._work.rows(statement, _binds(caller, queries[0]))
        return tuple(map(int, row))

    def tags(
        self, caller: Caller, plan: Plan, query: PostQuery, *, limit: int
    ) -> tuple[tuple[str, int], ...]:
        """Return the most used tags, by falling count and name."""
        if plan.never or _is_empty(query):
            return ()
        shape = _shape(caller, plan, query, limit, is_first=True)
        statement = self._work.statements.get(("tags", shape.key), lambda: _tags(shape))
        rows = self._work.rows(statement, _binds(caller, query))
        return tuple((tag, number) for tag, number in rows)

    def _forms(self, shape: Shape, binds: dict[str, object]) -> Collection[home.Form | None]:
        """Return the ways to find this page, to be tried until one fills it; the last is exact."""
        if not shape.in_places:
            return (None,)
        if self._work.dialect == "sqlite" and self._places(binds) < home.MERGED:
            return (home.Form.MERGE,)
        return (home.Form.PROBE, home.Form.HEADS)

    def _places(self, binds: dict[str, object]) -> int:
        if self._work.places is None:
            self._work.places = int(self._work.scalar(home.PLACES, binds))
        return self._work.places

    def _statement(self, shape: Shape, page: PageRequest, form: home.Form | None) -> sa.Select[Any]:
        lateral = self._work.dialect == "postgresql"
        found: sa.Select[Any] = self._work.statements.get(
            ("posts", form, shape.key), lambda: hydrated(_ids(shape, page, form, lateral=lateral))
        )
        return found


def _is_empty(query: PostQuery) -> bool:
    """Tell whether the feed lacks what it is about."""
    needed = {Feed.GROUP: query.group_id, Feed.PROFILE: query.author_id, Feed.TAG: query.tag}
    return query.feed in needed and needed[query.feed] is None


def _binds(caller: Caller, query: PostQuery) -> dict[str, object]:
    return binds_of(caller, group_id=query.group_id, author_id=query.author_id, tag=query.tag)


_PLACED: Final = Placed(POST, GROUP)


def _source(shape: Shape) -> sa.FromClause:
    if shape.feed is Feed.TAG:
        return PLACED.join(POST_TAG, POST_TAG.c.post_id == POST.c.id)
    return PLACED


def _order(shape: Shape) -> tuple[Any, Any]:
    """Return the columns of the order: those of the index along which the list goes."""
    if shape.feed is Feed.TAG:
        return POST_TAG.c.created_at, POST_TAG.c.post_id
    return POST.c.created_at, POST.c.id


def _listed(shape: Shape, placed: Placed = _PLACED) -> list[Clause]:
    """Return the conditions of the list, apart from the network's."""
    post = placed.post.c
    found: list[Clause] = [post.state == PostState.PUBLISHED.value]
    if shape.feed is Feed.HOME or shape.in_places:
        signed_in = shape.signed_in and shape.feed is Feed.HOME
        found += home.conditions_for(shape.plan, KNOWN, placed, signed_in=signed_in)
    else:
        formula = assume(shape.plan.formula, KNOWN)
        found += [*_of_feed(shape.feed), to_clause(formula, post_sql(placed.post, placed.group))]
    if shape.in_group:
        found.append(post.group_id == sa.bindparam("group_id"))
    if shape.tagged and shape.feed is not Feed.TAG:
        found.append(_tagged(post.id))
    if shape.kind is not None:
        found.append(post.kind == shape.kind.value)
    return found + _narrowed(shape.questions, post)


def _narrowed(questions: QuestionList | None, post: Any) -> list[Clause]:
    """Return the conditions of a list of the question queue."""
    if questions is None:
        return []
    if questions is QuestionList.ALL:
        return [post.kind == PostKind.QUESTION.value]
    states = [state.value for state in _STATES[questions]]
    # A single state is written as the partial indexes write it, so that they serve.
    one = post.question_state == sa.literal_column(f"'{states[0]}'")
    found: list[Clause] = [one if len(states) == 1 else post.question_state.in_(states)]
    if questions is QuestionList.DIRECTED_TO_ME:
        found.append(conditions.is_caller(post.directed_to_id))
    return found


def _of_feed(feed: Feed) -> Collection[Clause]:
    if feed is Feed.PROFILE:
        return (POST.c.author_id == sa.bindparam("author_id"),)
    if feed is Feed.TAG:
        return (POST_TAG.c.tag == sa.bindparam("tag"),)
    if feed is Feed.FOLLOWING:
        mine = FOLLOW.alias("followed_author")
        authors = sa.select(mine.c.target_id).where(
            mine.c.follower_id == CALLER, mine.c.kind == FollowKind.PERSON.value
        )
        return (POST.c.author_id.in_(authors),)
    return ()


def _tagged(post_id: Any) -> Clause:
    return sa.exists().where(POST_TAG.c.post_id == post_id, POST_TAG.c.tag == sa.bindparam("tag"))


def _all(shape: Shape, *columns: Any) -> sa.Select[Any]:
    """Return columns of every post of the list."""
    of_network = POST.c.network_id == NETWORK_ID
    return sa.select(*columns).select_from(_source(shape)).where(of_network, *_listed(shape))


def _ids(
    shape: Shape, page: PageRequest, form: home.Form | None, *, lateral: bool
) -> sa.Select[Any]:
    """Return the ids of one page, found in the way that `form` names."""

    def listed(placed: Placed) -> list[Clause]:
        return _listed(shape, placed)

    def narrow(post: Any) -> list[Clause]:
        unanswered = shape.questions is QuestionList.UNANSWERED
        return _narrowed(shape.questions, post) if unanswered else []

    if form is home.Form.MERGE:
        return home.merge(listed, narrow, page)
    if form is home.Form.PROBE:
        return home.probe(listed, narrow, page)
    if form is home.Form.HEADS:
        signed_in = shape.signed_in and shape.feed is Feed.HOME
        place = home.places(shape.plan, KNOWN, signed_in=signed_in)
        return home.heads(place, listed, narrow, page, lateral=lateral)
    at, last = _order(shape)
    found = _all(shape, POST.c.id).where(conditions.after(at, last, page))
    return conditions.limited(found.order_by(at.desc(), last.desc()), page.limit + 1)


def hydrated(chosen: sa.Select[Any]) -> sa.Select[Any]:
    """Return the records of the posts whose ids were chosen, newest first."""
    page = chosen.subquery("page")
    return (
        sa.select(*RECORD)
        .select_from(page)
        .join(POST, POST.c.id == page.c.id)
        .join(GROUP, GROUP.c.id == POST.c.group_id)
        .order_by(POST.c.created_at.desc(), POST.c.id.desc())
    )


def _count(shape: Shape) -> sa.ScalarSelect[int]:
    capped = conditions.limited(_all(shape, POST.c.id), shape.limit).subquery()
    return sa.select(sa.func.count()).select_from(capped).scalar_subquery()


def _tags(shape: Shape) -> sa.Select[Any]:
    used = POST_TAG.alias("used_tag")
    number = sa.func.count().label("number")
    counted = (
        sa.select(used.c.tag, number)
        .where(used.c.post_id.in_(_all(shape, POST.c.id)))
        .group_by(used.c.tag)
        .order_by(number.desc(), used.c.tag)
    )
    return conditions.limited(counted, shape.limit)


def _position(record: PostRecord) -> Position:
    return Position(record.post.created_at, record.post.id)
