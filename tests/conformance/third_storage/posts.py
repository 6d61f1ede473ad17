"""Keep posts, threads, revisions and reactions in the journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Final
from uuid import UUID

from socialkit.domain.caller import Caller
from socialkit.domain.feeds import Feed, PostQuery, QuestionList
from socialkit.domain.follows import FollowKind
from socialkit.domain.groups import Visibility
from socialkit.domain.posts import (
    Comment,
    Post,
    PostState,
    Reaction,
    ReactionKind,
    Reply,
    Revision,
    Target,
)
from socialkit.domain.questions import QuestionState, Transition
from socialkit.paging import Page, PageRequest
from socialkit.ports.policy import Plan
from socialkit.ports.storage import PostLists, PostStore, ReactionStore, RevisionStore, ThreadStore
from socialkit.ports.storage.records import CommentRecord, PostRecord, ReplyRecord
from tests.conformance.third_storage import tables
from tests.conformance.third_storage.rows import Store, by_birth, paged
from tests.conformance.third_storage.sight import Sight

MAX_COMMENTS: Final = 500
UNSOLVED: Final = frozenset({QuestionState.OPEN, QuestionState.ANSWERED})
STATES: Final = {
    QuestionList.ALL: frozenset(QuestionState),
    QuestionList.UNANSWERED: frozenset({QuestionState.OPEN}),
    QuestionList.UNSOLVED: UNSOLVED,
    QuestionList.DIRECTED_TO_ME: UNSOLVED,
    QuestionList.SOLVED: frozenset({QuestionState.SOLVED}),
}


class Posts(Store, PostStore):
    def add(self, post: Post) -> None:
        self._rows.put(tables.POSTS, post)

    def find(self, caller: Caller, post_id: UUID) -> PostRecord | None:
        return self.find_all(caller, [post_id]).get(post_id)

    def find_all(self, caller: Caller, post_ids: Collection[UUID]) -> dict[UUID, PostRecord]:
        sight = Sight(self._rows, caller)
        posts = (post for each in post_ids if (post := sight.post(each)))
        return {each.id: sight.post_record(each) for each in posts}

    def lock(self, caller: Caller, plan: Plan, post_id: UUID) -> Post | None:
        self._rows.refuse_if_read_only()
        sight = Sight(self._rows, caller)
        post = sight.post(post_id)
        if post is None or not sight.sees_post(plan, post):
            return None
        locked = post.evolve(epoch=post.epoch + 1)
        self._rows.put(tables.POSTS, locked)
        return locked

    def save(self, post: Post) -> None:
        self._rows.put(tables.POSTS, post)

    def add_transition(self, transition: Transition) -> None:
        self._rows.put(tables.TRANSITIONS, transition)

    def transitions(self, post_id: UUID) -> tuple[Transition, ...]:
        moves = (
            each for each in self._rows[tables.TRANSITIONS].values() if each.post_id == post_id
        )
        return tuple(sorted(moves, key=lambda each: (each.at, each.id)))


class Feeds(Store, PostLists):
    def page(
        self, caller: Caller, plan: Plan, query: PostQuery, page: PageRequest
    ) -> Page[PostRecord]:
        sight = Sight(self._rows, caller)
        return paged(self._listed(sight, plan, query), page, by_birth).map(sight.post_record)

    def counts(
        self, caller: Caller, plan: Plan, queries: Sequence[PostQuery], *, cap: int
    ) -> tuple[int, ...]:
        sight = Sight(self._rows, caller)
        return tuple(
            sum(1 for _ in islice(self._listed(sight, plan, query), cap)) for query in queries
        )

    def tags(
        self, caller: Caller, plan: Plan, query: PostQuery, *, limit: int
    ) -> tuple[tuple[str, int], ...]:
        posts = self._listed(Sight(self._rows, caller), plan, query)
        used = Counter(tag for each in posts for tag in set(each.tags))
        return tuple(sorted(used.items(), key=lambda each: (-each[1], each[0]))[:limit])

    def _listed(self, sight: Sight, plan: Plan, query: PostQuery) -> Iterator[Post]:
        for post in self._rows[tables.POSTS].values():
            if (
                sight.post(post.id)
                and post.state is PostState.PUBLISHED
                and _is_asked_for(post, query, sight.caller)
                and self._is_of_feed(post, query, sight)
                and sight.sees_post(plan, post)
            ):
                yield post

    def _is_of_feed(self, post: Post, query: PostQuery, sight: Sight) -> bool:
        match query.feed:
            case Feed.HOME:
                on_wall = self._rows[tables.GROUPS][post.group_id].visibility is Visibility.WALL
                return post.group_id in sight.caller.roles or (
                    on_wall and sight.caller.is_signed_in
                )
            case Feed.EXPLORE:
                return True
            case Feed.GROUP:
                return query.group_id is not None
            case Feed.PROFILE:
                return query.author_id is not None and post.author_id == query.author_id
            case Feed.TAG:
                return query.tag is not None
            case Feed.FOLLOWING:
                return post.author_id is not None and sight.follows(
                    FollowKind.PERSON, post.author_id
                )


def _is_out(text: Reply | Comment) -> bool:
    return text.state is PostState.PUBLISHED


class Threads(Store, ThreadStore):
    def last_voice(self, post_id: UUID) -> UUID | None:
        all_replies = self._rows[tables.REPLIES].values()
        replies = [each for each in all_replies if each.post_id == post_id and _is_out(each)]
        silent = {each.id for each in all_replies if not _is_out(each)}
        texts = [(each.created_at, each.id, each.author_id) for each in replies]
        texts += [
            (each.created_at, each.id, each.author_id)
            for each in self._rows[tables.COMMENTS].values()
            if each.post_id == post_id and _is_out(each) and each.reply_id not in silent
        ]
        return max(texts, key=lambda text: text[:2])[2] if texts else None

    def add_reply(self, reply: Reply) -> None:
        self._rows.put(tables.REPLIES, reply)

    def save_reply(self, reply: Reply) -> None:
        self._rows.put(tables.REPLIES, reply)

    def find_reply(self, caller: Caller, reply_id: UUID) -> ReplyRecord | None:
        sight = Sight(self._rows, caller)
        reply = self._rows[tables.REPLIES].get(reply_id)
        return sight.reply_record(reply) if reply and sight.post(reply.post_id) else None

    def replies(
        self, caller: Caller, plan: Plan, post_id: UUID, page: PageRequest
    ) -> Page[ReplyRecord]:
        sight = Sight(self._rows, caller)
        under = (each for each in self._rows[tables.REPLIES].values() if each.post_id == post_id)
        seen = (each for each in under if sight.sees_reply(plan, each))
        return paged(seen, page, by_birth, newest_first=False).map(sight.reply_record)

    def add_comment(self, comment: Comment) -> None:
        self._rows.put(tables.COMMENTS, comment)

    def save_comment(self, comment: Comment) -> None:
        self._rows.put(tables.COMMENTS, comment)

    def find_comment(self, caller: Caller, comment_id: UUID) -> CommentRecord | None:
        sight = Sight(self._rows, caller)
        comment = self._rows[tables.COMMENTS].get(comment_id)
        return sight.comment_record(comment) if comment and sight.post(comment.post_id) else None

    def comments(
        self, caller: Caller, plan: Plan, post_id: UUID, reply_ids: Collection[UUID]
    ) -> tuple[CommentRecord, ...]:
        sight = Sight(self._rows, caller)
        wanted = {None, *reply_ids}
        under = (each for each in self._rows[tables.COMMENTS].values() if each.post_id == post_id)
        seen = (
            each for each in under if each.reply_id in wanted and sight.sees_comment(plan, each)
        )
        ordered = sorted(seen, key=lambda each: (each.created_at, each.id))
        return tuple(map(sight.comment_record, ordered[:MAX_COMMENTS]))


class Revisions(Store, RevisionStore):
    def add(self, revision: Revision) -> None:
        self._rows.put(tables.REVISIONS, revision)

    def of(self, target: Target) -> tuple[Revision, ...]:
        wanted = (target.kind, target.id)
        revisions = self._rows[tables.REVISIONS].values()
        found = (each for each in revisions if (each.target_kind, each.target_id) == wanted)
        return tuple(sorted(found, key=lambda each: each.number))


class Reactions(Store, ReactionStore):
    def add(self, reaction: Reaction) -> bool:
        return self._rows.put_new(tables.REACTIONS, reaction)

    def remove(self, target: Target, person_id: UUID, kind: ReactionKind) -> bool:
        return self._rows.drop(tables.REACTIONS, ((target.kind, target.id), person_id, kind))

    def counts(self, targets: Sequence[Target]) -> dict[UUID, dict[ReactionKind, int]]:
        wanted = {(each.kind, each.id) for each in targets}
        found: dict[UUID, dict[ReactionKind, int]] = {}
        for target, _, kind in self._rows[tables.REACTIONS]:
            if target in wanted:
                counted = found.setdefault(target[1], {})
                counted[kind] = counted.get(kind, 0) + 1
        return found


def _is_asked_for(post: Post, query: PostQuery, caller: Caller) -> bool:
    return (
        query.group_id in (None, post.group_id)
        and (query.tag is None or query.tag in post.tags)
        and query.kind in (None, post.kind)
        and (query.questions is None or post.question_state in STATES[query.questions])
        and (query.questions is not QuestionList.DIRECTED_TO_ME or _is_directed(post, caller))
    )


def _is_directed(post: Post, caller: Caller) -> bool:
    return caller.person_id is not None and post.directed_to_id == caller.person_id
