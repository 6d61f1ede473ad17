"""Describe what a body of text is, and the mentions that stand in it by id."""

from __future__ import annotations

from enum import StrEnum
from typing import Final
from uuid import UUID

from pydantic import Field

from socialkit.domain.values import Value

SOMEONE: Final = "someone"
"""What stands for a person or group that the reader may not see: no id, no link."""
MAX_MENTIONS: Final = 1_000
"""How many mentions of one body are looked at; the rest stays plain text."""


class BodyFormat(StrEnum):
    """Say in which language a body is written."""

    MARKDOWN = "markdown"
    """As a person types it."""
    HTML = "html"
    """Sanitised, for posts that come from elsewhere."""


class MentionKind(StrEnum):
    """Say what a mention points to."""

    PERSON = "person"
    GROUP = "group"


class MentionTarget(Value):
    """Point to the person or group that a mention means, whatever its name is today."""

    kind: MentionKind
    id: UUID


class MentionSpan(Value):
    """Mark a mention as it was typed: `body[start:end]`, the `@` included."""

    start: int = Field(ge=0)
    end: int = Field(gt=0)
    text: str
    """The handle or the quoted name, without `@` and without quotes."""
    quoted: bool
    """True for `@"Name With Spaces"`."""


class MentionView(Value):
    """Show a mention to one reader who may see whom it means."""

    label: str = Field(min_length=1, max_length=200)
    """The name of today; it is shown after an `@`."""
    href: str = Field(pattern=r"^(?:/(?:[^/\\\s][^\s]*)?|https?://[^\s]+)$")
    """The path on this site, or an http address."""
