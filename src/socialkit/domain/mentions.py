"""Describe mentions: who is named where, by id."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from socialkit.domain.posts import TargetKind
from socialkit.domain.values import Value


class Mention(Value):
    """Say that a text names a person."""

    source_kind: TargetKind
    source_id: UUID
    post_id: UUID
    person_id: UUID


class MentionOutcome(StrEnum):
    """Say what a mention would do, before posting."""

    TOLD = "told"
    CANNOT_READ = "cannot-read"
    UNKNOWN = "unknown"
    """Nobody by that name, or nobody whom the author may see: one answer for both."""
