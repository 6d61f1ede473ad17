"""Reply to posts, and comment on posts and replies."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from socialkit.domain.actions import Permission
from socialkit.domain.events import Event, EventName
from socialkit.domain.facts import CommentFacts
from socialkit.domain.follows import FollowKind
from socialkit.domain.notifications import NoticeReason
from socialkit.domain.posts import Comment, PostKind, PostState, Reply, Target, TargetKind
from socialkit.domain.questions import QuestionMove
from socialkit.domain.things import comment_facts, post_facts, reply_facts
from socialkit.errors import not_found
from socialkit.ports.storage.records import CommentRecord, PostRecord, ReplyRecord
from socialkit.services.context import Context
from socialkit.services.drafts import check_body
from socialkit.services.finding import comment_for, fresh, locked_post, reply_for
from socialkit.services.mentions import Names, Resolved
from socialkit.services.moves import Moves
from socialkit.services.presenting import Presenter
from socialkit.services.telling import Recipients, Telling
from socialkit.services.threads import (
    check_state,
    follow_thread,
    keep_revision,
    newly_named,
    retyped,
)
from socialkit.services.views import CommentView, ReplyView


class Replies:
    """Offer what people do with replies; a reply to a question is an answer."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def get(self, reply: UUID | str) -> ReplyView:
        """Return a reply without its comments; raise `NotFound`."""
        place, record = reply_for(self._context, reply)
        return self._show(place, record)

    def add(self, post: UUID | str, body: str) -> ReplyView:
        """Reply to a post; its author, its followers and the people named are told.

        Raises `Conflict` (``question.move``) where the post is a question that was closed.
        """
        context = self._context
        names = Names(context).resolve(check_body(body))
        with context.change():
            place = locked_post(context, post, Permission.POST_REPLY)
            reply = Reply(
                id=context.new_id(),
                post_id=place.post.id,
                author_id=context.me,
                body=names.body,
                created_at=context.now,
            )
            context.unit.threads.add_reply(reply)
            place = self._count(place, reply, step=1)
            follow_thread(context, place.post.id)
            event = context.record(EventName.REPLY_ADDED, post_id=place.post.id, reply_id=reply.id)
            self._tell(event, place, reply, names)
        return self._show(place, ReplyRecord(reply))

    def edit(self, reply: UUID | str, body: str, *, version: int | None = None) -> ReplyView:
        """Change the text of a reply; what was there is kept."""
        context = self._context
        typed = check_body(body)
        with context.change():
            place, record = self._locked(reply, Permission.REPLY_EDIT)
            before = record.reply
            fresh(version, before.version)
            names = retyped(context, before.body_format, typed)
            after = before.evolve(
                body=names.body, version=before.version + 1, edited_at=context.now
            )
            keep_revision(context, TargetKind.REPLY, before)
            context.unit.threads.save_reply(after)
            event = context.record(EventName.REPLY_EDITED, post_id=place.post.id, reply_id=after.id)
            recipients = Recipients()
            target = Target(kind=TargetKind.REPLY, id=after.id)
            named = newly_named(context, target, place.post.id, names)
            recipients.add(named, NoticeReason.MENTIONED)
            facts = reply_facts(after, post_facts(place.post, place.group))
            Telling(context).readers(event, facts, recipients)
        return self._show(place, replace(record, reply=after))

    def delete(self, reply: UUID | str) -> None:
        """Take a reply away from its readers; an accepted one stops being accepted."""
        context = self._context
        with context.change():
            place, record = self._locked(reply, Permission.REPLY_DELETE)
            after = record.reply.evolve(state=PostState.DELETED)
            context.unit.threads.save_reply(after)
            if record.reply.state is PostState.PUBLISHED:
                self._count(place, record.reply, step=-1)
            context.record(EventName.REPLY_DELETED, post_id=place.post.id, reply_id=record.reply.id)

    def hide(self, reply: UUID | str) -> None:
        """Take a reply away from its readers, as a moderator of its place."""
        self._moderate(reply, PostState.HIDDEN)

    def restore(self, reply: UUID | str) -> ReplyView:
        """Bring a hidden or deleted reply back, as a moderator of its place."""
        return self._moderate(reply, PostState.PUBLISHED)

    def _moderate(self, reply: UUID | str, state: PostState) -> ReplyView:
        context = self._context
        with context.change():
            place, record = self._locked(reply, Permission.REPLY_MODERATE)
            check_state(record.reply.state, state)
            after = record.reply.evolve(state=state)
            context.unit.threads.save_reply(after)
            if PostState.PUBLISHED in {state, record.reply.state}:
                step = 1 if state is PostState.PUBLISHED else -1
                place = self._count(place, after, step=step, new=False)
            context.record(
                EventName.REPLY_MODERATED, post_id=place.post.id, reply_id=record.reply.id
            )
        return self._show(place, replace(record, reply=after))

    def _locked(self, reply: UUID | str, permission: Permission) -> tuple[PostRecord, ReplyRecord]:
        context = self._context
        place, record = reply_for(context, reply, permission)
        locked_post(context, place.post.id, Permission.POST_READ)
        return reply_for(context, record.reply.id, permission)

    def _count(self, place: PostRecord, reply: Reply, *, step: int, new: bool = True) -> PostRecord:
        context, post = self._context, place.post
        other = reply.author_id is None or reply.author_id != post.author_id
        changes: dict[str, object] = {
            "reply_count": post.reply_count + step,
            "answer_count": post.answer_count + (step if other else 0),
        }
        if step > 0 and new:
            changes |= {"last_activity_at": context.now, "last_voice_id": context.me}
        else:
            changes["last_voice_id"] = context.unit.threads.last_voice(post.id)
            changes["comment_count"] = post.comment_count + step * reply.comment_count
        after = post.evolve(**changes)
        if post.kind is PostKind.QUESTION:
            move = QuestionMove.ANSWER if step > 0 else QuestionMove.RETRACT
            return replace(place, post=Moves(context).answered(post, after, reply.id, move))
        context.unit.posts.save(after)
        return replace(place, post=after)

    def _tell(self, event: Event, place: PostRecord, reply: Reply, names: Resolved) -> None:
        context, post = self._context, place.post
        question = post.kind is PostKind.QUESTION
        recipients = Recipients()
        recipients.add(names.people, NoticeReason.MENTIONED)
        recipients.add([post.author_id], NoticeReason.ANSWER if question else NoticeReason.REPLY)
        followers = context.unit.follows.followers(FollowKind.POST, post.id)
        recipients.add(followers, NoticeReason.FOLLOWED_THREAD)
        target = Target(kind=TargetKind.REPLY, id=reply.id)
        context.unit.mentions.replace(target, post.id, names.people)
        facts = reply_facts(reply, post_facts(post, place.group))
        Telling(context).readers(event, facts, recipients)

    def _show(self, place: PostRecord, record: ReplyRecord) -> ReplyView:
        presenter = Presenter(self._context)
        presenter.gather_texts([record])
        return presenter.reply(record, place)


class Comments:
    """Offer what people do with comments, on a post or on one of its replies."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def get(self, comment: UUID | str) -> CommentView:
        """Return a comment; raise `NotFound`."""
        place, under, record = comment_for(self._context, comment)
        return self._show(place, under, record)

    def add(self, post: UUID | str, body: str, *, reply: UUID | str | None = None) -> CommentView:
        """Comment on a post, or on `reply` of it; its author and the people named are told."""
        context = self._context
        names = Names(context).resolve(check_body(body))
        with context.change():
            place, under = self._open(post, reply)
            comment = Comment(
                id=context.new_id(),
                post_id=place.post.id,
                reply_id=None if under is None else under.reply.id,
                author_id=context.me,
                body=names.body,
                created_at=context.now,
            )
            context.unit.threads.add_comment(comment)
            self._count(place, under, step=1)
            follow_thread(context, place.post.id)
            event = context.record(
                EventName.COMMENT_ADDED, post_id=place.post.id, comment_id=comment.id
            )
            self._tell(event, place, under, comment, names)
        return self._show(place, under, CommentRecord(comment))

    def edit(self, comment: UUID | str, body: str, *, version: int | None = None) -> CommentView:
        """Change the text of a comment; what was there is kept."""
        context = self._context
        typed = check_body(body)
        with context.change():
            place, under, record = self._locked(comment, Permission.COMMENT_EDIT)
            before = record.comment
            fresh(version, before.version)
            names = retyped(context, before.body_format, typed)
            after = before.evolve(
                body=names.body, version=before.version + 1, edited_at=context.now
            )
            keep_revision(context, TargetKind.COMMENT, before)
            context.unit.threads.save_comment(after)
            event = context.record(
                EventName.COMMENT_EDITED, post_id=place.post.id, comment_id=after.id
            )
            target = Target(kind=TargetKind.COMMENT, id=after.id)
            recipients = Recipients()
            named = newly_named(context, target, place.post.id, names)
            recipients.add(named, NoticeReason.MENTIONED)
            Telling(context).readers(event, _facts(place, under, after), recipients)
        return self._show(place, under, replace(record, comment=after))

    def delete(self, comment: UUID | str) -> None:
        """Take a comment away from its readers."""
        context = self._context
        with context.change():
            place, under, record = self._locked(comment, Permission.COMMENT_DELETE)
            context.unit.threads.save_comment(record.comment.evolve(state=PostState.DELETED))
            if record.comment.state is PostState.PUBLISHED:
                self._count(place, under, step=-1)
            context.record(
                EventName.COMMENT_DELETED, post_id=place.post.id, comment_id=record.comment.id
            )

    def hide(self, comment: UUID | str) -> None:
        """Take a comment away from its readers, as a moderator of its place."""
        self._moderate(comment, PostState.HIDDEN)

    def restore(self, comment: UUID | str) -> CommentView:
        """Bring a hidden or deleted comment back, as a moderator of its place."""
        return self._moderate(comment, PostState.PUBLISHED)

    def _moderate(self, comment: UUID | str, state: PostState) -> CommentView:
        context = self._context
        with context.change():
            place, under, record = self._locked(comment, Permission.COMMENT_MODERATE)
            check_state(record.comment.state, state)
            after = record.comment.evolve(state=state)
            context.unit.threads.save_comment(after)
            if PostState.PUBLISHED in {state, record.comment.state}:
                step = 1 if state is PostState.PUBLISHED else -1
                self._count(place, under, step=step, new=False)
            context.record(EventName.COMMENT_MODERATED, post_id=place.post.id, comment_id=after.id)
        return self._show(place, under, replace(record, comment=after))

    def _open(
        self, post: UUID | str, reply: UUID | str | None
    ) -> tuple[PostRecord, ReplyRecord | None]:
        context = self._context
        if reply is None:
            return locked_post(context, post, Permission.POST_COMMENT), None
        named = locked_post(context, post, Permission.POST_READ)
        _, record = reply_for(context, reply)
        if record.reply.post_id != named.post.id:
            raise not_found()
        return named, reply_for(context, reply, Permission.REPLY_COMMENT)[1]

    def _locked(
        self, comment: UUID | str, permission: Permission
    ) -> tuple[PostRecord, ReplyRecord | None, CommentRecord]:
        context = self._context
        place, _, record = comment_for(context, comment, permission)
        locked_post(context, place.post.id, Permission.POST_READ)
        return comment_for(context, record.comment.id, permission)

    def _count(
        self, place: PostRecord, under: ReplyRecord | None, *, step: int, new: bool = True
    ) -> None:
        context = self._context
        changes: dict[str, object] = {}
        if under is None or under.reply.state is PostState.PUBLISHED:
            changes["comment_count"] = place.post.comment_count + step
        if step > 0 and new:
            changes |= {"last_activity_at": context.now, "last_voice_id": context.me}
        else:
            changes["last_voice_id"] = context.unit.threads.last_voice(place.post.id)
        context.unit.posts.save(place.post.evolve(**changes))
        if under is not None:
            found = context.unit.threads.find_reply(context.caller, under.reply.id)
            if found is not None:
                reply = found.reply.evolve(comment_count=found.reply.comment_count + step)
                context.unit.threads.save_reply(reply)

    def _tell(
        self,
        event: Event,
        place: PostRecord,
        under: ReplyRecord | None,
        comment: Comment,
        names: Resolved,
    ) -> None:
        context, post = self._context, place.post
        recipients = Recipients()
        recipients.add(names.people, NoticeReason.MENTIONED)
        author = post.author_id if under is None else under.reply.author_id
        recipients.add([author], NoticeReason.REPLY)
        followers = context.unit.follows.followers(FollowKind.POST, post.id)
        recipients.add(followers, NoticeReason.FOLLOWED_THREAD)
        target = Target(kind=TargetKind.COMMENT, id=comment.id)
        context.unit.mentions.replace(target, post.id, names.people)
        Telling(context).readers(event, _facts(place, under, comment), recipients)

    def _show(
        self, place: PostRecord, under: ReplyRecord | None, record: CommentRecord
    ) -> CommentView:
        presenter = Presenter(self._context)
        presenter.gather_texts([record])
        return presenter.comment(record, place, under=under)


def _facts(place: PostRecord, under: ReplyRecord | None, comment: Comment) -> CommentFacts:
    post = post_facts(place.post, place.group)
    reply = None if under is None else reply_facts(under.reply, post)
    return comment_facts(comment, post, reply=reply)
