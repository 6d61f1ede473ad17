"""Say where the story is acted out, and what an act is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from socialkit.kit import SocialKit
    from socialkit.services.session import Session


@dataclass(frozen=True)
class Stage:
    """Where the acts happen."""

    kit: SocialKit
    network: str
    today: datetime
    posts: dict[str, UUID] = field(default_factory=dict)
    """The posts of the threads that have a key."""

    def acting_as(self, name: str) -> AbstractContextManager[Session]:
        """Open a unit of work for somebody of the story."""
        return self.kit.acting_as(name, network=self.network)


@dataclass(frozen=True)
class Act:
    """Something that happens at a moment."""

    at: datetime
    do: Callable[[Stage], object]
