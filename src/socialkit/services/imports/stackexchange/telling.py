"""Read whole conversations from a staged dump, a batch of questions at a time."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from socialkit.services.imports.stackexchange.staging import Staged
from socialkit.services.imports.stackexchange.told import (
    AnswerRow,
    Author,
    CommentRow,
    QuestionRow,
    Told,
)

_QUESTIONS: Final = """
SELECT question.id, question.created, question.owner, question.score, question.title,
    question.body, question.tags, question.edited, question.closed, question.accepted,
    (SELECT reason FROM closing WHERE post = question.id ORDER BY id DESC LIMIT 1),
    original.id, original.created
FROM question
LEFT JOIN link ON link.post = question.id
    AND 'link:' || link.id NOT IN (SELECT key FROM leftover)
LEFT JOIN post AS original ON original.id = link.related
WHERE question.id > ? ORDER BY question.id LIMIT ?
"""
_ANSWERS: Final = """
SELECT id, parent, created, owner, score, body, edited,
    (SELECT max(created) FROM vote WHERE vote.post = answer.id AND vote.kind = 1)
FROM answer WHERE parent IN (SELECT value FROM json_each(?)) ORDER BY id
"""
_COMMENTS: Final = """
SELECT id, post, created, owner, score, body
FROM comment WHERE post IN (SELECT value FROM json_each(?)) ORDER BY id
"""
_AUTHORS: Final = """
SELECT user, id, name_key FROM person WHERE user IN (SELECT value FROM json_each(?))
"""


class Conversations:
    """Read questions in the order of their numbers."""

    def __init__(self, dump: Staged) -> None:
        self._database = dump.database

    def batches(self, size: int, *, after: int) -> Iterator[Told]:
        """Yield the questions whose number is above `after`."""
        while questions := self._questions(size, after):
            after = questions[-1].id
            yield self._told(questions)

    def _questions(self, size: int, after: int) -> list[QuestionRow]:
        rows = self._database.execute(_QUESTIONS, (after, size))
        return [QuestionRow(*row) for row in rows]

    def _told(self, questions: Sequence[QuestionRow]) -> Told:
        answers: dict[int, list[AnswerRow]] = defaultdict(list)
        for row in self._among(_ANSWERS, (question.id for question in questions)):
            answer = AnswerRow(*row)
            answers[answer.question].append(answer)
        said = [answer for several in answers.values() for answer in several]
        comments: dict[int, list[CommentRow]] = defaultdict(list)
        posts = [*(question.id for question in questions), *(answer.id for answer in said)]
        for row in self._among(_COMMENTS, posts):
            comment = CommentRow(*row)
            comments[comment.post].append(comment)
        remarks = [comment for several in comments.values() for comment in several]
        spoken: list[QuestionRow | AnswerRow | CommentRow] = [*questions, *said, *remarks]
        owners = {row.owner for row in spoken if row.owner is not None}
        authors = {
            user: Author(UUID(person_id), key)
            for user, person_id, key in self._among(_AUTHORS, owners)
        }
        return Told(questions, answers, comments, authors)

    def _among(self, statement: str, numbers: Iterable[int]) -> Iterable[tuple[Any, ...]]:
        found: Iterable[tuple[Any, ...]] = self._database.execute(
            statement, (json.dumps(list(numbers)),)
        )
        return found
