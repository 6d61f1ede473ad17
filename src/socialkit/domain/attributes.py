"""Describe attributes: the few facts that a rule may read, each typed and with one reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter
from typing import Any, Final, TypeAlias

Value: TypeAlias = str | int | bool | None
"""What an attribute of a finite or plain type can be, and what a rule can write as a constant."""

Reader: TypeAlias = Callable[[Any, Any], Any]
"""`read(thing, caller)`; a reader of an attribute that is not relative ignores the caller."""


class Path:
    """Be a reader of one field: `group.visibility`. A check reads it without a call."""

    __slots__ = ("_get", "path")

    def __init__(self, path: str) -> None:
        self.path: Final = path
        self._get = attrgetter(path)

    def __call__(self, thing: Any, caller: Any) -> Any:  # noqa: ARG002 - every reader has two
        """Return the field, whoever asks."""
        return self._get(thing)


class AttributeType(StrEnum):
    """Be the type of an attribute; `ENUM` and `BOOL` are finite."""

    BOOL = "bool"
    ENUM = "enum"
    ID = "id"
    INT = "int"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Delegation:
    """Say that an attribute is the answer to another question, asked for the same caller."""

    permission: str
    kind: str
    link: str | None = None
    """The field of the facts that holds the other thing; None asks about the same thing."""
    when_absent: bool = False
    """The answer where the link holds None."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """Say how a storage looks up a value that the host keeps: see `OwnAttribute`."""

    in_sql: Callable[[Any, list[Any]], Any] | None
    otherwise: Value


class _Varies(StrEnum):
    """Be the type of the one mark for "this attribute has no fixed value"."""

    VARIES = "varies"


VARIES: Final = _Varies.VARIES


@dataclass(frozen=True, slots=True, eq=False)
class Attribute:
    """Be one fact that rules may read as `r.obj.<name>`. Compared by identity."""

    kind: str
    name: str
    type: AttributeType
    doc: str
    """One sentence for policy authors."""
    read: Reader
    values: tuple[str, ...] = ()
    """The declared values of an enum."""
    nullable: bool = False
    relative: bool = False
    """Whether the value depends on the caller as well as on the thing; always in the domain."""
    constant: Value | _Varies = VARIES
    """A value that is the same for every thing of the kind, folded when compiling."""
    delegation: Delegation | None = None
    foreign: Foreign | None = None
    """Set for facts of the host: they are read only where a formula needs them."""

    is_finite: bool = field(init=False, repr=False)
    """Whether every possible value is declared."""
    domain: frozenset[Value] = field(init=False, repr=False)
    """Every value that a finite attribute can have, None included where it may be."""

    def __post_init__(self) -> None:
        declared = self.values if self.type is AttributeType.ENUM else (False, True)
        domain = frozenset((*declared, None) if self.nullable else declared)
        finite = self.type in (AttributeType.ENUM, AttributeType.BOOL)
        object.__setattr__(self, "domain", domain)
        object.__setattr__(self, "is_finite", finite)

    @property
    def is_plain(self) -> bool:
        """Say whether the value is read from the thing, not fixed and not delegated."""
        return self.constant is VARIES and self.delegation is None

    def admits(self, value: object) -> bool:
        """Say whether `value` is in the vocabulary; anything else is a denial."""
        if value is None:
            return self.nullable
        return _ADMITS[self.type](self, value)

    def __repr__(self) -> str:
        return f"<{self.kind}.{self.name}>"


def _admits_enum(attribute: Attribute, value: object) -> bool:
    return isinstance(value, str) and value in attribute.values


def _admits_bool(_: Attribute, value: object) -> bool:
    return value is True or value is False


def _admits_int(_: Attribute, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _admits_text(_: Attribute, value: object) -> bool:
    return isinstance(value, str)


def _admits_id(_: Attribute, value: object) -> bool:
    return value is not None


_ADMITS: Final[dict[AttributeType, Callable[[Attribute, object], bool]]] = {
    AttributeType.ENUM: _admits_enum,
    AttributeType.BOOL: _admits_bool,
    AttributeType.INT: _admits_int,
    AttributeType.TEXT: _admits_text,
    AttributeType.ID: _admits_id,
}
