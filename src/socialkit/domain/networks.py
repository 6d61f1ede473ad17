"""Describe networks: the segregated spaces to which everything belongs."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from socialkit.domain.values import Value


class NetworkKind(StrEnum):
    """Say whom a network is for."""

    WORKPLACE = "workplace"
    COMMUNITY = "community"


class Module(StrEnum):
    """Name a part of the product that can be switched on or off in a network."""

    QUESTIONS = "questions"


class Network(Value):
    """Be one segregated social space; nothing in it is visible from another."""

    id: UUID
    slug: str = Field(max_length=64)
    """Short name used in addresses and in `acting_as(..., network=...)`; unique in the database."""
    name: str = Field(min_length=1, max_length=100)
    kind: NetworkKind
    wall_id: UUID
    """The place of posts that belong to no group: its members are defined by rule, not by rows."""
    modules: frozenset[Module] = frozenset(Module)
    created_at: datetime
