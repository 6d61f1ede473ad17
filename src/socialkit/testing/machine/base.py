"""Do the same work on both storages, remember what exists, and compare what they answer."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import ClassVar

from hypothesis.stateful import RuleBasedStateMachine, invariant

from socialkit.domain.groups import Group
from socialkit.errors import SocialKitError
from socialkit.policy import CompiledPolicy
from socialkit.ports.storage import Storage, UnitOfWork
from socialkit.storage.memory import MemoryStorage
from socialkit.testing.machine.sides import Act, Side
from socialkit.testing.observation import (
    Answer,
    Question,
    Viewer,
    answered,
    differences,
    every_question,
    questions_about_rows,
)
from socialkit.testing.plans import default_policy
from socialkit.testing.world import World, build_world


class TwoStorages(RuleBasedStateMachine):
    """Hold memory, the subject, and the world that both keep."""

    new_subject: ClassVar[Callable[[], Storage]]
    """Return the storage under test: empty, for each example."""
    tally: ClassVar[Counter[str]]
    """How many steps and questions there were, over all examples."""

    def __init__(self) -> None:
        super().__init__()
        self.model = Side(MemoryStorage())
        self.subject = Side(type(self).new_subject())
        build_world(self.subject.storage)
        self.world: World = build_world(self.model.storage)
        self.policy: CompiledPolicy = default_policy()
        self.remembered: list[World] = []
        """The world before the open unit, and before each piece of work inside it."""
        self.counter = 0

    @property
    def now(self) -> datetime:
        """Return the moment of the world's clock."""
        return self.world.make.now()

    def after(self, step: timedelta | None) -> datetime | None:
        """Return the moment after a step, or None for never."""
        return None if step is None else self.now + step

    def fresh(self, kind: str) -> str:
        """Return a name that nothing has."""
        self.counter += 1
        return f"{kind}-{self.counter}"

    def place(self, name: str) -> Group:
        """Return a group or wall by name."""
        walls = {"wall": self.world.wall, "club-wall": self.world.club_wall}
        return walls[name] if name in walls else self.world.groups[name]

    def both(self, act: Act) -> object:
        """Do the same on both storages; the answers, and the refusals, must be equal."""
        expected = self.model.do(act)
        got = self.subject.do(act)
        assert got == expected, f"The storages answer differently: {expected!r} | {got!r}"
        return expected

    def done(self, act: Act) -> bool:
        """Do the same on both storages; tell whether it was not refused."""
        answer = self.both(act)
        return not (isinstance(answer, tuple) and answer and answer[0] in _KINDS)

    def remember(self) -> None:
        """Remember the world as it is, to go back to it."""
        self.remembered.append(_copied(self.world))

    def forget(self, *, undo: bool) -> None:
        """Forget the world remembered last, or go back to it."""
        before = self.remembered.pop()
        if undo:
            self.world = before

    @invariant()
    def compare_some_answers(self) -> None:
        """Ask both storages a few questions of every sort, others at each step."""
        type(self).tally["steps"] += 1
        turn = type(self).tally["steps"]
        names = self.world.viewers
        name = names[turn % len(names)]

        def questions(unit: UnitOfWork) -> list[Question]:
            sections = list(self._viewer(unit, name).sections())
            sections.append(list(questions_about_rows(unit, self.world)))
            return [section[(turn * 7 + i) % len(section)] for section in sections for i in (0, 1)]

        self._compare(questions, name)

    def teardown(self) -> None:
        """Keep what is open, and compare all answers for three viewers."""
        try:
            if self.remembered:
                self.remembered.clear()
                self.model.end(undo=False)
                self.subject.end(undo=False)
            names = self.world.viewers
            for offset in (0, 5, 10):
                name = names[(self.counter + offset) % len(names)]
                self._compare(partial(self._everything, name), name)
            assert self.model.acts == self.subject.acts
        finally:
            self.subject.storage.close()

    def _everything(self, name: str, unit: UnitOfWork) -> list[Question]:
        return list(every_question(unit, self.world, self._viewer(unit, name)))

    def _viewer(self, unit: UnitOfWork, name: str) -> Viewer:
        return Viewer(unit, self.world, self.world.caller(unit, name), policy=self.policy)

    def _compare(self, questions: Callable[[UnitOfWork], list[Question]], name: str) -> None:
        def ask(unit: UnitOfWork) -> list[Answer]:
            return answered(questions(unit))

        expected, got = self.model.see(ask), self.subject.see(ask)
        assert isinstance(expected, list)
        assert isinstance(got, list)
        type(self).tally["questions"] += len(expected)
        found = list(differences(expected, got))
        assert not found, f"As {name}: " + "\n".join(found)


_KINDS = frozenset(kind.kind for kind in SocialKitError.__subclasses__())


def _copied(world: World) -> World:
    """Return a world with the same things, whose dicts change apart; the clock is shared."""
    twin = copy.copy(world)
    for field in ("people", "groups", "posts", "replies", "comments", "requests"):
        setattr(twin, field, dict(getattr(world, field)))
    return twin
