"""Read lists of posts: each is filtered by the policy in the read itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from socialkit.domain.actions import Permission
from socialkit.domain.feeds import Feed, PostQuery
from socialkit.domain.groups import Visibility
from socialkit.domain.posts import PostKind
from socialkit.errors import not_found
from socialkit.paging import DEFAULT_LIMIT, Page, page_request
from socialkit.services.context import Context
from socialkit.services.drafts import check_tag
from socialkit.services.finding import find_group, group_for, person_for
from socialkit.services.presenting import Presenter
from socialkit.services.views import PostView
from socialkit.services.words import word

TAGS: Final = 20


class Feeds:
    """Offer the lists in which people read; every one has pages by `cursor`, newest first."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def home(
        self,
        *,
        kind: PostKind | str | None = None,
        limit: int = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[PostView]:
        """Return posts of the caller's groups and of the wall."""
        return self.read(_query(Feed.HOME, kind=kind), limit=limit, cursor=cursor)

    def explore(
        self,
        *,
        kind: PostKind | str | None = None,
        limit: int = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[PostView]:
        """Return everything in the network that the caller may read."""
        return self.read(_query(Feed.EXPLORE, kind=kind), limit=limit, cursor=cursor)

    def following(self, *, limit: int = DEFAULT_LIMIT, cursor: str | None = None) -> Page[PostView]:
        """Return posts by people whom the caller follows."""
        return self.read(PostQuery(feed=Feed.FOLLOWING), limit=limit, cursor=cursor)

    def group(
        self,
        group: UUID | str,
        *,
        kind: PostKind | str | None = None,
        limit: int = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[PostView]:
        """Return the posts of a group (the slug `wall` names the wall) that the caller reads."""
        record = find_group(self._context, group)
        if record is None or record.group.visibility is not Visibility.WALL:
            record = group_for(self._context, group)
        query = _query(Feed.GROUP, kind=kind, group_id=record.group.id)
        return self.read(query, limit=limit, cursor=cursor)

    def profile(
        self,
        person: UUID | str,
        *,
        kind: PostKind | str | None = None,
        limit: int = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[PostView]:
        """Return the posts of a person that the caller may read."""
        record = person_for(self._context, person)
        query = _query(Feed.PROFILE, kind=kind, author_id=record.person.id)
        return self.read(query, limit=limit, cursor=cursor)

    def tag(
        self, tag: str, *, limit: int = DEFAULT_LIMIT, cursor: str | None = None
    ) -> Page[PostView]:
        """Return the posts that carry a tag, whatever its case."""
        query = PostQuery(feed=Feed.TAG, tag=check_tag(tag))
        return self.read(query, limit=limit, cursor=cursor)

    def tags(self) -> tuple[tuple[str, int], ...]:
        """Return the most used tags of what the caller may read, with their counts, at most 20."""
        context = self._context
        plan = context.plan(Permission.POST_READ)
        query = PostQuery(feed=Feed.EXPLORE)
        return context.unit.post_lists.tags(context.caller, plan, query, limit=TAGS)

    def read(self, query: PostQuery, *, limit: int, cursor: str | None) -> Page[PostView]:
        """Return a page of any list; the feeds above and the question queue are made of this."""
        context = self._context
        if query.feed in {Feed.HOME, Feed.FOLLOWING} and context.caller.person_id is None:
            raise not_found()
        plan = context.plan(Permission.POST_READ)
        request = page_request(limit=limit, cursor=cursor)
        page = context.unit.post_lists.page(context.caller, plan, query, request)
        return Page(Presenter(context).posts(page.items), page.next)

    def counts(self, queries: Sequence[PostQuery], *, cap: int) -> tuple[int, ...]:
        """Return how many posts `read` shows of each query over all its pages, at most `cap`.

        The queries are about the same group, author and tag; they are counted in one read.
        """
        context = self._context
        plan = context.plan(Permission.POST_READ)
        return context.unit.post_lists.counts(context.caller, plan, queries, cap=cap)


def _query(
    feed: Feed,
    *,
    kind: PostKind | str | None,
    group_id: UUID | None = None,
    author_id: UUID | None = None,
) -> PostQuery:
    chosen = None if kind is None else word(PostKind, kind, field="kind")
    return PostQuery(feed=feed, kind=chosen, group_id=group_id, author_id=author_id)
