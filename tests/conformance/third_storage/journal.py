"""Keep a journal on disk: one line of JSON for each unit of work, replayed into dictionaries."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias

from socialkit.domain.values import Value
from socialkit.errors import ConfigurationError, Unavailable
from tests.conformance.third_storage.tables import ALL, Table

Rows: TypeAlias = Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """Be one row that was kept, or forgotten."""

    table: Table[Any, Any]
    row: Value
    kept: bool = True


@dataclass(frozen=True, slots=True)
class State:
    """Hold what the first `end` bytes of the journal say; nobody changes it afterwards."""

    end: int = 0
    tables: Mapping[str, Rows] = field(default_factory=lambda: {name: {} for name in ALL})


NOTHING: Final = State()


def replayed(state: State, lines: Sequence[bytes]) -> State:
    """Return the state that these further lines make of `state`."""
    tables = dict(state.tables)
    fresh: dict[str, dict[Any, Any]] = {}
    for line in lines:
        for change in _read(line):
            name = change.table.name
            if name not in fresh:
                fresh[name] = dict(tables[name])
            if change.kept:
                fresh[name][change.table.key(change.row)] = change.row
            else:
                del fresh[name][change.table.key(change.row)]
    return State(state.end + sum(map(len, lines)), {**tables, **fresh})


def _read(line: bytes) -> Iterator[Change]:
    for name, kept, row in json.loads(line):
        if name not in ALL:
            message = (
                f"The journal has a table {name!r}: it was written by a newer version. Use it."
            )
            raise ConfigurationError("storage.newer", message)
        yield Change(ALL[name], ALL[name].row.model_validate_json(json.dumps(row)), kept)


def _written(changes: Sequence[Change]) -> bytes:
    line = [[each.table.name, each.kept, each.row.model_dump(mode="json")] for each in changes]
    return json.dumps(line).encode() + b"\n"


class Journal:
    """Be the file: readers follow its whole lines, one writer at a time adds to it.

    Nothing is held open between units, and the lock is the system's, so threads, forks and other
    processes may use the same file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = NOTHING

    def state(self) -> State:
        """Return what is committed now; a line without its end was never committed."""
        known = self._known
        try:
            with self._path.open("rb") as file:
                file.seek(known.end)
                lines = file.read().splitlines(keepends=True)
        except FileNotFoundError:
            return NOTHING
        except OSError as reason:
            raise _unreachable(self._path) from reason
        if lines and not lines[-1].endswith(b"\n"):
            lines.pop()
        self._known = known = replayed(known, lines) if lines else known
        return known

    @contextmanager
    def writing(self) -> Iterator[BinaryIO]:
        """Wait until no other writer is at work, and be the only one."""
        try:
            file = self._path.open("ab", buffering=0)
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError as reason:
            raise _unreachable(self._path) from reason
        with file:
            try:
                yield file
            finally:
                fcntl.flock(file, fcntl.LOCK_UN)

    def append(self, file: BinaryIO, changes: Sequence[Change], *, end: int) -> None:
        """Write the changes as the line that begins at `end`, or leave the file as it was."""
        try:
            os.ftruncate(file.fileno(), end)  # what a crash left behind, without an end
            if changes:
                file.write(_written(changes))
                os.fsync(file.fileno())
        except OSError as reason:
            os.ftruncate(file.fileno(), end)
            raise _unreachable(self._path) from reason

    def forget(self) -> None:
        """Drop what was read, so that the next unit reads the file from its beginning."""
        self._known = NOTHING


def _unreachable(path: Path) -> Unavailable:
    return Unavailable("storage.unavailable", f"The journal {path} can not be used. Try again.")
