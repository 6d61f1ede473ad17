"""Describe notices: one per person and event, grouped for reading, always checked again."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from socialkit.domain.values import Value


class NoticeReason(StrEnum):
    """Say why a person is told, from the strongest reason to the weakest."""

    MENTIONED = "mentioned"
    DIRECTED_QUESTION = "directed-question"
    ACCEPTED = "accepted"
    ANSWER = "answer"
    REPLY = "reply"
    REQUEST = "request"
    DECISION = "decision"
    ADDED = "added"
    FOLLOWED_THREAD = "followed-thread"
    FOLLOWED_PERSON = "followed-person"


STRENGTH: Final = {reason: rank for rank, reason in enumerate(NoticeReason)}
"""The rank of each reason: where two apply to one person and event, the lower one is kept."""


class Notice(Value):
    """Tell one person of one event, by ids alone; what it shows is read when it is shown."""

    id: UUID
    network_id: UUID
    person_id: UUID
    reason: NoticeReason
    event_id: UUID
    actor_id: UUID | None = None
    group_id: UUID | None = None
    post_id: UUID | None = None
    reply_id: UUID | None = None
    comment_id: UUID | None = None
    created_at: datetime
    seen_at: datetime | None = None
    read_at: datetime | None = None

    @property
    def subject_id(self) -> UUID | None:
        """Return what the notice is about: the thread, or else the group."""
        return self.post_id or self.group_id


class NoticeGroup(Value):
    """Hold the notices of one reason about one thing that share being read or unread."""

    latest: Notice
    actor_ids: tuple[UUID, ...]
    """Who did it, the latest first, each once, at most ten."""
    total: int
    """How many notices stand behind this entry."""
