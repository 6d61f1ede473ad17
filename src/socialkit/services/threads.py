"""Read threads, and do what every text in one has in common."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from socialkit.domain.actions import Permission
from socialkit.domain.bodies import BodyFormat
from socialkit.domain.follows import Follow, FollowKind
from socialkit.domain.posts import (
    Comment,
    Post,
    PostState,
    ReactionKind,
    Reply,
    Revision,
    Target,
    TargetKind,
)
from socialkit.domain.things import post_facts, reply_facts
from socialkit.errors import Conflict
from socialkit.paging import PageRequest
from socialkit.ports.storage.records import CommentRecord, PostRecord, ReplyRecord
from socialkit.services.context import Context
from socialkit.services.mentions import Names, Resolved
from socialkit.services.presenting import Presenter
from socialkit.services.views import ReplyView, ThreadView


class Threads:
    """Read one thread for one viewer."""

    def __init__(self, context: Context, place: PostRecord) -> None:
        self._context = context
        self._place = place

    def view(self, request: PageRequest) -> ThreadView:
        """Return the post with one page of replies."""
        context, post = self._context, self._place.post
        plan = context.plan(Permission.REPLY_READ)
        page = context.unit.threads.replies(context.caller, plan, post.id, request)
        replies = self._accepted_first(page.items, first=request.after is None)
        comments = context.unit.threads.comments(
            context.caller,
            context.plan(Permission.COMMENT_READ),
            post.id,
            [record.reply.id for record in replies],
        )
        counts = context.unit.reactions.counts(
            [Target(kind=TargetKind.POST, id=post.id)]
            + [Target(kind=TargetKind.REPLY, id=record.reply.id) for record in replies]
        )
        return self._compose(replies, comments, counts, page.cursor)

    def _accepted_first(self, replies: Sequence[ReplyRecord], *, first: bool) -> list[ReplyRecord]:
        accepted = self._place.post.accepted_reply_id
        rest = [record for record in replies if record.reply.id != accepted]
        if not first or accepted is None:
            return rest
        chosen = [record for record in replies if record.reply.id == accepted]
        return (chosen or self._accepted(accepted)) + rest

    def _accepted(self, reply_id: UUID) -> list[ReplyRecord]:
        record = self._context.unit.threads.find_reply(self._context.caller, reply_id)
        if record is None:
            return []
        facts = reply_facts(record.reply, post_facts(self._place.post, self._place.group))
        return [record] if self._context.may(Permission.REPLY_READ, facts) else []

    def _compose(
        self,
        replies: Sequence[ReplyRecord],
        comments: Sequence[CommentRecord],
        counts: dict[UUID, dict[ReactionKind, int]],
        cursor: str | None,
    ) -> ThreadView:
        presenter, place = Presenter(self._context), self._place
        presenter.gather_posts([place])
        presenter.gather_texts([*replies, *comments])
        under: dict[UUID | None, list[CommentRecord]] = {}
        for record in comments:
            under.setdefault(record.comment.reply_id, []).append(record)

        def show(record: ReplyRecord) -> ReplyView:
            reply_id = record.reply.id
            return presenter.reply(
                record,
                place,
                comments=under.get(reply_id, ()),
                reactions=counts.get(reply_id),
            )

        original = original_readable(self._context, place.post)
        return ThreadView(
            post=presenter.post(place, original=original),
            reactions=counts.get(place.post.id, {}),
            comments=tuple(
                presenter.comment(record, place, under=None) for record in under.get(None, ())
            ),
            replies=tuple(show(record) for record in replies),
            cursor=cursor,
        )


def original_readable(context: Context, post: Post) -> bool:
    """Tell whether the post is a duplicate of one that the viewer may read."""
    if post.duplicate_of_id is None:
        return False
    record = context.unit.posts.find(context.caller, post.duplicate_of_id)
    if record is None:
        return False
    context.noted(record)
    return context.may(Permission.POST_READ, post_facts(record.post, record.group))


def follow_thread(context: Context, post_id: UUID) -> None:
    """Let the acting person follow a thread that they take part in."""
    follow = Follow(
        follower_id=context.me,
        kind=FollowKind.POST,
        target_id=post_id,
        created_at=context.now,
    )
    context.unit.follows.add(follow)


def retyped(context: Context, body_format: BodyFormat, typed: str) -> Resolved:
    """Return an edited body as it is stored; foreign HTML is cleaned again and names nobody."""
    if body_format is BodyFormat.HTML:
        return Resolved(context.tools.text.clean_html(typed), frozenset())
    return Names(context).resolve(typed)


def newly_named(
    context: Context, target: Target, post_id: UUID, names: Resolved
) -> frozenset[UUID]:
    """Keep whom a text names now and return those whom no version of it named before."""
    before = {mention.person_id for mention in context.unit.mentions.of(target)}
    context.unit.mentions.replace(target, post_id, names.people)
    if names.people <= before:
        return frozenset()
    stored_mentions = context.tools.text.stored_mentions
    for revision in context.unit.revisions.of(target):
        before |= {named.id for named in stored_mentions(revision.body)}
    return names.people - before


def keep_revision(context: Context, kind: TargetKind, before: Post | Reply | Comment) -> None:
    """Keep what a text was before an edit."""
    revision = Revision(
        id=context.new_id(),
        target_kind=kind,
        target_id=before.id,
        number=before.version,
        title=before.title if isinstance(before, Post) else None,
        body=before.body,
        body_format=before.body_format,
        tags=before.tags if isinstance(before, Post) else (),
        editor_id=context.me,
        at=context.now,
    )
    context.unit.revisions.add(revision)


def check_state(before: PostState, after: PostState) -> None:
    """Raise `Conflict` (``post.state``) where a post, reply or comment is in the state already."""
    if before is after:
        raise Conflict("post.state", f"This is {after.value} already.")
