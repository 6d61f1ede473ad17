"""List the steps of the machine: everything that the storage port can be asked to change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from socialkit.domain.networks import Module
from socialkit.ports.storage import Storage
from socialkit.testing.machine import draws
from socialkit.testing.machine.activity import ActivitySteps
from socialkit.testing.machine.content import ContentSteps
from socialkit.testing.machine.people import PeopleSteps


class StorageMachine(PeopleSteps, ContentSteps, ActivitySteps):
    """Do random work on a storage and on memory, in units that are kept or undone."""

    @precondition(lambda self: not self.remembered)
    @rule()
    def begin(self) -> None:
        """Open a unit of work that stays open over the next steps."""
        self.remember()
        self.model.begin()
        self.subject.begin()

    @precondition(lambda self: 0 < len(self.remembered) < 4)
    @rule()
    def enter_piece(self) -> None:
        """Open an inner piece of work."""
        self.remember()
        self.model.enter()
        self.subject.enter()

    @precondition(lambda self: len(self.remembered) > 1)
    @rule(undo=st.booleans())
    def leave_piece(self, undo: bool) -> None:  # noqa: FBT001 - drawn by name
        """Close the innermost piece of work, kept or undone."""
        self.forget(undo=undo)
        self.model.leave(undo=undo)
        self.subject.leave(undo=undo)

    @precondition(lambda self: bool(self.remembered))
    @rule(undo=st.booleans())
    def end(self, undo: bool) -> None:  # noqa: FBT001 - drawn by name
        """Close the unit of work, kept or undone, with the pieces inside it."""
        if undo:
            self.world = self.remembered[0]
        self.remembered.clear()
        self.model.end(undo=undo)
        self.subject.end(undo=undo)
        assert self.model.acts == self.subject.acts, "Other acts were called after the commit."

    @precondition(lambda self: bool(self.remembered))
    @rule(number=draws.SMALL)
    def ask_for_an_act(self, number: int) -> None:
        """Ask to be called after the commit."""
        self.model.note_on_commit(f"act {number}")
        self.subject.note_on_commit(f"act {number}")

    @rule(step=draws.STEPS)
    def let_time_pass(self, step: timedelta) -> None:
        """Move the clock, so that memberships and accounts run out."""
        self.world.make.clock.advance(step)

    @rule(questions_on=st.booleans())
    def switch_module(self, questions_on: bool) -> None:  # noqa: FBT001 - drawn by name
        """Switch the module of questions on or off in the workplace."""
        modules = frozenset(Module) if questions_on else frozenset()
        self.both(lambda unit: unit.networks.save(self.world.network.evolve(modules=modules)))


def storage_machine(new_subject: Callable[[], Storage]) -> type[StorageMachine]:
    """Return a machine that compares what `new_subject` returns (empty each time) with memory."""

    class Machine(StorageMachine):
        """Compare this storage with memory."""

    Machine.new_subject = staticmethod(new_subject)
    Machine.tally = Counter()
    Machine.__name__ = Machine.__qualname__ = "StorageMachine"
    return Machine
