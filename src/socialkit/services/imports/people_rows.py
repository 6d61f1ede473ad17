"""Check the rows of a table of people, each by itself and against each other."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from socialkit.domain.handles import check_handle, check_text, fold
from socialkit.domain.people import MemberClass
from socialkit.errors import Invalid
from socialkit.services.imports.tables import Table
from socialkit.services.profiles import FIELDS, ProfileChanges

LISTS: Final = ("skills", "interests", "ask_about")
PROFILE: Final = tuple(name for name in FIELDS if name not in {"handle", "display_name"})
COLUMNS: Final = ("name", "subject", "email", "handle", "class", "manager", *PROFILE)
CLASSES: Final = (MemberClass.EMPLOYEE, MemberClass.CUSTOMER)
"""Others need a sponsor who decides, an end and a purpose, so they are added one by one."""


class Problems:
    """Collect everything that is wrong, so that it can be repaired in one go."""

    def __init__(self) -> None:
        self._found: list[tuple[int, str]] = []

    def add(self, line: int, reason: str) -> None:
        """Note that a row can not be imported."""
        self._found.append((line, reason))

    def raise_any(self, file: str) -> None:
        """Raise `Invalid` (``import.rows``) with all that was noted, by line."""
        if not self._found:
            return
        lines = [f"line {line}: {reason}" for line, reason in sorted(set(self._found))]
        count = "One row" if len(lines) == 1 else f"{len(lines)} rows"
        text = "\n  ".join([f"{count} of {file} can not be imported, so nothing was kept:", *lines])
        raise Invalid("import.rows", text, problems=lines)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Be what one row says of a person; None where the cell is empty or there is no column."""

    line: int
    subject: str | None
    handle: str | None
    member_class: str | None
    manager: str | None
    has_manager: bool
    """There is a column for managers, so that an empty cell means nobody."""
    fields: Mapping[str, object] = field(default_factory=dict)
    """The profile, checked: what is not named here stays as it is."""

    @property
    def key(self) -> str:
        """Return what the person is known by: the host's subject, or else the handle."""
        return self.subject or self.handle or ""


def read_people(table: Table, problems: Problems) -> list[PersonRow]:
    """Return the rows that can be read; note the others.

    Raises `Invalid` (``import.columns``) where the header can not be used.
    """
    _check_columns(table)
    rows = []
    for line, cells in table.rows:
        if len(cells) != len(table.columns):
            problems.add(line, _uneven(len(cells), len(table.columns)))
            continue
        texts = dict(zip(table.columns, (cell.strip() for cell in cells), strict=True))
        row = _Reading(line, texts, problems).row()
        if row is not None:
            rows.append(row)
    _check_unique(rows, problems)
    return rows


def _uneven(cells: int, columns: int) -> str:
    """Say why a row is not read; a short one would empty what it does not name."""
    reason = f"{_counted(cells, 'cell')}, but the header names {_counted(columns, 'column')}"
    if cells > columns:
        return f"{reason}. Quote cells that hold the separator."
    return f"{reason}. Leave a cell empty for what there is not, with its separator."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _check_columns(table: Table) -> None:
    wrong = [_unknown(name) for name in table.columns if name not in COLUMNS]
    twice = sorted({name for name in table.columns if table.columns.count(name) > 1})
    wrong += [f"the column '{name}' stands there twice" for name in twice if name in COLUMNS]
    if "name" not in table.columns:
        wrong.append("there is no column 'name'")
    if not {"subject", "email", "handle"} & set(table.columns):
        wrong.append(
            "there is no column 'subject', 'email' or 'handle' by which a person is known again"
        )
    if wrong:
        message = f"{table.file}, line 1: {'; '.join(wrong)}. Columns: {', '.join(COLUMNS)}."
        raise Invalid("import.columns", message, line=1, allowed=list(COLUMNS))


def _unknown(name: str) -> str:
    close = difflib.get_close_matches(name.lower().replace(" ", "_"), COLUMNS, n=1)
    hint = f" (did you mean '{close[0]}'?)" if close else ""
    return f"the column '{name}' is not known{hint}"


class _Reading:
    def __init__(self, line: int, texts: Mapping[str, str], problems: Problems) -> None:
        self._line = line
        self._texts = texts
        self._problems = problems
        self._right = True

    def row(self) -> PersonRow | None:
        texts = self._texts
        subject = texts.get("subject") or (None if "subject" in texts else texts.get("email"))
        fields: dict[str, object] = {}
        for column in ("display_name", *PROFILE):
            fields |= self._field(column) or {}
        row = PersonRow(
            line=self._line,
            subject=self._checked("subject", subject, _check_subject),
            handle=self._checked("handle", texts.get("handle"), check_handle),
            member_class=self._checked("class", texts.get("class"), _check_class),
            manager=texts.get("manager") or None,
            has_manager="manager" in texts,
            fields=fields,
        )
        if not row.key and self._right:
            self._note("give a subject, an email or a handle")
        return row if self._right else None

    def _field(self, column: str) -> dict[str, object] | None:
        text = self._texts.get("name" if column == "display_name" else column)
        if text is None:
            return None
        value: object = text or None
        if column in LISTS:
            value = [word for word in text.split(";") if word.strip()]
        if column == "display_name":
            value = text
        try:
            return ProfileChanges({column: value}).checked()
        except Invalid as error:
            self._note(error.message)
            return None

    def _checked(self, column: str, text: str | None, check: Callable[[str], str]) -> str | None:
        if not text:
            return None
        try:
            return check(text)
        except Invalid as error:
            self._note(error.message if column in error.message else f"{column}: {error.message}")
            return None

    def _note(self, reason: str) -> None:
        self._right = False
        self._problems.add(self._line, reason)


def _check_subject(text: str) -> str:
    return check_text(text, field="subject", max_length=255)


def _check_class(text: str) -> str:
    if text in CLASSES:
        return text
    names = " or ".join(CLASSES)
    message = f"the class '{text}' can not be imported, only {names}"
    close = difflib.get_close_matches(text.lower(), CLASSES, n=1)
    if close:
        message += f" (did you mean '{close[0]}'?)"
    elif text.lower() in set(MemberClass):
        message += (
            ". Others need a sponsor and an end: add them one by one with `socialkit people add`"
        )
    raise Invalid("person.class", message, field="class")


def _check_unique(rows: Sequence[PersonRow], problems: Problems) -> None:
    subjects: dict[str, int] = {}
    handles: dict[str, int] = {}
    for row in rows:
        first = subjects.setdefault(row.key, row.line)
        if first != row.line:
            problems.add(row.line, f"'{row.key}' stands on line {first} already")
        elif row.handle is not None:
            first = handles.setdefault(fold(row.handle), row.line)
            if first != row.line:
                reason = f"the handle '{row.handle}' stands on line {first} already"
                problems.add(row.line, reason)
