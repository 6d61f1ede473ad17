"""Ask, accept, close and reopen questions, and read their lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from socialkit.domain.actions import Permission
from socialkit.domain.feeds import Feed, PostQuery, QuestionList
from socialkit.domain.groups import Audience
from socialkit.domain.handles import check_line
from socialkit.domain.notifications import NoticeReason
from socialkit.domain.posts import PostKind, PostState
from socialkit.domain.questions import QuestionMove
from socialkit.domain.things import post_facts, reply_facts
from socialkit.errors import Conflict, Invalid, not_found
from socialkit.paging import DEFAULT_LIMIT, Page
from socialkit.ports.storage.records import PostRecord, ReplyRecord
from socialkit.services.addressing import addressee
from socialkit.services.context import Context
from socialkit.services.drafts import check_tag
from socialkit.services.feeds import Feeds
from socialkit.services.finding import group_for, locked_post, post_for, reply_for
from socialkit.services.moves import Moves, check_move
from socialkit.services.posts import Posts
from socialkit.services.presenting import Presenter
from socialkit.services.replies import Replies
from socialkit.services.telling import Recipients, Telling
from socialkit.services.threads import original_readable
from socialkit.services.views import PostView, QueueCounts, ReplyView, TransitionView
from socialkit.services.words import word

COUNT_CAP: Final = 1000
_COUNTED: Final = (
    QuestionList.UNANSWERED,
    QuestionList.UNSOLVED,
    QuestionList.DIRECTED_TO_ME,
    QuestionList.SOLVED,
)
"""The lists of the queue that have a number beside their name."""


class Questions:
    """Offer what people do with questions."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def ask(
        self,
        title: str,
        *,
        body: str = "",
        group: UUID | str | None = None,
        directed_to: UUID | str | None = None,
        tags: Sequence[str] = (),
        audience: Audience | str | None = None,
    ) -> PostView:
        """Ask a question in a group, or on the wall; `directed_to` names a person who can read it.

        Others can still answer. Raises `Invalid` (``question.directed_to``) for somebody who can
        not read it there, or whom the caller may not see: one answer for both.
        """
        return Posts(self._context).start(
            PostKind.QUESTION,
            body,
            group=group,
            title=title,
            tags=tags,
            audience=audience,
            directed_to=directed_to,
        )

    def answer(self, question: UUID | str, body: str) -> ReplyView:
        """Answer a question."""
        if post_for(self._context, question).post.kind is not PostKind.QUESTION:
            raise Invalid("question.kind", "This post is not a question.", field="question")
        return Replies(self._context).add(question, body)

    def accept(self, question: UUID | str, reply: UUID | str) -> PostView:
        """Accept an answer, in place of the one accepted before; whoever wrote it is told.

        One's own answer can be accepted too; it earns no credit.
        """
        context = self._context
        with context.change():
            record = locked_post(context, question, Permission.POST_ACCEPT)
            place, answer = reply_for(context, reply)
            if answer.reply.post_id != record.post.id:
                raise not_found()
            if answer.reply.state is not PostState.PUBLISHED:
                raise Conflict("question.answer", "This answer is not published.")
            check_move(record.post, QuestionMove.ACCEPT)
            if record.post.accepted_reply_id == answer.reply.id:
                return self._show(record)
            self._outsiders_may_know(record, answer)
            after = Moves(context).make(
                record.post,
                QuestionMove.ACCEPT,
                accepted_reply_id=answer.reply.id,
                accepted_by=context.me,
                accepted_at=context.now,
            )
            recipients = Recipients()
            recipients.add([answer.reply.author_id], NoticeReason.ACCEPTED)
            facts = reply_facts(answer.reply, post_facts(after, place.group))
            Telling(context).readers(context.events[-1], facts, recipients)
        return self._show(replace(record, post=after))

    def withdraw(self, question: UUID | str) -> PostView:
        """Take back the acceptance."""
        facts: dict[str, object] = dict.fromkeys(
            ("accepted_reply_id", "accepted_by", "accepted_at")
        )
        return self._move(question, Permission.POST_ACCEPT, QuestionMove.WITHDRAW, facts)

    def close(self, question: UUID | str, *, reason: str) -> PostView:
        """Close a question for answers, with a reason; an accepted answer stays accepted."""
        told = check_line(reason, field="reason", max_length=300).strip()
        if not told:
            raise Invalid("question.reason", "Say why the question is closed.", field="reason")
        context = self._context
        facts = {"closed_at": context.now, "closed_by": context.me, "close_reason": told}
        return self._move(question, Permission.POST_CLOSE, QuestionMove.CLOSE, facts, reason=told)

    def mark_duplicate(self, question: UUID | str, *, of: UUID | str) -> PostView:
        """Mark a question as a duplicate of another one, which the asker must be able to read."""
        context = self._context
        original = post_for(context, of)
        if original.post.kind is not PostKind.QUESTION:
            raise Invalid("question.kind", "The original is not a question.", field="of")
        record = post_for(context, question, Permission.POST_MARK_DUPLICATE)
        if original.post.id == record.post.id:
            message = "A question can not be a duplicate of itself."
            raise Invalid("question.duplicate", message, field="of")
        if original.post.duplicate_of_id or original.post.state is not PostState.PUBLISHED:
            message = "The original is a duplicate itself, or not published. Name another one."
            raise Invalid("question.duplicate", message, field="of")
        self._asker_reads(record, original)
        facts = {
            "duplicate_of_id": original.post.id,
            "closed_at": context.now,
            "closed_by": context.me,
        }
        return self._move(
            question, Permission.POST_MARK_DUPLICATE, QuestionMove.MARK_DUPLICATE, facts
        )

    def reopen(self, question: UUID | str) -> PostView:
        """Open a closed question, or a duplicate, again."""
        facts: dict[str, object] = dict.fromkeys(
            ("closed_at", "closed_by", "close_reason", "duplicate_of_id")
        )
        return self._move(question, Permission.POST_REOPEN, QuestionMove.REOPEN, facts)

    def direct(self, question: UUID | str, *, to: UUID | str | None) -> PostView:
        """Direct a question to a person who can read it and is told, or to nobody (None)."""
        context = self._context
        with context.change():
            record = locked_post(context, question, Permission.POST_DIRECT)
            check_move(record.post, QuestionMove.DIRECT)
            facts = post_facts(record.post, record.group)
            person_id = None if to is None else addressee(context, to, facts)
            if person_id == record.post.directed_to_id:
                return self._show(record)
            after = Moves(context).make(record.post, QuestionMove.DIRECT, directed_to_id=person_id)
            recipients = Recipients()
            recipients.add([person_id], NoticeReason.DIRECTED_QUESTION)
            Telling(context).readers(context.events[-1], facts, recipients)
        return self._show(replace(record, post=after))

    def transitions(self, question: UUID | str) -> tuple[TransitionView, ...]:
        """Return the moves of a question, the oldest first."""
        record = post_for(self._context, question)
        moves = self._context.unit.posts.transitions(record.post.id)
        cast = Presenter(self._context).cast
        cast.gather(move.actor_id for move in moves)
        return tuple(
            TransitionView(m.move, m.before, m.after, cast.ref(m.actor_id), m.reason, m.at)
            for m in moves
        )

    # -- lists ---------------------------------------------------------------------------------

    def list(
        self,
        which: QuestionList | str = QuestionList.UNANSWERED,
        *,
        group: UUID | str | None = None,
        tag: str | None = None,
        limit: int = DEFAULT_LIMIT,
        cursor: str | None = None,
    ) -> Page[PostView]:
        """Return one list of the queue, over everything that the caller may read, newest first."""
        query = self._query(which, group=group, tag=tag)
        return Feeds(self._context).read(query, limit=limit, cursor=cursor)

    def counts(self, *, group: UUID | str | None = None, tag: str | None = None) -> QueueCounts:
        """Count each list of the queue, up to 1,000."""
        every = self._query(QuestionList.ALL, group=group, tag=tag)
        queries = [every.evolve(questions=which) for which in _COUNTED]
        unanswered, unsolved, directed_to_me, solved = Feeds(self._context).counts(
            queries, cap=COUNT_CAP
        )
        return QueueCounts(
            unanswered=unanswered,
            unsolved=unsolved,
            directed_to_me=directed_to_me,
            solved=solved,
            cap=COUNT_CAP,
        )

    def _query(
        self, which: QuestionList | str, *, group: UUID | str | None, tag: str | None
    ) -> PostQuery:
        chosen = word(QuestionList, which, field="list")
        group_id = None
        if group is not None:
            group_id = group_for(self._context, group).group.id
        feed = Feed.EXPLORE if group_id is None else Feed.GROUP
        return PostQuery(
            feed=feed,
            group_id=group_id,
            tag=None if tag is None else check_tag(tag),
            kind=PostKind.QUESTION,
            questions=chosen,
        )

    # -- inside --------------------------------------------------------------------------------

    def _move(
        self,
        question: UUID | str,
        permission: Permission,
        move: QuestionMove,
        facts: dict[str, object],
        *,
        reason: str | None = None,
    ) -> PostView:
        context = self._context
        with context.change():
            record = locked_post(context, question, permission)
            after = Moves(context).make(record.post, move, reason=reason, **facts)
        return self._show(replace(record, post=after))

    def _show(self, record: PostRecord) -> PostView:
        presenter = Presenter(self._context)
        presenter.gather_posts([record])
        return presenter.post(record, original=original_readable(self._context, record.post))

    def _outsiders_may_know(self, record: PostRecord, answer: ReplyRecord) -> None:
        if not answer.reply.insiders_only:
            return
        context = self._context
        readers = context.audience(Permission.POST_READ, post_facts(record.post, record.group))
        people = context.plan(Permission.PERSON_READ)
        if context.unit.audiences.count(context.caller, readers, people).outsiders:
            message = "People from outside read this question, so an answer for insiders can not "
            raise Conflict("question.insiders_only", message + "be accepted.")

    def _asker_reads(self, record: PostRecord, original: PostRecord) -> None:
        asker = record.post.author_id
        if asker is None:
            return
        context = self._context
        thing = post_facts(original.post, original.group)
        audience = context.audience(Permission.POST_READ, thing)
        if asker not in context.unit.audiences.among(context.caller, audience, [asker]):
            message = "Whoever asked can not read that question, so it can not stand for theirs."
            raise Invalid("question.duplicate", message, field="of")
