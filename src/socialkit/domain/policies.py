"""Describe policies that are kept: versions that never change, and the steps between them."""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from pydantic import Field

from socialkit.domain.values import Value

SHIPPED: Final = 0
"""The version of what is in force before anything was published: what the host falls back to."""
REASON_LENGTH: Final = 500
"""The longest reason, in characters."""


class Step(StrEnum):
    """Say by what a version came into force."""

    PUBLISHED = "published"
    APPROVED = "approved"
    ROLLED_BACK = "rolled-back"
    RECOVERED = "recovered"
    """By the command line on the host, past the rules about who may."""


class PolicyVersion(Value):
    """Be one policy that was published: two texts and who is answerable for them."""

    version: int = Field(ge=1)
    """1 for the first one; whatever is rejected leaves no gap."""
    model: str
    """What `model.conf` held."""
    rules: str
    """What `policy.csv` held."""
    sha256: str = Field(min_length=64, max_length=64)
    """`digest` of both texts, in hexadecimal digits."""
    author_id: UUID | None = None
    """The person who published it; None for the command line on the host."""
    reason: str = Field(min_length=1, max_length=REASON_LENGTH)
    at: datetime

    @property
    def sound(self) -> bool:
        """Tell whether the texts are those that were published."""
        return self.sha256 == digest(self.model, self.rules)


class Activation(Value):
    """Be one step by which a version came into force; the last one says which is in force."""

    number: int = Field(ge=1)
    """1 for the first one, without gaps: what running workers compare."""
    version: int = Field(ge=0)
    """What came into force; 0 is what the host falls back to."""
    step: Step
    person_id: UUID | None = None
    """Who took the step (for an approval: who approved); None for the command line."""
    reason: str = Field(max_length=REASON_LENGTH)
    at: datetime


def digest(model: str, rules: str) -> str:
    """Return the SHA-256 of a policy, whatever ends of lines its texts have."""
    texts = ("\n".join(text.splitlines()) for text in (model, rules))
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()
