"""Hold what a dump tells of questions, answers, comments and whoever wrote them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID


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
class Told:
    """Be some questions with everything that was said about them."""

    questions: Sequence[QuestionRow]
    answers: Mapping[int, Sequence[AnswerRow]]
    """By question."""
    comments: Mapping[int, Sequence[CommentRow]]
    """By question or answer."""
    authors: Mapping[int, Author]
    """Everybody who spoke, by number."""
