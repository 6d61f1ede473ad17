"""Make a thread of a question of a dump with its answers and comments: values, counters, moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from socialkit.domain.bodies import BodyFormat, MentionKind, MentionTarget
from socialkit.domain.groups import Audience
from socialkit.domain.mentions import Mention
from socialkit.domain.posts import Comment, Post, PostKind, Reply, TargetKind
from socialkit.domain.questions import QuestionMove, QuestionState, Transition, derive
from socialkit.ports.text import TextRenderer
from socialkit.services.imports.stackexchange.parts import moment
from socialkit.services.imports.stackexchange.people import Keys
from socialkit.services.imports.stackexchange.texts import tags, title
from socialkit.services.imports.stackexchange.told import AnswerRow, Author, QuestionRow, Told
from socialkit.services.imports.stackexchange.voices import Conversation

REASONS: Final = {
    "1": "duplicate",
    "2": "off topic",
    "3": "a matter of opinion",
    "4": "not a real question",
    "7": "too narrow",
    "10": "answered by general reference works",
    "101": "duplicate",
    "102": "off topic",
    "103": "needs details or clarity",
    "104": "needs more focus",
    "105": "a matter of opinion",
}
"""Why a question was closed, by the number that the history of posts gives."""
NO_REASON: Final = "closed on the site it comes from"


@dataclass(frozen=True, slots=True)
class Place:
    """Be where threads go: the wall of a network, and the widest audience that it offers."""

    network_id: UUID
    wall_id: UUID
    audience: Audience


@dataclass(slots=True)
class Thread:
    """Hold the values of one thread."""

    post: Post
    replies: list[Reply] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    transitions: list[Transition] = field(default_factory=list)


class ThreadMaker:
    """Make threads for one place; `authors` knows everybody who speaks in them."""

    def __init__(
        self, keys: Keys, place: Place, text: TextRenderer, authors: Mapping[int, Author]
    ) -> None:
        self._keys = keys
        self._place = place
        self._text = text
        self._authors = authors

    def make(self, question: QuestionRow, told: Told) -> Thread:
        """Return the thread of a question of `told`."""
        asker = self._author_id(question.owner)
        post_id = self._keys.of("post", question.id, question.created)
        thread = Thread(self._opening(question, asker))
        self._comment(thread, told, question, post_id, None)
        answers = told.answers.get(question.id, ())
        for row in answers:
            reply = self._reply(row, post_id, len(told.comments.get(row.id, ())))
            thread.replies.append(reply)
            self._comment(thread, told, row, post_id, reply.id)
        accepted = next((row for row in answers if row.id == question.accepted), None)
        thread.post = _counted(thread, self._acceptance(accepted, asker))
        thread.transitions.extend(self._moves(question, thread))
        return thread

    def _acceptance(self, row: AnswerRow | None, asker: UUID | None) -> dict[str, object]:
        if row is None:
            return {}
        return {
            "accepted_reply_id": self._keys.of("post", row.id, row.created),
            "accepted_by": asker,
            "accepted_at": _accepted_at(row),
        }

    def _opening(self, row: QuestionRow, asker: UUID | None) -> Post:
        created = moment(row.created)
        duplicate = row.original is not None
        return Post(
            id=self._keys.of("post", row.id, row.created),
            network_id=self._place.network_id,
            group_id=self._place.wall_id,
            kind=PostKind.QUESTION,
            author_id=asker,
            title=title(row.title),
            body=row.body,
            body_format=BodyFormat.HTML,
            tags=tags(row.tags),
            audience=self._place.audience,
            created_at=created,
            arrived_at=created,
            edited_at=_optional(row.edited),
            last_activity_at=created,
            baseline_score=row.score or 0,
            question_state=QuestionState.OPEN,
            closed_at=_optional(row.closed),
            close_reason=None if row.closed is None or duplicate else _reason(row.reason),
            duplicate_of_id=self._original(row),
        )

    def _original(self, row: QuestionRow) -> UUID | None:
        if row.original is None or row.original_created is None:
            return None
        return self._keys.of("post", row.original, row.original_created)

    def _reply(self, row: AnswerRow, post_id: UUID, comments: int) -> Reply:
        return Reply(
            id=self._keys.of("post", row.id, row.created),
            post_id=post_id,
            author_id=self._author_id(row.owner),
            body=row.body,
            body_format=BodyFormat.HTML,
            created_at=moment(row.created),
            edited_at=_optional(row.edited),
            comment_count=comments,
            baseline_score=row.score or 0,
        )

    def _comment(
        self,
        thread: Thread,
        told: Told,
        under: QuestionRow | AnswerRow,
        post_id: UUID,
        reply_id: UUID | None,
    ) -> None:
        """Add the comments under a question or an answer, and whom they name."""
        conversation = Conversation()
        self._speak(conversation, under.owner)
        for row in told.comments.get(under.id, ()):
            body, named = self._encoded(row.body, conversation)
            self._speak(conversation, row.owner)
            comment = Comment(
                id=self._keys.of("comment", row.id, row.created),
                post_id=post_id,
                reply_id=reply_id,
                author_id=self._author_id(row.owner),
                body=body,
                created_at=moment(row.created),
                baseline_score=row.score or 0,
            )
            thread.comments.append(comment)
            thread.mentions.extend(_mention(comment, person_id) for person_id in named)

    def _encoded(self, body: str, conversation: Conversation) -> tuple[str, tuple[UUID, ...]]:
        if "@" not in body:
            return body, ()
        called = {
            span.text: who
            for span in self._text.find_mentions(body)
            if (who := conversation.called(span.text)) is not None
        }
        targets = {
            name: MentionTarget(kind=MentionKind.PERSON, id=who) for name, who in called.items()
        }
        return self._text.encode(body, targets), tuple(dict.fromkeys(called.values()))

    def _speak(self, conversation: Conversation, user: int | None) -> None:
        author = self._authors.get(user) if user is not None else None
        if author is not None:
            conversation.speak(author.id, author.key)

    def _author_id(self, user: int | None) -> UUID | None:
        author = self._authors.get(user) if user is not None else None
        return None if author is None else author.id

    def _moves(self, question: QuestionRow, thread: Thread) -> Iterator[Transition]:
        """Yield acceptance and closing in the order in which they came about."""
        post = thread.post
        steps: list[tuple[datetime, QuestionMove]] = []
        if post.accepted_at is not None:
            steps.append((post.accepted_at, QuestionMove.ACCEPT))
        if post.closed_at is not None:
            duplicate = post.duplicate_of_id is not None
            move = QuestionMove.MARK_DUPLICATE if duplicate else QuestionMove.CLOSE
            steps.append((post.closed_at, move))
        done: set[QuestionMove] = set()
        for at, move in sorted(steps):
            before = _state_at(thread, at, done)
            done.add(move)
            yield Transition(
                id=self._keys.of(move.value, question.id, at.isoformat()),
                post_id=post.id,
                move=move,
                before=before,
                after=_state_at(thread, at, done),
                actor_id=post.accepted_by if move is QuestionMove.ACCEPT else None,
                reason=post.close_reason if move is QuestionMove.CLOSE else None,
                at=at,
            )


def _mention(comment: Comment, person_id: UUID) -> Mention:
    return Mention(
        source_kind=TargetKind.COMMENT,
        source_id=comment.id,
        post_id=comment.post_id,
        person_id=person_id,
    )


def _counted(thread: Thread, acceptance: Mapping[str, object]) -> Post:
    """Return the post of a thread with what follows from its replies and comments."""
    post = thread.post
    voices: list[Reply | Comment] = [*thread.replies, *thread.comments]
    last = max(voices, key=lambda voice: (voice.created_at, voice.id), default=None)
    answers = sum(_by_another(reply, post.author_id) for reply in thread.replies)
    return post.evolve(
        **acceptance,
        last_activity_at=post.created_at if last is None else last.created_at,
        last_voice_id=None if last is None else last.author_id,
        reply_count=len(thread.replies),
        answer_count=answers,
        comment_count=len(thread.comments),
        question_state=derive(
            answers=answers,
            accepted=bool(acceptance),
            closed=post.closed_at is not None,
            duplicate=post.duplicate_of_id is not None,
        ),
    )


def _state_at(thread: Thread, at: datetime, done: set[QuestionMove]) -> QuestionState:
    asker = thread.post.author_id
    return derive(
        answers=sum(r.created_at <= at and _by_another(r, asker) for r in thread.replies),
        accepted=QuestionMove.ACCEPT in done,
        closed=bool(done & {QuestionMove.CLOSE, QuestionMove.MARK_DUPLICATE}),
        duplicate=QuestionMove.MARK_DUPLICATE in done,
    )


def _by_another(reply: Reply, asker: UUID | None) -> bool:
    return reply.author_id is None or reply.author_id != asker


def _accepted_at(row: AnswerRow) -> datetime:
    """Return when an answer was accepted: the dump tells the day alone, and not always that."""
    created = moment(row.created)
    return created if row.accepted_on is None else max(created, moment(row.accepted_on))


def _reason(number: str | None) -> str:
    return REASONS.get(number or "", NO_REASON)


def _optional(text: str | None) -> datetime | None:
    return None if text is None else moment(text)
