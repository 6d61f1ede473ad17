"""Describe what people follow, and when they visited."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from socialkit.domain.values import Value


class FollowKind(StrEnum):
    """Name what can be followed."""

    PERSON = "person"
    POST = "post"


class Follow(Value):
    """Say that a person follows another person or a post."""

    follower_id: UUID
    kind: FollowKind
    target_id: UUID
    created_at: datetime


class Visit(Value):
    """Say that a person was here on a day (UTC): one row per person, network and day."""

    network_id: UUID
    person_id: UUID
    day: date
