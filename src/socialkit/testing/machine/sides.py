"""Hold one storage of the two: its open unit of work and the pieces of work inside it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeAlias

from socialkit.errors import SocialKitError
from socialkit.ports.storage import Storage, UnitOfWork

Act: TypeAlias = Callable[[UnitOfWork], object]


class Undone(Exception):
    """Leave a piece of work so that it is undone."""


class Side:
    """Be one storage with a unit of work that stays open over many steps."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self._open: AbstractContextManager[UnitOfWork] | None = None
        self._unit: UnitOfWork | None = None
        self._inner: list[AbstractContextManager[None]] = []
        self.acts: list[str] = []
        """What was called after a commit, in order."""

    def begin(self) -> None:
        """Open a unit of work."""
        self._open = self.storage.unit()
        self._unit = self._open.__enter__()

    def enter(self) -> None:
        """Open an inner piece of work."""
        assert self._unit is not None
        piece = self._unit.atomic()
        piece.__enter__()
        self._inner.append(piece)

    def leave(self, *, undo: bool) -> None:
        """Close the innermost piece of work."""
        _close(self._inner.pop(), undo=undo)

    def end(self, *, undo: bool) -> None:
        """Close the unit of work and the pieces inside it."""
        while self._inner:
            self.leave(undo=undo)
        opened, self._open, self._unit = self._open, None, None
        assert opened is not None
        _close(opened, undo=undo)

    def note_on_commit(self, note: str) -> None:
        """Ask for a note after the commit."""
        assert self._unit is not None
        self._unit.on_commit(lambda: self.acts.append(note))

    def do(self, act: Act) -> object:
        """Do a piece of work, in the open unit or its own; return the answer or the refusal."""
        try:
            if self._unit is None:
                with self.storage.unit() as unit:
                    return act(unit)
            with self._unit.atomic():
                return act(self._unit)
        except SocialKitError as refusal:
            return refusal.kind, refusal.code

    def see(self, ask: Act) -> object:
        """Ask something in the open unit, or in a read-only one."""
        if self._unit is not None:
            return ask(self._unit)
        with self.storage.unit(read_only=True) as unit:
            return ask(unit)


def _close(piece: AbstractContextManager[object], *, undo: bool) -> None:
    if not undo:
        piece.__exit__(None, None, None)
        return
    reason = Undone()
    try:
        swallowed = piece.__exit__(Undone, reason, None)
    except Undone:
        return
    assert not swallowed, "An exception that leaves a piece of work must be raised on."
