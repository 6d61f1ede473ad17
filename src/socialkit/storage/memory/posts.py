"""Keep posts and answer lists of them in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from functools import partial
from itertools import islice
from typing import Final
from uuid import UUID

from socialkit.domain.caller import Caller
from socialkit.domain.feeds import Feed, PostQuery, QuestionList
from socialkit.domain.follows import FollowKind
from socialkit.domain.groups import Visibility
from socialkit.domain.posts import Post, PostKind, PostState
from socialkit.domain.questions import QuestionState, Transition
from socialkit.paging import Page, PageRequest, Position
from socialkit.ports.policy import Plan
from socialkit.ports.storage import PostLists, PostStore
from socialkit.ports.storage.records import PostRecord
from socialkit.storage.memory.order import newest_first
from socialkit.storage.memory.tables import Tables
from socialkit.storage.memory.views import View, facts_of_post


class MemoryPostStore(PostStore):
    """Keep posts."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def add(self, post: Post) -> None:
        """Keep a new post with its tags."""
        self._tables.posts.put(post.id, post)

    def find(self, caller: Caller, post_id: UUID) -> PostRecord | None:
        """Return the post of the caller's network in any state."""
        post = self._tables.posts.get(post_id)
        if post is None or post.network_id != caller.network_id:
            return None
        return View(self._tables, caller).post(post)

    def find_all(self, caller: Caller, post_ids: Collection[UUID]) -> dict[UUID, PostRecord]:
        """Return those posts of the caller's network as `find` does."""
        found = (self.find(caller, post_id) for post_id in set(post_ids))
        return {record.post.id: record for record in found if record is not None}

    def lock(self, caller: Caller, plan: Plan, post_id: UUID) -> Post | None:
        """Raise the post's epoch where `plan` holds with the roles of this moment."""
        post = self._tables.posts.get(post_id)
        fresh = View(self._tables, caller).caller
        if post is None or not plan.holds(facts_of_post(self._tables, post), fresh):
            return None
        raised = post.evolve(epoch=post.epoch + 1)
        self._tables.posts.put(post_id, raised)
        return raised

    def save(self, post: Post) -> None:
        """Replace the post of the same id with its tags."""
        self._tables.posts.put(post.id, post)

    def add_transition(self, transition: Transition) -> None:
        """Keep a move in the life of a question."""
        self._tables.transitions.put(transition.id, transition)

    def transitions(self, post_id: UUID) -> tuple[Transition, ...]:
        """Return the moves of a question, oldest first."""
        found = (row for row in self._tables.transitions if row.post_id == post_id)
        return tuple(sorted(found, key=lambda row: (row.at, row.id.bytes)))


class MemoryPostLists(PostLists):
    """Answer lists of published posts."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def page(
        self, caller: Caller, plan: Plan, query: PostQuery, page: PageRequest
    ) -> Page[PostRecord]:
        """Return posts, newest first."""
        view = View(self._tables, caller)
        keep = partial(self._belongs, view, plan, query)
        found = newest_first(self._tables.posts, page, _position, keep=keep)
        return found.map(view.post)

    def counts(
        self, caller: Caller, plan: Plan, queries: Sequence[PostQuery], *, cap: int
    ) -> tuple[int, ...]:
        """Return how many posts `page` would show of each query, each at most `cap`."""
        view = View(self._tables, caller)
        keepers = [partial(self._belongs, view, plan, query) for query in queries]
        return tuple(
            sum(1 for _ in islice(filter(keep, self._tables.posts), cap)) for keep in keepers
        )

    def tags(
        self, caller: Caller, plan: Plan, query: PostQuery, *, limit: int
    ) -> tuple[tuple[str, int], ...]:
        """Return the most used tags, by falling count and name."""
        keep = partial(self._belongs, View(self._tables, caller), plan, query)
        posts = filter(keep, self._tables.posts)
        found = Counter(tag for post in posts for tag in set(post.tags))
        return tuple(sorted(found.items(), key=lambda entry: (-entry[1], entry[0]))[:limit])

    def _belongs(self, view: View, plan: Plan, query: PostQuery, post: Post) -> bool:
        return (
            post.network_id == view.caller.network_id
            and post.state is PostState.PUBLISHED
            and self._in_feed(view, post, query)
            and _in_queue(view.caller, post, query.questions)
            and plan.holds(facts_of_post(self._tables, post), view.caller)
        )

    def _in_feed(self, view: View, post: Post, query: PostQuery) -> bool:
        if query.kind is not None and post.kind is not query.kind:
            return False
        if query.group_id is not None and post.group_id != query.group_id:
            return False
        if query.tag is not None and query.tag not in post.tags:
            return False
        return _FEEDS[query.feed](self._tables, view, post, query)


def _position(post: Post) -> Position:
    return Position(post.created_at, post.id)


def _home(tables: Tables, view: View, post: Post, _: PostQuery) -> bool:
    on_wall = tables.groups[post.group_id].visibility is Visibility.WALL
    return view.caller.is_signed_in if on_wall else post.group_id in view.roles


def _everything(_: Tables, __: View, ___: Post, ____: PostQuery) -> bool:
    return True


def _of_group(_: Tables, __: View, ___: Post, query: PostQuery) -> bool:
    return query.group_id is not None


def _of_author(_: Tables, __: View, post: Post, query: PostQuery) -> bool:
    return query.author_id is not None and post.author_id == query.author_id


def _of_tag(_: Tables, __: View, ___: Post, query: PostQuery) -> bool:
    return query.tag is not None


def _of_followed(_: Tables, view: View, post: Post, __: PostQuery) -> bool:
    return post.author_id is not None and view.follows(FollowKind.PERSON, post.author_id)


_FEEDS: Final[dict[Feed, Callable[[Tables, View, Post, PostQuery], bool]]] = {
    Feed.HOME: _home,
    Feed.EXPLORE: _everything,
    Feed.GROUP: _of_group,
    Feed.PROFILE: _of_author,
    Feed.TAG: _of_tag,
    Feed.FOLLOWING: _of_followed,
}

_UNSOLVED: Final = frozenset({QuestionState.OPEN, QuestionState.ANSWERED})
_QUEUES: Final = {
    QuestionList.ALL: frozenset(QuestionState),
    QuestionList.UNANSWERED: frozenset({QuestionState.OPEN}),
    QuestionList.UNSOLVED: _UNSOLVED,
    QuestionList.DIRECTED_TO_ME: _UNSOLVED,
    QuestionList.SOLVED: frozenset({QuestionState.SOLVED}),
}


def _in_queue(caller: Caller, post: Post, wanted: QuestionList | None) -> bool:
    if wanted is None:
        return True
    if post.kind is not PostKind.QUESTION or post.question_state not in _QUEUES[wanted]:
        return False
    if wanted is not QuestionList.DIRECTED_TO_ME:
        return True
    return post.directed_to_id is not None and post.directed_to_id == caller.person_id
