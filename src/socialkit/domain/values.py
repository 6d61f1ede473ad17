"""Provide the base of every value of the domain: frozen, strict, and changed only by `evolve`."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """Be an immutable value whose fields were validated, by type and by rule."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", use_attribute_docstrings=True
    )

    def evolve(self, **changes: object) -> Self:
        """Return a copy with `changes`, validated like a new value."""
        return type(self).model_validate({**self.__dict__, **changes})
