"""Hold what was typed into a form, and what was wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Self

from socialkit.errors import Conflict, Invalid
from socialkit.web.http import Request
from socialkit.web.problems import problem_of

Refused = Invalid | Conflict
"""What a form shows beside its fields; every other error has a page of its own."""
OK: Final = 200


@dataclass(frozen=True, slots=True)
class Form:
    """Be one form of a page: its values as they were typed, and the errors beside them."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    message: str = ""
    """What was wrong with the whole."""
    id: str = ""
    """Which form of a page with several of them."""
    status: int = OK

    @classmethod
    def sent(cls, request: Request, *, id: str = "") -> Self:  # noqa: A002 - it is an HTML id
        """Return the form that a browser sent."""
        return cls(dict(request.form), id=id)

    @classmethod
    def asked(cls, request: Request) -> Self:
        """Return the form that a query fills."""
        return cls(dict(request.query))

    def text(self, name: str) -> str:
        """Return what was typed, or nothing."""
        return self.values.get(name, "")

    def given(self, name: str) -> str | None:
        """Return what was typed without space around it, or None where that is nothing."""
        return self.text(name).strip() or None

    def lines(self, name: str) -> str:
        """Return a text of several lines; browsers send CR LF between them."""
        return self.text(name).replace("\r\n", "\n")

    def words(self, name: str, separator: str | None = None) -> list[str]:
        """Return the words of a field, apart by commas or, without `separator`, by space too."""
        text = self.text(name)
        found = text.replace(",", " ").split() if separator is None else text.split(separator)
        return [word.strip() for word in found if word.strip()]

    def number(self, name: str) -> int | None:
        """Return a number such as a version; None where none was sent."""
        text = self.text(name)
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004

    def error(self, name: str) -> str:
        """Return what was wrong with a field, or nothing."""
        return self.errors.get(name, "")

    @property
    def failed(self) -> bool:
        """Tell whether something was wrong."""
        return bool(self.errors or self.message)

    @property
    def filled(self) -> bool:
        """Tell whether anything was typed."""
        return any(value.strip() for value in self.values.values())

    def part(self, form_id: str) -> Form:
        """Return this form where it is the one of that id, and an empty one otherwise."""
        return self if self.id == form_id else Form(id=form_id)

    def refused(self, error: Refused, fields: Sequence[str]) -> Self:
        """Return the form with an error beside its field, or above where it has no such field."""
        name = error.params.get("field")
        status = problem_of(error).status
        if isinstance(name, str) and name in fields:
            return replace(self, errors={name: error.message}, status=status)
        return replace(self, message=error.message, status=status)
