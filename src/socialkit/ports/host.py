"""State what the core needs of its host: addresses for links."""

from __future__ import annotations

from abc import abstractmethod
from typing import Protocol
from uuid import UUID


class Links(Protocol):
    """Give the addresses of things, as they are mounted in the host."""

    @abstractmethod
    def person(self, handle: str) -> str:
        """Return the address of a profile."""

    @abstractmethod
    def group(self, slug: str) -> str:
        """Return the address of a group."""

    @abstractmethod
    def post(self, post_id: UUID) -> str:
        """Return the address of a thread."""
