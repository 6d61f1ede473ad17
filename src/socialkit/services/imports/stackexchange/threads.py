"""Make a thread of a question of a dump with its answers and comments: values, counters, moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
class Author:
    """Be a person as far as a thread needs to know: id, and the name as it is called."""

    id: UUID
    key: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """Be an answer as a dump tells of it; the body is safe already."""

    id: int
    question: int
    created: str
    owner: int | None
    score: int | None
    body: str
    edited: str | None
    accepted_on: str | None
    """The day of the vote by which the asker accepted it."""


@dataclass(frozen=True, slots=True)
class CommentRow:
    """Be a comment as a dump tells of it."""

    id: int
    post: int
    created: str
    owner: int | None
    score: int | None
    body: str


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """Be a question as a dump tells of it; the body is safe already."""

    id: int
    created: str
    owner: int | None
    score: int | None
    title: str | None
    body: str
    tags: str | None
    edited: str | None
    closed: str | None
    accepted: int | None
    reason: str | None
    """The number of the reason for which it was closed."""
    original: int | None
    """The question of which it is a duplicate."""
    original_created: str | None


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

    def make(
        self,
        question: QuestionRow,
        answers: Sequence[AnswerRow],
        comments: Mapping[int, Sequence[CommentRow]],
    ) -> Thread:
        """Return the thread of a question; `comments` holds those of its posts by post."""
        asker = self._author_id(question.owner)
        replies = {row.id: self._reply(question, row, comments) for row in answers}
        accepted = next((row for row in answers if row.id == question.accepted), None)
        post_id = self._keys.of("post", question.id, question.created)
        spoken = [
            *self._comments(question.id, question.owner, comments, post_id, None),
            *(
                pair
                for row in answers
                for pair in self._comments(row.id, row.owner, comments, post_id, replies[row.id].id)
            ),
        ]
        post = self._post(question, asker, list(replies.values()), [pair[0] for pair in spoken])
        if accepted is not None:
            post = post.evolve(
                accepted_reply_id=replies[accepted.id].id,
                accepted_by=asker,
                accepted_at=_accepted_at(accepted),
            )
        thread = Thread(
            post=post.evolve(question_state=_state(post)),
            replies=list(replies.values()),
            comments=[comment for comment, _ in spoken],
            mentions=[mention for _, mentions in spoken for mention in mentions],
        )
        thread.transitions.extend(self._moves(question, thread))
        return thread

    def _post(
        self,
        row: QuestionRow,
        asker: UUID | None,
        replies: Sequence[Reply],
        comments: Sequence[Comment],
    ) -> Post:
        created = moment(row.created)
        voices: list[Reply | Comment] = [*replies, *comments]
        last = max(voices, key=lambda voice: (voice.created_at, voice.id), default=None)
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
            last_activity_at=created if last is None else last.created_at,
            last_voice_id=None if last is None else last.author_id,
            reply_count=len(replies),
            answer_count=sum(_by_another(reply, asker) for reply in replies),
            comment_count=len(comments),
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

    def _reply(
        self,
        question: QuestionRow,
        row: AnswerRow,
        comments: Mapping[int, Sequence[CommentRow]],
    ) -> Reply:
        return Reply(
            id=self._keys.of("post", row.id, row.created),
            post_id=self._keys.of("post", question.id, question.created),
            author_id=self._author_id(row.owner),
            body=row.body,
            body_format=BodyFormat.HTML,
            created_at=moment(row.created),
            edited_at=_optional(row.edited),
            comment_count=len(comments.get(row.id, ())),
            baseline_score=row.score or 0,
        )

    def _comments(
        self,
        number: int,
        owner: int | None,
        comments: Mapping[int, Sequence[CommentRow]],
        post_id: UUID,
        reply_id: UUID | None,
    ) -> Iterator[tuple[Comment, list[Mention]]]:
        conversation = Conversation()
        self._speak(conversation, owner)
        for row in comments.get(number, ()):
            comment_id = self._keys.of("comment", row.id, row.created)
            body, named = self._encoded(row.body, conversation)
            self._speak(conversation, row.owner)
            comment = Comment(
                id=comment_id,
                post_id=post_id,
                reply_id=reply_id,
                author_id=self._author_id(row.owner),
                body=body,
                created_at=moment(row.created),
                baseline_score=row.score or 0,
            )
            kind = TargetKind.COMMENT
            yield (
                comment,
                [
                    Mention(source_kind=kind, source_id=comment_id, post_id=post_id, person_id=who)
                    for who in named
                ],
            )

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


def _state(post: Post) -> QuestionState:
    return derive(
        answers=post.answer_count,
        accepted=post.accepted_reply_id is not None,
        closed=post.closed_at is not None,
        duplicate=post.duplicate_of_id is not None,
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
