"""Describe events: what happened, told by ids alone and only after it was committed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from socialkit.domain.values import Value


class EventName(StrEnum):
    """Name what happened: "<resource>:<past>"."""

    COMMENT_ADDED = "comment:added"
    COMMENT_DELETED = "comment:deleted"
    COMMENT_EDITED = "comment:edited"
    COMMENT_MODERATED = "comment:moderated"
    FOLLOW_ADDED = "follow:added"
    FOLLOW_REMOVED = "follow:removed"
    GROUP_ARCHIVED = "group:archived"
    GROUP_CHANGED = "group:changed"
    GROUP_FOUNDED = "group:founded"
    GROUP_RESTORED = "group:restored"
    MEMBERSHIP_ADDED = "membership:added"
    MEMBERSHIP_CHANGED = "membership:changed"
    MEMBERSHIP_REMOVED = "membership:removed"
    NETWORK_CREATED = "network:created"
    PERSON_ADDED = "person:added"
    PERSON_CHANGED = "person:changed"
    POST_CHANGED = "post:changed"
    POST_DELETED = "post:deleted"
    POST_EDITED = "post:edited"
    POST_PUBLISHED = "post:published"
    QUESTION_MOVED = "question:moved"
    REACTION_ADDED = "reaction:added"
    REACTION_REMOVED = "reaction:removed"
    REPLY_ADDED = "reply:added"
    REPLY_DELETED = "reply:deleted"
    REPLY_EDITED = "reply:edited"
    REPLY_MODERATED = "reply:moderated"
    REQUEST_DECIDED = "request:decided"
    REQUEST_MADE = "request:made"


class Event(Value):
    """Say that something happened; `data` holds ids and words of the domain, never content."""

    id: UUID
    name: EventName
    network_id: UUID
    actor_id: UUID | None
    at: datetime
    data: dict[str, str]
