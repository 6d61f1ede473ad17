"""Describe the life of a question: facts, the state derived from them, and the table of moves.

Closed and accepted are separate facts: closing a solved question keeps its accepted answer, and
reopening it brings the question back to where its answers put it.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from pydantic import Field

from socialkit.domain.values import Value


class QuestionState(StrEnum):
    """Say where a question stands."""

    OPEN = "open"
    ANSWERED = "answered"
    SOLVED = "solved"
    CLOSED = "closed"
    DUPLICATE = "duplicate"


class QuestionMove(StrEnum):
    """Name what people do to a question."""

    ANSWER = "answer"
    RETRACT = "retract"
    ACCEPT = "accept"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    MARK_DUPLICATE = "mark-duplicate"
    REOPEN = "reopen"
    DIRECT = "direct"


class Turn(StrEnum):
    """Say who is expected to act next."""

    ASKER = "asker"
    ANSWERERS = "answerers"
    ASSIGNEE = "assignee"
    NOBODY = "nobody"


_UNDECIDED: Final = frozenset({QuestionState.OPEN, QuestionState.ANSWERED})
_LIVE: Final = _UNDECIDED | {QuestionState.SOLVED}
_ENDED: Final = frozenset({QuestionState.CLOSED, QuestionState.DUPLICATE})

MOVES: Final[dict[QuestionMove, frozenset[QuestionState]]] = {
    QuestionMove.ANSWER: _LIVE,
    QuestionMove.RETRACT: frozenset(QuestionState),
    QuestionMove.ACCEPT: _LIVE,
    QuestionMove.WITHDRAW: frozenset({QuestionState.SOLVED}),
    QuestionMove.CLOSE: _LIVE,
    QuestionMove.MARK_DUPLICATE: _LIVE,
    QuestionMove.REOPEN: _ENDED,
    QuestionMove.DIRECT: _UNDECIDED,
}
"""From which states each move may be made; where it leads follows from the facts (`derive`)."""


def derive(*, answers: int, accepted: bool, closed: bool, duplicate: bool) -> QuestionState:
    """Return the state that the facts make; the first that holds wins.

    `answers` counts published replies by anybody but the asker.
    """
    if duplicate:
        return QuestionState.DUPLICATE
    if closed:
        return QuestionState.CLOSED
    if accepted:
        return QuestionState.SOLVED
    return QuestionState.ANSWERED if answers else QuestionState.OPEN


def turn(
    state: QuestionState,
    *,
    asker_id: UUID | None,
    directed_to_id: UUID | None,
    last_voice_id: UUID | None,
) -> Turn:
    """Return whose turn it is: the asker's after somebody else wrote, the helpers' otherwise."""
    if state not in _UNDECIDED:
        return Turn.NOBODY
    if last_voice_id is not None and last_voice_id != asker_id:
        return Turn.ASKER
    return Turn.ANSWERERS if directed_to_id is None else Turn.ASSIGNEE


class Transition(Value):
    """Keep one move in the life of a question: who, when, from where to where, and why."""

    id: UUID
    post_id: UUID
    move: QuestionMove
    before: QuestionState
    after: QuestionState
    actor_id: UUID | None
    reason: str | None = Field(default=None, max_length=300)
    at: datetime
